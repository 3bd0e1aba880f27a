// How fast the engine takes events in over one connection, against JSON.parse of the same lines in the same run.
// The engine is the real one: socket, parser, journal, session state; the sender is a process of its own.
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync, statSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const EVENTS = Number(process.env["BENCH_EVENTS"] ?? 500_000);
const BATCH = 500;
const REACH = 1 / 3;
const self = fileURLToPath(import.meta.url);

/** Lines of batches as a client sends them, about 179 bytes an event. */
function makeLines(run) {
  const lines = [];
  for (let first = 0; first < EVENTS; first += BATCH) {
    const events = [];
    for (let i = first; i < first + BATCH; i++) {
      events.push({
        type: "iteration",
        time: 1795470000.123 + i * 0.01,
        run,
        iteration: i,
        best: 100 / (1 + i) + 1e-9 * i,
        mean: 3.14159 + Math.sin(i) * 2.5,
        std: Math.abs(Math.cos(i * 1.7)),
        evaluations: (i + 1) * 50,
        diversity: Math.abs(Math.sin(i * 0.37)),
      });
    }
    lines.push(JSON.stringify({ type: "batch", sequence: first / BATCH + 1, events }));
  }
  return lines;
}

function send(socketPath) {
  const lines = makeLines("bench");
  // Made before the clock starts, as the lines of the yardstick are: 89 MB of text to bytes take as long as half of the events.
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  const socket = connect(socketPath);
  let acknowledged = 0;
  let rest = "";
  let began = 0;
  socket.on("data", (reply) => {
    rest += reply.toString();
    const parts = rest.split("\n");
    rest = parts.pop();
    for (const part of parts) {
      const message = JSON.parse(part);
      if (message.type === "welcome") {
        began = performance.now();
        socket.write(bytes);
      } else if (message.type === "ack") acknowledged = message.sequence;
      if (acknowledged === lines.length) {
        process.send({ seconds: (performance.now() - began) / 1000 });
        socket.end();
        process.disconnect();
        return;
      }
    }
  });
  const hello = { type: "hello", protocol: 1, client: "bench", id: "bench-client", pid: process.pid, host: "bench" };
  socket.write(`${JSON.stringify(hello)}\n`);
}

function parseRate() {
  const lines = makeLines("bench");
  const began = performance.now();
  let events = 0;
  for (const line of lines) events += JSON.parse(line).events.length;
  return events / ((performance.now() - began) / 1000);
}

async function until(condition, what) {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function main() {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "bench-ingest-")));
  const runtime = realpathSync(mkdtempSync(join(tmpdir(), "bi-")));
  const key = createHash("sha256").update(workspace).digest("hex").slice(0, 16);
  const folder = join(runtime, `optimizer-monitor-${userInfo().uid}`, key);
  const engine = fork(join(self, "../../dist/engine.js"), ["--workspace", workspace, "--linger", "60"], {
    env: { ...process.env, OPTIMIZER_MONITOR_RUNTIME_DIR: runtime },
    stdio: "inherit",
    // As the engine is started by its users.
    execArgv: ["--max-semi-space-size=2"],
  });
  try {
    await until(() => statSync(join(folder, "engine.json"), { throwIfNoEntry: false }) !== undefined, "engine start");
    const yardstick = parseRate();
    const seconds = await new Promise((resolve, reject) => {
      const sender = fork(self, ["--send", join(folder, "ingest.sock")]);
      sender.on("message", (message) => resolve(message.seconds));
      sender.on("error", reject);
      sender.on("exit", (code) => code !== 0 && reject(new Error(`sender: ${code}`)));
    });
    const again = parseRate();
    await until(
      () => readdirSync(join(workspace, ".optimizer-monitor", "sessions")).some((name) => name.endsWith(".db")),
      "save",
    );
    const ours = EVENTS / seconds;
    const reference = Math.max(yardstick, again);
    const rows = [
      {
        what: "events a second over one connection, journal and state included",
        ours: Math.round(ours),
        yardstick: Math.round(reference),
        unit: "1/s",
        ratio: ours / reference,
        reach: `≥ ${REACH.toFixed(2)} × JSON.parse`,
        pass: ours / reference >= REACH,
      },
    ];
    console.log(JSON.stringify({ bench: "ingest", rows }));
  } finally {
    engine.kill("SIGTERM");
    await new Promise((resolve) => engine.once("exit", resolve));
    rmSync(workspace, { recursive: true, force: true });
    rmSync(runtime, { recursive: true, force: true });
  }
}

if (process.argv[2] === "--send") send(process.argv[3]);
else await main();
