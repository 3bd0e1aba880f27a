// How the HTTP API answers while a session records 10,000 events a second: requests a second and the 99th percentile of
// /metrics/realtime and /metrics, the scraper's own pace beside it, and whether every event was recorded.
// The engine is the real one; the reporting program and the asking one are processes of their own.
import { fork, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./_source.mjs";

const EVENTS_PER_SECOND = 10_000;
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 8);
const BATCH = 100;
/** Requests that are on their way at once. */
const CONCURRENT = 4;
/** Answers later than this would be felt. */
const REACH_MS = 100;
const TOKEN = "a-token-for-benchmarks-0123456789";
const self = fileURLToPath(import.meta.url);

/** Reports at a steady pace until told to end, then says how many events it sent and were acknowledged. */
function report(socketPath) {
  const socket = connect(socketPath);
  let sequence = 0;
  let acknowledged = 0;
  let rest = "";
  let began;
  let isEnding = false;
  const sendDue = () => {
    const due = ((performance.now() - began) / 1000) * EVENTS_PER_SECOND;
    while (!isEnding && sequence * BATCH < due) {
      sequence++;
      const events = Array.from({ length: BATCH }, (_, index) => eventOf((sequence - 1) * BATCH + index));
      socket.write(`${JSON.stringify({ type: "batch", sequence, events })}\n`);
    }
  };
  const finish = () => {
    if (!isEnding || acknowledged < sequence) return;
    process.send({ sent: sequence * BATCH });
    socket.end();
    process.disconnect();
  };
  socket.on("data", (bytes) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop();
    for (const message of lines.map((line) => JSON.parse(line))) {
      if (message.type === "ack") acknowledged = message.sequence;
      if (message.type !== "welcome") continue;
      began = performance.now();
      const timer = setInterval(sendDue, 5);
      process.once("message", () => {
        clearInterval(timer);
        isEnding = true;
        finish();
      });
      process.send({ started: true });
    }
    finish();
  });
  socket.write(`${JSON.stringify({ type: "hello", protocol: 1, client: "bench", id: "bench", pid: process.pid })}\n`);
}

/** Mostly iterations of two runs, some timed components. */
function eventOf(number) {
  if (number % 20 === 0) {
    const buckets = { le: [0.001, 0.01, 0.1], counts: [1, 0, 0, 0] };
    return { type: "component", name: `component ${number % 7}`, count: 1, total: 0.0005, buckets };
  }
  const run = number % 2 === 0 ? "even" : "odd";
  return { type: "iteration", run, iteration: number >> 1, best: 1 / (number + 1), mean: 2, evaluations: number * 25 };
}

/** Asks for the given seconds, as fast as answers come, or at a pace; says how long each answer took. */
async function ask(url, path, seconds, pauseMs) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT });
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const tookMs = [];
  let refused = 0;
  const once = () =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const asking = request(url + path, { agent, headers }, (response) => {
        response.resume().once("end", () => {
          if (response.statusCode === 200) tookMs.push(performance.now() - began);
          else refused++;
          resolve();
        });
      });
      asking.once("error", reject).end();
    });
  const deadline = performance.now() + seconds * 1000;
  const loop = async () => {
    while (performance.now() < deadline) {
      await once();
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  await Promise.all(Array.from({ length: pauseMs > 0 ? 1 : CONCURRENT }, loop));
  agent.destroy();
  tookMs.sort((a, b) => a - b);
  return { perSecond: tookMs.length / seconds, p99: tookMs[Math.floor(tookMs.length * 0.99)], refused };
}

/** A child that runs one of the roles above. */
function start(role, ...args) {
  return fork(self, [role, ...args.map(String)]);
}

function answerOf(child, key) {
  return new Promise((resolve, reject) => {
    child.on("message", (message) => message[key] !== undefined && resolve(message[key]));
    child.once("error", reject);
  });
}

/** `serve` keeps the engine, and says where it is. */
async function serve(workspace, env) {
  const child = spawn(process.execPath, [join(root, "dist/cli.js"), "serve", "--workspace", workspace, "--port", "0"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (printed.includes("Ctrl-C")) break;
  }
  const variable = (name) => new RegExp(`^export ${name}=(\\S+)$`, "m").exec(printed)?.[1];
  return {
    url: variable("OPTIMIZER_MONITOR_API_URL"),
    socket: variable("OPTIMIZER_MONITOR_ENDPOINT").replace(/^unix:/, ""),
    stop: () => new Promise((resolve) => child.once("exit", resolve).kill("SIGINT")),
  };
}

async function recorded(url) {
  const response = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  const text = await response.text();
  const sum = (name) =>
    text
      .split("\n")
      .filter((line) => line.startsWith(name))
      .reduce((total, line) => total + Number(line.split(" ").at(-1)), 0);
  return sum("optimizer_monitor_session_iterations_total") + sum("optimizer_monitor_component_duration_seconds_count");
}

async function main() {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "bench-api-")));
  const runtime = realpathSync(mkdtempSync(join(tmpdir(), "ba-")));
  const env = { ...process.env, OPTIMIZER_MONITOR_RUNTIME_DIR: runtime, OPTIMIZER_MONITOR_API_TOKEN: TOKEN };
  const served = await serve(workspace, env);
  const rows = [];
  try {
    const reporter = start("--report", served.socket);
    await answerOf(reporter, "started");
    const began = performance.now();
    // The first answer says what HTTP itself costs here.
    for (const path of ["/health", "/metrics/realtime", "/metrics"]) {
      for (const [pace, pauseMs] of [
        ["50 a second", 20],
        ["as fast as answers come", 0],
      ]) {
        const asker = start("--ask", served.url, path, SECONDS, pauseMs);
        const { perSecond, p99, refused } = await answerOf(asker, "result");
        const what = `${path}, ${pace}`;
        rows.push({ what: `${what}: requests/s`, ours: perSecond, pass: perSecond > 0 });
        rows.push({
          what: `${what}: p99 ms`,
          ours: p99,
          yardstick: REACH_MS,
          ratio: p99 / REACH_MS,
          pass: p99 < REACH_MS,
        });
        if (refused > 0) rows.push({ what: `${what}: refused by the rate limit`, ours: refused, pass: true });
      }
    }
    const sent = answerOf(reporter, "sent");
    const seconds = (performance.now() - began) / 1000;
    reporter.send("end");
    const count = await sent;
    const kept = await recorded(served.url);
    rows.push({ what: "events/s meanwhile", ours: count / seconds, yardstick: EVENTS_PER_SECOND, pass: true });
    rows.push({ what: `events lost of ${count}`, ours: count - kept, yardstick: 0, pass: count === kept });
  } finally {
    await served.stop();
    for (const folder of [workspace, runtime]) rmSync(folder, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ bench: "api", rows }));
}

const [role, ...args] = process.argv.slice(2);
if (role === "--report") report(...args);
else if (role === "--ask") {
  const [url, path, seconds, pauseMs] = args;
  process.send({ result: await ask(url, path, Number(seconds), Number(pauseMs)) });
  process.disconnect();
} else await main();
