// What the Node client costs its caller, next to JSON.stringify and to a synchronous log line of the same content.
// Prints one line of JSON; ratios of one run are comparable, nanoseconds are not.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BURST = 1000;
const BURSTS = 150;

/** The engine's side of the wire in a process of its own: takes everything, acknowledges every batch. */
function serve(path) {
  const server = createServer((socket) => {
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("error", () => process.exit(0));
    socket.on("close", () => process.exit(0));
    socket.on("data", (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const sequence = /"sequence":(\d+)/.exec(line.slice(0, 60))?.[1];
        socket.write(
          sequence === undefined
            ? '{"type":"welcome","protocol":1,"session":"bench","acknowledged":0}\n'
            : `{"type":"ack","sequence":${sequence}}\n`,
        );
      }
    });
  });
  server.listen(path, () => process.stdout.write("ready\n"));
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Nanoseconds a call, the median of many bursts; between them what was recorded is sent. */
async function perCall(call, between = async () => undefined) {
  const bursts = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < BURST; i++) call(burst * BURST + i);
    bursts.push(Number(process.hrtime.bigint() - start) / BURST);
    await between();
  }
  return median(bursts);
}

/** Processor time of this process for each call, in nanoseconds, with everything that follows from it. */
async function processorTime(calls, call, after) {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) {
    call(i);
    if (i % BURST === BURST - 1) await after();
  }
  const used = process.cpuUsage(before);
  return ((used.user + used.system) * 1000) / calls;
}

function row(what, ours, yardstick, reach) {
  const ratio = ours / yardstick;
  const round = (value) => Math.round(value * 1000) / 1000;
  return {
    what,
    ours: Math.round(ours),
    yardstick: Math.round(yardstick),
    ratio: round(ratio),
    reach,
    pass: ratio <= reach,
  };
}

async function measure(om, log) {
  const run = om.run("GA", { problem: "bench" });
  const flush = () => om.flush(5000);
  let sink = 0;
  const fields = (i) => ({ evaluations: i * 10, best: 1 / (i + 1), mean: i * 0.37, diversity: 0.5 });
  const record = (i) => run.iteration(i, fields(i));
  const text = (i) =>
    JSON.stringify({ type: "iteration", run: run.id, iteration: i, ...fields(i), time: Date.now() / 1000 });
  const line = (i) => writeSync(log, `${text(i)}\n`);
  const work = () => sink++;
  const timed = () => om.component("Evaluate", work);
  for (const warmUp of [record, (i) => (sink += text(i).length), line, timed]) await perCall(warmUp, flush);

  const iteration = await perCall(record, flush);
  const component = await perCall(timed, flush);
  const stringify = await perCall((i) => (sink += text(i).length));
  const logged = await perCall(line);
  const allIn = await processorTime(100_000, record, flush);
  const allLogged = await processorTime(100_000, line, async () => undefined);
  run.end();
  await flush();
  return [
    row("iteration() against JSON.stringify, ns a call", iteration, stringify, 0.25),
    row("iteration() against a synchronous log line, ns a call", iteration, logged, 0.125),
    row("component() against JSON.stringify, ns a call", component, stringify, 0.5),
    row("component() against a synchronous log line, ns a call", component, logged, 0.2),
    row("iteration(), sending included, against a synchronous log line, processor ns an event", allIn, allLogged, 1.25),
  ];
}

function ensureBuilt() {
  const client = new URL("../clients/node/", import.meta.url);
  if (existsSync(new URL("dist/esm/index.js", client))) return;
  execFileSync(process.execPath, [fileURLToPath(new URL("build.mjs", client))]);
}

async function main() {
  ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), "om-bench-"));
  const path = join(folder, "ingest.sock");
  const engine = spawn(process.execPath, [fileURLToPath(import.meta.url), "--serve", path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => engine.stdout.once("data", resolve));
  process.env.OPTIMIZER_MONITOR_ENDPOINT = `unix:${path}`;
  const om = await import("optimizer-monitor-client");
  const log = openSync(join(folder, "log.ndjson"), "w");
  const rows = await measure(om, log);
  closeSync(log);
  engine.kill();
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${JSON.stringify({ bench: "nodeClient", rows })}\n`);
}

if (process.argv[2] === "--serve") serve(process.argv[3]);
else await main();
