// What the trend of one metric, usage patterns and a comparison of 5,000 runs cost with 10,000 sessions in the catalog.
import { loadSource, median, wasmFile } from "./_source.mjs";

const SESSIONS = 10_000;
const REPEATS = 9;
const LABELS = 20;
const source = await loadSource(
  "src/analysis/comparison/compareRuns",
  "src/engine/trendSource",
  "src/history/catalog",
  "src/history/sqlite",
  "test/unit/history/sessions",
);
const sqlite = await source.loadSqlite(wasmFile);
const catalog = new source.Catalog(sqlite.open());
const template = source.recordSession({ id: "template", iterations: 200, samples: 60 });
for (let number = 0; number < SESSIONS; number++) {
  const session = {
    ...template.detail.session,
    id: `session-${number}`,
    label: `workflow ${number % LABELS}`,
    startTime: 1.7e9 + 600 * number,
    endTime: 1.7e9 + 600 * number + 10 + (number % 7) / 10,
  };
  catalog.put({ tables: template.tables, detail: { ...template.detail, session } });
}
for (let number = 0; number < 100; number++) catalog.setBaseline(`session-${number * LABELS}`, 1.7e9);

function measure(work) {
  const times = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const began = performance.now();
    work();
    times.push(performance.now() - began);
  }
  return median(times);
}

function row(what, ms, most) {
  return { what, ours: `${ms.toFixed(1)} ms`, reach: `<= ${most} ms`, pass: ms <= most };
}

const [component] = template.detail.components;
const rows = [];
for (const metric of ["duration", `component:${component?.name ?? "none"}`, "resource:process_memory_rss_bytes"]) {
  const ms = measure(() => source.trendOf(catalog.analysis, { metric, label: "workflow 0" }));
  rows.push(row(`trend of ${metric}, 10,000 sessions`, ms, 50));
}
const everything = { groupBy: "algorithm", axis: "evaluations", points: 200 };
rows.push(
  row(
    "usage patterns, 10,000 sessions",
    measure(() => source.usageOf(catalog.analysis, {})),
    1000,
  ),
);
const compare = () => {
  const { runs, total } = catalog.analysis.runs(everything);
  return source.compareRuns(runs, everything, total);
};
rows.push(row("comparison of the newest 5,000 runs of 10,000 sessions", measure(compare), 5000));
catalog.close();
console.log(JSON.stringify({ bench: "trend", rows }));
