// What the engine holds with one live session of 1,000,000 iterations x 8 series: before it is looked at, while a panel
// looks at it, and while it is saved; beside a bare Node process in the same run. The engine is the real one.
import { spawn } from "node:child_process";
import { BenchEngine, residentMb, until } from "./_engine.mjs";

const ITERATIONS = Number(process.env["BENCH_ITERATIONS"] ?? 1_000_000);
const COLUMNS = ["best", "mean", "std", "evaluations", "min", "diversity", "feasible", "step"];
const REACH_MB = 120;
const REACH_STOP_MS = 250;

/** What a Node process takes that does nothing. */
async function bareMb() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('ready')"]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const resident = residentMb(child.pid);
  child.kill();
  return resident;
}

const rows = [];
function row(what, ours, yardstick, reach, pass) {
  const ratio = yardstick === undefined ? {} : { yardstick, ratio: ours / yardstick };
  rows.push({ what, ours, ...ratio, reach, pass, limit: "engine memory" });
}

const engine = await BenchEngine.start();
try {
  const bare = await bareMb();
  const sender = engine.sender({ events: ITERATIONS });
  let peak = 0;
  const watching = setInterval(() => (peak = Math.max(peak, engine.residentMb() ?? 0)), 50);
  const finished = await until("all reported", () => sender.progress.sent >= ITERATIONS && sender.progress, 240_000);
  const live = engine.residentMb();
  console.error(JSON.stringify({ live, peak, bare, finished, ask: await engine.ask() }));
  const control = await engine.control();
  await sender.done;
  clearInterval(watching);
  console.error("after", engine.residentMb(), peak);
  control.dispose();
} finally {
  await engine.stop();
}
