// What the history costs against the number of its sessions: saving one more, listing, searching, the trend of one metric,
// opening one, and what is done once, when an engine starts and when the catalog is written as a whole. In processor time,
// which other work on the machine adds little to; the history bench has the time of the clock.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSource, wasmFile } from "../_source.mjs";
import { spent, growthRow, isQuick, leastOf, print } from "./_growth.mjs";

const SIZES = isQuick ? [10, 100, 1000] : [10, 100, 1000, 10_000];
/** Of most workflows so many sessions, however many workflows that makes. */
const PER_WORKFLOW = 5;
const source = await loadSource(
  "src/engine/trendSource",
  "src/history/catalog",
  "src/history/historyStore",
  "src/history/sqlite",
  "test/unit/history/sessions",
);
const sqlite = await source.loadSqlite(wasmFile);
const log = { debug() {}, info() {}, warn() {}, error() {} };
const folder = mkdtempSync(join(tmpdir(), "bench-sessions-"));

/** A catalog with so many sessions of two runs each. */
function fill(catalog, count) {
  const template = source.recordSession({ id: "template", iterations: 200, samples: 60 });
  for (let number = 0; number < count; number++) {
    const session = {
      ...template.detail.session,
      id: `session-${number}`,
      // Every second one belongs to one workflow that is run again and again.
      label: number % 2 === 0 ? "often" : `workflow ${((number - 1) / 2) % (count / 2 / PER_WORKFLOW)}`,
      startTime: 1.7e9 + 600 * number,
      endTime: 1.7e9 + 600 * number + 10,
    };
    catalog.put({ tables: template.tables, detail: { ...template.detail, session } });
  }
}

async function measure(count) {
  const catalog = new source.Catalog(sqlite.open());
  fill(catalog, count);
  const trend = await leastOf(7, () =>
    spent(() => source.trendOf(catalog.analysis, { metric: "duration", label: "workflow 0" })),
  );
  const trendOfMany = await leastOf(5, () =>
    spent(() => source.trendOf(catalog.analysis, { metric: "duration", label: "often" })),
  );
  const home = join(folder, String(count));
  mkdirSync(home);
  writeFileSync(join(home, "history.db"), catalog.export());
  catalog.close();
  let store;
  const open = await leastOf(3, async () => {
    await store?.close();
    return spent(async () => (store = await source.HistoryStore.open({ folder: home, log, onWarning() {}, wasmFile })));
  });
  const save = await leastOf(7, (repeat) => {
    const session = source.recordSession({ id: `new-${repeat}`, iterations: 400, runs: 4, startTime: 1.8e9 + repeat });
    return spent(() => store.save(session));
  });
  const flush = await spent(() => store.flush());
  const list = await leastOf(7, () => spent(() => store.list({ limit: 10 })));
  const search = await leastOf(7, () => spent(() => store.list({ text: "workflow 7", limit: 10 })));
  const load = await leastOf(7, () => spent(() => store.load("new-3")));
  await store.close();
  return { trend, trendOfMany, open, save, flush, list, search, load };
}

const measured = [];
await measure(20);
rmSync(join(folder, "20"), { recursive: true });
for (const size of SIZES) measured.push([size, await measure(size)]);
rmSync(folder, { recursive: true, force: true });
const row = (what, key, expected) =>
  growthRow({
    what,
    unit: "ms",
    against: "sessions in the history",
    expected,
    points: measured.map(([size, costs]) => [size, costs[key]]),
  });
print("sessions", [
  row("saving one more", "save", 0),
  row("listing the newest 10", "list", 0),
  row("searching all of them for a word", "search", 1),
  // With the list of all workflows that there are, from which another one can be chosen.
  row(`the trend of one workflow of ${PER_WORKFLOW} sessions`, "trend", 1),
  row("the trend of the workflow that half of them are of", "trendOfMany", 1),
  row("opening one of them", "load", 0),
  row("opening the history, once for each engine", "open", 1),
  row("writing the whole catalog, when an engine rests", "flush", 1),
]);
