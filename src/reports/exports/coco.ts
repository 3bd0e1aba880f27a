import { UserError } from "../../base/userError";
import { benchmarkGroups, groupedBy, type BenchmarkGroup, type BenchmarkRun } from "./benchmarkRuns";
import type { ExportedFile } from "./exportedFile";

/** The precision that COCO calls solved. */
const PRECISION = 1e-8;
const COLUMNS =
  "% f evaluations | g evaluations | best noise-free fitness - Fopt | measured fitness | best measured fitness | x1 | x2...";

/**
 * Runs as COCO's bbob logger writes them (https://hal.inria.fr/inria-00362649): a folder for each algorithm, in it an .info
 * file for each problem with .dat (improvements) and .tdat (evaluations 10^(i/20)). Runs without a dimension are left out.
 *
 * The format wants distances to the optimum: to the best of all targets and values of the exported runs on
 * the problem. Maximized objectives are written with the opposite sign.
 */
export function* cocoFiles(runs: readonly BenchmarkRun[]): Generator<ExportedFile> {
  const placed = runs.filter(({ dimension }) => dimension !== undefined && dimension > 0);
  if (placed.length === 0)
    throw new UserError(
      "nothing-to-export",
      "COCO data need the dimension of each problem, and no run with one objective says it. Report it at the run's start.",
    );
  for (const group of benchmarkGroups(placed)) yield* groupFiles(group, optimumOf(group, placed));
}

/** The value that distances are measured from, in the run's own direction. */
function optimumOf({ problem, direction }: BenchmarkGroup, runs: readonly BenchmarkRun[]): number {
  const sign = direction === "maximize" ? -1 : 1;
  const same = runs.filter((run) => run.problem === problem && run.direction === direction);
  const values = same.flatMap(({ best, target }) => [best.at(-1) ?? [], target ?? []].flat());
  return values.reduce((a, b) => (sign * b < sign * a ? b : a), sign * Infinity);
}

function* groupFiles(group: BenchmarkGroup, optimum: number): Generator<ExportedFile> {
  const { problemNumber } = group;
  const dimensions = [...groupedBy(group.runs, ({ dimension = 0 }) => dimension)].sort(([a], [b]) => a - b);
  const info: string[] = [];
  for (const [dimension, runs] of dimensions) {
    const path = `data_f${problemNumber}/bbobexp_f${problemNumber}_DIM${dimension}`;
    const distances = runs.map((run) => distancesOf(run, optimum));
    const ends = runs.map(
      ({ lastEvaluation }, index) => `${index + 1}:${lastEvaluation}|${gapText(distances[index]?.at(-1) ?? NaN)}`,
    );
    info.push(`${infoHead(group, dimension)}\n%\n${[`${path}.dat`, ...ends].join(", ")}\n`);
    const lines = (onGrid: boolean): string[] =>
      runs.flatMap((run, index) => [...dataLines(run, distances[index] ?? [], dimension, onGrid)]);
    yield { path: `${group.folder}/${path}.dat`, pieces: lines(false) };
    yield { path: `${group.folder}/${path}.tdat`, pieces: lines(true) };
  }
  yield { path: `${group.folder}/bbobexp_f${problemNumber}.info`, pieces: info };
}

function infoHead({ problemNumber, algorithm }: BenchmarkGroup, dimension: number): string {
  const algId = algorithm.replace(/[^\p{L}\p{N} ._+-]/gu, "_");
  return `funcId = ${problemNumber}, DIM = ${dimension}, Precision = ${PRECISION.toExponential(3)}, algId = '${algId}'`;
}

function distancesOf({ best, direction }: BenchmarkRun, optimum: number): readonly number[] {
  return best.map((value) => (direction === "maximize" ? optimum - value : value - optimum));
}

function* dataLines(
  { evaluations, lastEvaluation, solution }: BenchmarkRun,
  distances: readonly number[],
  dimension: number,
  onGrid: boolean,
): Generator<string> {
  yield `${COLUMNS}\n`;
  const point = Array.from({ length: dimension }, (_, index) => signed(solution?.[index] ?? 0)).join(" ");
  const line = (at: number, gap: number): string => `${at} 0 ${signed(gap)} ${signed(gap)} ${signed(gap)} ${point}\n`;
  const places = onGrid
    ? gridUpTo(lastEvaluation, evaluations[0] ?? 1)
    : [...new Set([...evaluations, lastEvaluation])];
  let index = 0;
  for (const at of places) {
    while ((evaluations[index + 1] ?? Infinity) <= at) index++;
    yield line(at, distances[index] ?? NaN);
  }
}

/** 10^(i/20) for i = 0, 1, … as whole numbers, from where a value is known up to the end. */
function gridUpTo(last: number, first: number): readonly number[] {
  const grid = new Set<number>();
  for (let power = 0; Math.floor(10 ** (power / 20)) < last; power++) grid.add(Math.floor(10 ** (power / 20)));
  grid.add(last);
  return [...grid].filter((at) => at >= first);
}

function gapText(value: number): string {
  return value.toExponential(1);
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toExponential(9)}`;
}
