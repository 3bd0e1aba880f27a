import { UserError } from "../../base/userError";
import { benchmarkGroups, groupedBy, type BenchmarkGroup, type BenchmarkRun } from "./benchmarkRuns";
import { fileName, type ExportedFile } from "./exportedFile";

/** The version of the format that is written. */
const FORMAT_VERSION = "0.3.18";

/**
 * Runs as IOHexperimenter writes them: a folder for each algorithm, in it a JSON file for each problem and the improvements
 * of its runs (https://iohprofiler.github.io/IOHanalyzer/data/). A dimension that is not known is 0.
 */
export function* iohprofilerFiles(runs: readonly BenchmarkRun[]): Generator<ExportedFile> {
  if (runs.length === 0)
    throw new UserError(
      "nothing-to-export",
      "No run has one objective with a best value; IOHprofiler data hold nothing else.",
    );
  for (const group of benchmarkGroups(runs)) yield* groupFiles(group);
}

function* groupFiles(group: BenchmarkGroup): Generator<ExportedFile> {
  const name = `f${group.problemNumber}_${fileName(group.problem)}`;
  const dimensions = [...groupedBy(group.runs, ({ dimension = 0 }) => dimension)].sort(([a], [b]) => a - b);
  const scenarios = [];
  for (const [dimension, runs] of dimensions) {
    const path = `data_${name}/IOHprofiler_f${group.problemNumber}_DIM${dimension}.dat`;
    scenarios.push({ dimension, path, runs: runs.map(runEntry) });
    yield { path: `${group.folder}/${path}`, pieces: runs.flatMap((run) => [...dataLines(run)]) };
  }
  const head = {
    version: FORMAT_VERSION,
    suite: "optimizer-monitor",
    function_id: group.problemNumber,
    function_name: group.problem,
    maximization: group.direction === "maximize",
    algorithm: { name: group.algorithm, info: "recorded by Optimizer Monitor" },
    attributes: ["evaluations", "raw_y"],
    scenarios,
  };
  yield { path: `${group.folder}/IOHprofiler_${name}.json`, pieces: [`${JSON.stringify(head, null, 2)}\n`] };
}

function runEntry(run: BenchmarkRun, index: number): object {
  return {
    instance: index + 1,
    evals: run.lastEvaluation,
    best: { evals: run.evaluations.at(-1), y: run.best.at(-1), x: run.solution ?? [] },
  };
}

/** Each run begins with the names of the columns and ends at its last evaluation. */
function* dataLines({ evaluations, best, lastEvaluation }: BenchmarkRun): Generator<string> {
  yield "evaluations raw_y\n";
  for (const [index, at] of evaluations.entries()) yield `${at} ${best[index]}\n`;
  if (evaluations.at(-1) !== lastEvaluation) yield `${lastEvaluation} ${best.at(-1)}\n`;
}
