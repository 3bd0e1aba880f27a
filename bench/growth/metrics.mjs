// What the number of distinct metrics costs, for the same number of values. A session keeps 2,000 of them and says how many
// values of others it has refused: beyond that, nothing may grow any more.
import { BenchEngine } from "../_engine.mjs";
import { growthRow, heldMb, isQuick, print, processorMs } from "./_growth.mjs";

const SIZES = isQuick ? [1, 10, 100, 1000] : [1, 10, 100, 1000, 10_000];
const EVENTS = 100_000;
const KEPT = 2000;
const QUESTIONS = 5;

async function measure(size) {
  const engine = await BenchEngine.start({ collectable: true });
  try {
    const control = await engine.control();
    const launchId = `metrics-${size}`;
    const launch = { launchId, kind: "task", label: "bench", definite: true };
    const { sessionId } = await control.request("startLaunch", launch);
    await engine.sender({ id: "warm-up", session: launchId, events: 5000, metrics: 1 }).done;
    const before = await heldMb(engine);
    const ingest = await processorMs(
      engine,
      () => engine.sender({ id: "growth", session: launchId, events: EVENTS, metrics: size }).done,
    );
    const memory = (await heldMb(engine)) - before;
    const detail = await processorMs(engine, async () => {
      for (let turn = 0; turn < QUESTIONS; turn++) await control.request("getSession", { sessionId });
    });
    const saving = await processorMs(engine, async () => {
      await control.request("endLaunch", { launchId, exitCode: 0 });
      await engine.settled(1, 120_000);
    });
    control.dispose();
    return { ingest, memory, detail: detail / QUESTIONS, saving };
  } finally {
    await engine.stop();
  }
}

const measured = [];
for (const size of SIZES) measured.push([size, await measure(size)]);
const row = (what, key, expected, unit, floor) =>
  growthRow({
    what,
    unit,
    against: "metrics",
    expected,
    floor,
    points: measured.map(([size, costs]) => [size, costs[key]]),
  });
/** Of the metrics that are kept. */
const kept = (what, key, expected, unit, floor) =>
  growthRow({
    what,
    unit,
    against: "metrics",
    expected,
    floor,
    points: measured.filter(([size]) => size <= KEPT).map(([size, costs]) => [size, costs[key]]),
  });
print("metrics", [
  row(`taking ${EVENTS.toLocaleString("en")} values in`, "ingest", 0, "ms"),
  kept("what the engine holds of them", "memory", 1, "MB", 0.2),
  row("describing the session to a panel", "detail", 1, "ms", 0.5),
  row("ending and saving the session", "saving", 1, "ms", 5),
]);
