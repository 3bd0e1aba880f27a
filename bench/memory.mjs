// What the engine holds with one live session of 1,000,000 iterations x 8 series: while it is recorded, while a panel looks at
// all of them, and while it is saved; beside a bare Node process in the same run. And how long the engine's event loop stops
// while such a session is drawn first and saved. The engine is the real one.
import { spawn } from "node:child_process";
import { BenchEngine, residentMb, until } from "./_engine.mjs";

const ITERATIONS = Number(
  process.env["BENCH_ITERATIONS"] ?? (process.env["BENCH_QUICK"] === "1" ? 300_000 : 1_000_000),
);
const COLUMNS = ["best", "mean", "std", "evaluations", "min", "diversity", "feasible", "step"];
const REACH_MB = 120;
const REACH_STOP_MS = 250;
const SIZE = `${ITERATIONS.toLocaleString("en")} iterations x ${COLUMNS.length} series`;

/** What a Node process takes that does nothing. */
async function measureBare() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('ready')"]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const resident = residentMb(child.pid);
  child.kill();
  return resident;
}

/** The median of what is resident while the engine goes on living for some seconds. */
async function settledMb(engine) {
  const readings = [];
  for (let reading = 0; reading < 30; reading++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    readings.push(engine.residentMb());
  }
  return readings.sort((a, b) => a - b)[15];
}

async function measure(engine) {
  const control = await engine.control();
  const launch = { launchId: "memory", kind: "task", label: "bench", definite: true };
  const { sessionId } = await control.request("startLaunch", launch);
  const idle = engine.residentMb();
  // At the pace of a very fast program; as fast as the engine takes it, what piles up is the parser's garbage.
  const sender = engine.sender({ session: "memory", events: ITERATIONS, rate: 100_000 });
  let peak = 0;
  const watching = setInterval(() => (peak = Math.max(peak, engine.residentMb())), 50);
  await sender.done;
  const live = await settledMb(engine);
  const { tables } = await control.request("getSession", { sessionId });
  const table = tables.find(({ name }) => name.startsWith("run:")).name;
  const query = { key: "c", table, x: "iteration", y: COLUMNS, mode: "extremes", points: 800 };
  await engine.ask();
  await control.request("openView", { viewId: "v", sessionId, queries: [query] });
  const drawing = await engine.ask();
  const watched = await settledMb(engine);
  await engine.ask();
  await control.request("endLaunch", { launchId: "memory", exitCode: 0 });
  await until("the saved session", () => engine.saved().length === 1 && engine.journals().length === 0, 120_000);
  const saving = await engine.ask();
  clearInterval(watching);
  control.dispose();
  return { idle, live, watched, peak, drawingMs: drawing.longestStopMs, savingMs: saving.longestStopMs };
}

const engine = await BenchEngine.start();
try {
  const bare = await measureBare();
  const { idle, live, watched, peak, drawingMs, savingMs } = await measure(engine);
  const megabytes = (what, ours, limit) => ({
    what: `${what}, MB resident; yardstick: Node that does nothing`,
    ours: Math.round(ours),
    yardstick: Math.round(bare),
    ratio: ours / bare,
    reach: limit === undefined ? "" : `<= ${limit} MB`,
    pass: limit === undefined || ours <= limit,
  });
  const stop = (what, ours) => ({ what, ours, reach: `<= ${REACH_STOP_MS} ms`, pass: ours <= REACH_STOP_MS });
  const rows = [
    megabytes("engine without a session", idle),
    megabytes(`engine with a live session of ${SIZE}`, live, REACH_MB),
    megabytes("the same, all series drawn by a panel", watched, REACH_MB),
    megabytes("the most at any moment, saving included", peak),
    stop(`longest stop of the engine's event loop while ${SIZE} are drawn first, ms`, drawingMs),
    stop(`longest stop of the engine's event loop while ${SIZE} are saved, ms`, savingMs),
  ];
  process.stdout.write(`${JSON.stringify({ bench: "memory", rows })}\n`);
} finally {
  await engine.stop();
}
