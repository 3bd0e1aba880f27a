// What one run costs the engine against the number of its iterations, from its first event to its picture out of the history.
// Processor time and memory of the real engine; an append is O(1), a picture costs what it is wide.
import { BenchEngine } from "../_engine.mjs";
import { growthRow, heldMb, isQuick, print, processorMs } from "./_growth.mjs";

const SIZES = isQuick ? [1e3, 1e4, 1e5, 3e5] : [1e3, 1e4, 1e5, 1e6, 1e7];
const COLUMNS = ["best", "mean"];
const PICTURES = 40;

async function tableOf(control, sessionId) {
  const { tables } = await control.request("getSession", { sessionId });
  return tables.find(({ name }) => name.startsWith("run:")).name;
}

function picture(control, sessionId, table) {
  const query = { key: "c", table, x: "iteration", y: COLUMNS, mode: "extremes", points: 800 };
  return control.request("querySeries", { sessionId, queries: [query] });
}

/** Sends so many iterations and keeps the session open; says which session it is and how it is ended. */
async function record(engine, control, size) {
  const launchId = `launch-${size}`;
  const { sessionId } = await control.request("startLaunch", {
    launchId,
    kind: "task",
    label: "bench",
    definite: true,
  });
  const sender = engine.sender({ id: `growth-${size}`, session: launchId, events: size, columns: COLUMNS.length });
  await sender.done;
  return { sessionId, end: () => control.request("endLaunch", { launchId, exitCode: 0 }) };
}

async function measure(size) {
  const engine = await BenchEngine.start({ collectable: true });
  try {
    const control = await engine.control();
    // Code that the first session compiles is not the second one's cost.
    await (await record(engine, control, 2000)).end();
    await engine.settled(1);
    const before = await heldMb(engine);
    let session;
    const ingest = await processorMs(engine, async () => (session = await record(engine, control, size)));
    const memory = (await heldMb(engine)) - before;
    const table = await tableOf(control, session.sessionId);
    const firstPicture = await processorMs(engine, () => picture(control, session.sessionId, table));
    const pictures = await processorMs(engine, async () => {
      for (let turn = 0; turn < PICTURES; turn++) await picture(control, session.sessionId, table);
    });
    const saving = await processorMs(engine, async () => {
      await session.end();
      await engine.settled(2, 240_000);
    });
    const opening = await processorMs(engine, () => picture(control, session.sessionId, table));
    control.dispose();
    return { ingest, memory, firstPicture, picture: pictures / PICTURES, saving, opening };
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
    against: "iterations",
    expected,
    floor,
    points: measured.map(([size, costs]) => [size, costs[key]]),
  });
print("iterations", [
  row("taking all of them in, journal and state included", "ingest", 1, "ms", 1),
  row("what the engine holds of them", "memory", 1, "MB", 0.2),
  row("their first picture, live", "firstPicture", 1, "ms", 1),
  row("every later picture, live", "picture", 0, "ms"),
  row("ending and saving the session", "saving", 1, "ms", 5),
  row("opening it from the history, first picture included", "opening", 1, "ms", 2),
]);
