// What findings, figures and the report of a run of 1,000,000 iterations with a distribution cost, beside those of a run of 1,000, in one
// run. Everything is read off the series' pyramids, so that both should cost nearly the same. Prints one JSON line.
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { loadSource, median, root } from "./_source.mjs";

const LONG = Number(process.env["BENCH_ITERATIONS"] ?? 1_000_000);
const SHORT = 1_000;
const ROUNDS = 5;
const START = 1_700_000_000;

const source = await loadSource(
  "src/model/sessionState.ts",
  "src/analysis/verdicts/collectFacts.ts",
  "src/analysis/verdicts/verdicts.ts",
  "src/analysis/figures/sessionFigures.ts",
  "src/charts/runNames.ts",
  "src/protocol/namedNumbers.ts",
  "src/protocol/quantiles.ts",
);

/** The bundle that the engine loads for its first report. */
const { createReport } = createRequire(import.meta.url)(join(root, "dist", "report.js"));

function recorded(iterations) {
  const header = { id: "s", label: "bench", kind: "task", startTime: START };
  const machine = { host: "a", platform: "linux", coreCount: 8, memoryBytes: 32e9 };
  const state = new source.SessionState(header, machine);
  state.apply({ type: "run_start", run: "r", algorithm: "GA", target: 0, populationSize: 50 }, "c", START);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const best = 100 / (1 + iteration);
    const numbers = { best, mean: best + 3 + Math.sin(iteration), std: 1, evaluations: 50 * (iteration + 1) };
    source.QUANTILE_COLUMNS.forEach((key, index) => (numbers[key] = best + index * 0.1));
    const values = source.NamedNumbers.of(numbers);
    state.apply({ type: "iteration", run: "r", iteration, values }, "c", START + iteration / 1000);
  }
  state.finish({ status: "completed", endTime: START + iterations / 1000 });
  return state;
}

const factsOf = (state) =>
  source.collectFacts(state, state.detail, source.runNames(state.detail.runs), START + LONG / 1000);

const works = {
  findings: (state) => source.verdicts(factsOf(state)),
  figures: (state) => source.sessionFigures(state.detail, factsOf(state), START + LONG / 1000),
  "report as text": (state) => createReport(state, "text", START + LONG / 1000),
  "report as a page": (state) => createReport(state, "html", START + LONG / 1000),
};

async function timed(work, state) {
  const began = performance.now();
  await work(state);
  return performance.now() - began;
}

const empty = process.memoryUsage().rss;
const [long, short] = [recorded(LONG), recorded(SHORT)];
const kept = process.memoryUsage().rss - empty;
const first = await timed(works.findings, long);
await timed(works.findings, short);
const rows = [
  {
    what: `first findings on ${LONG} iterations, ms (builds the pyramids)`,
    ours: Math.round(first),
    reach: 500,
    pass: first <= 500,
  },
];
for (const [what, work] of Object.entries(works)) {
  const [ours, yardstick] = [[], []];
  for (const state of [long, short]) await work(state);
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await timed(work, long));
    yardstick.push(await timed(work, short));
  }
  const ratio = median(ours.map((value, round) => value / yardstick[round]));
  rows.push({
    what: `${what} of ${LONG} iterations, ms, against ${SHORT}`,
    ours: Number(median(ours).toFixed(1)),
    yardstick: Number(median(yardstick).toFixed(1)),
    ratio: Number(ratio.toFixed(2)),
    reach: 4,
    pass: ratio <= 4,
  });
}
const added = process.memoryUsage().rss - empty - kept;
rows.push({
  what: "memory that findings and reports added, MB",
  ours: Math.round(added / 1e6),
  reach: 150,
  pass: added <= 150e6,
});
rows.push({
  what: `memory of ${LONG} iterations with 28 columns, MB`,
  ours: Math.round(kept / 1e6),
  reach: 400,
  pass: kept <= 400e6,
});
process.stdout.write(`${JSON.stringify({ bench: "report", rows })}\n`);
