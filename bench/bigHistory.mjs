// What the engine's answers cost with 10,000 sessions in the history, asked over its control socket as a panel asks: the list,
// the trend of a metric, and everything that a panel shows first of a session that nobody has looked at before.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BenchEngine } from "./_engine.mjs";
import { loadSource, median, wasmFile } from "./_source.mjs";

const SESSIONS = process.env["BENCH_QUICK"] === "1" ? 2000 : 10_000;
const REPEATS = 9;
const LABELS = 20;
/** Sessions with their own files; of the others there is what the catalog has. */
const FILES = 12;

/** A history as it is after long use: a catalog, and the files of some of its sessions. */
async function fillHistory(workspace) {
  const source = await loadSource(
    "src/history/catalog",
    "src/history/detailFile",
    "src/history/detailFileName",
    "src/history/sqlite",
    "test/unit/history/sessions",
  );
  const sqlite = await source.loadSqlite(wasmFile);
  const catalog = new source.Catalog(sqlite.open());
  const template = source.recordSession({ id: "template", iterations: 200, samples: 60 });
  const folder = join(workspace, ".optimizer-monitor");
  mkdirSync(join(folder, "sessions"), { recursive: true });
  for (let number = 0; number < SESSIONS; number++) {
    const session = {
      ...template.detail.session,
      id: `session-${number}`,
      label: `workflow ${number % LABELS}`,
      startTime: 1.7e9 + 600 * number,
      endTime: 1.7e9 + 600 * number + 10,
    };
    const detail = { ...template.detail, session };
    catalog.put({ tables: template.tables, detail });
    if (number % Math.floor(SESSIONS / FILES) !== 0) continue;
    const long = source.recordSession({ id: session.id, iterations: 20_000, runs: 4, samples: 3600 });
    const contents = await source.encodeDetail(sqlite, { tables: long.tables, detail: { ...long.detail, session } });
    writeFileSync(join(folder, "sessions", source.detailFileName(session.id)), contents);
  }
  writeFileSync(join(folder, "history.db"), catalog.export());
  catalog.close();
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What a panel asks for when it is opened: everything about the session, and the pictures that can be seen first. */
async function openPanel(control, sessionId) {
  const { tables } = await control.request("getSession", { sessionId });
  const query = (key, table, x, y) => ({ key, table, x, y, mode: "extremes", points: 800 });
  const runs = tables.filter(({ name }) => name.startsWith("run:")).map(({ name }) => name);
  const samples = tables.filter(({ name }) => name.startsWith("samples:"));
  const queries = [
    ...runs.map((name) => query(name, name, "iteration", ["best", "mean"])),
    ...samples.map(({ name, columns }) =>
      query(
        name,
        name,
        "time",
        columns.slice(1, 5).map(({ key }) => key),
      ),
    ),
  ];
  const answer = await control.request("openView", { viewId: sessionId, sessionId, queries });
  await control.request("closeView", { viewId: sessionId });
  if (!answer.results.some(({ columns }) => columns.some(({ x }) => x.length > 100))) {
    throw new Error("the session's file was not read");
  }
}

const engine = await BenchEngine.start({ prepare: fillHistory });
try {
  const control = await engine.control();
  const rows = [];
  const row = (what, ms, most) =>
    rows.push({
      what: `${what}, ms`,
      ours: ms,
      reach: most === undefined ? "" : `<= ${most} ms`,
      pass: most === undefined || ms <= most,
    });
  const repeated = async (work) => {
    const times = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) times.push(await timed(work));
    return median(times);
  };
  const of = `of ${SESSIONS.toLocaleString("en")} sessions`;
  row(`list 200 ${of}, over the socket`, await repeated(() => control.request("listSessions", { limit: 200 })), 100);
  const trend = { metric: "duration", label: "workflow 0" };
  row(`trend of one metric ${of}, over the socket`, await repeated(() => control.request("trend", trend)), 50);
  const openings = [];
  // Each for the first time: none is among those that the engine keeps for whoever looks at them.
  for (let file = 0; file < FILES; file++) {
    const id = `session-${file * Math.floor(SESSIONS / FILES)}`;
    openings.push(await timed(() => openPanel(control, id)));
  }
  row(`all that a panel shows first of one ${of}, 4 x 20,000 iterations, over the socket`, median(openings), 300);
  row("the slowest of twelve of them, the first one's cold code included", Math.max(...openings));
  control.dispose();
  process.stdout.write(`${JSON.stringify({ bench: "bigHistory", rows })}\n`);
} finally {
  await engine.stop();
}
