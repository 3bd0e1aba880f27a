import { isBetter } from "../../charts/bestSoFar";
import { runTable } from "../../model/metrics";
import type { RecordedSession } from "../../model/recordedSession";
import type { Table } from "../../model/table";
import { fromWireNumber } from "../../protocol/number";
import type { Direction, RunSummary } from "../../protocol/session";
import { RowReader } from "../tableRows";
import { FileNames } from "./exportedFile";

/** The improvements of a run, as benchmark formats write them: evaluations ascending, the best objective up to there. */
export interface BenchmarkRun {
  readonly algorithm: string;
  readonly problem: string;
  readonly dimension?: number;
  readonly direction: Direction;
  readonly target?: number;
  readonly seed?: number | string;
  readonly solution?: readonly number[];
  readonly evaluations: readonly number[];
  readonly best: readonly number[];
  /** Where the run ended, in evaluations. */
  readonly lastEvaluation: number;
}

/** All runs of one algorithm on one problem in one direction, with the number that the formats give to the problem. */
export interface BenchmarkGroup {
  readonly algorithm: string;
  readonly problem: string;
  /** From 1; the same problem has the same number in all groups. */
  readonly problemNumber: number;
  readonly direction: Direction;
  /** The name of the algorithm's folder, its own in the export. */
  readonly folder: string;
  readonly runs: readonly BenchmarkRun[];
}

/** The runs of a session that have one objective and a finite best value at least once. */
export function benchmarkRuns({ detail, tables }: RecordedSession): readonly BenchmarkRun[] {
  return detail.runs.flatMap((run) => {
    const table = tables.get(runTable(run.id));
    if (table === undefined || Array.isArray(run.direction)) return [];
    return benchmarkRun(run, table, run.direction === "maximize" ? "maximize" : "minimize") ?? [];
  });
}

/** Groups in the order of their first runs; problems are numbered in the order of their names. */
export function benchmarkGroups(runs: readonly BenchmarkRun[]): readonly BenchmarkGroup[] {
  const problems = [...new Set(runs.map(({ problem }) => problem))].sort();
  const groups = groupedBy(runs, ({ algorithm, problem, direction }) =>
    JSON.stringify([algorithm, problem, direction]),
  );
  const folders = new FileNames();
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { algorithm, problem, direction } = first;
    const name = `${algorithm}${direction === "maximize" ? "-max" : ""}`;
    const folder = folders.nameOf(JSON.stringify([algorithm, direction]), name);
    return [{ algorithm, problem, direction, folder, problemNumber: problems.indexOf(problem) + 1, runs: members }];
  });
}

/** Entries by a key, in the order in which the keys first came. */
export function groupedBy<T, K>(entries: readonly T[], keyOf: (entry: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

function benchmarkRun(run: RunSummary, table: Table, direction: Direction): BenchmarkRun | undefined {
  const curve = improvements(table, direction);
  if (curve === undefined) return undefined;
  const target = fromWireNumber(run.target);
  const solution = pointOf(run.solution);
  const dimension = run.dimension ?? solution?.length;
  return {
    algorithm: run.algorithm,
    problem: run.problem ?? "unnamed",
    direction,
    evaluations: curve.evaluations,
    best: curve.best,
    lastEvaluation: curve.lastEvaluation,
    ...(dimension === undefined ? {} : { dimension }),
    ...(target === undefined || !Number.isFinite(target) ? {} : { target }),
    ...(run.seed === undefined ? {} : { seed: run.seed }),
    ...(solution === undefined ? {} : { solution }),
  };
}

type Curve = Pick<BenchmarkRun, "evaluations" | "best" | "lastEvaluation">;

/** Where a run reported no evaluations, an iteration counts as one. */
function improvements(table: Table, direction: Direction): Curve | undefined {
  const clock = table.columns.get("evaluations") ?? table.columns.get("iteration");
  const objective = table.columns.get("best") ?? table.columns.get("current");
  if (clock === undefined || objective === undefined) return undefined;
  // Iterations may count from zero, evaluations of these formats count from one.
  const shift = clock.key === "iteration" && clock.values.at(0) === 0 ? 1 : 0;
  const reader = new RowReader([clock, objective]);
  const curve = new Improvements(direction);
  for (let row = 0; row < table.rowCount; row++) {
    const [at = NaN, value = NaN] = reader.read(row);
    curve.add(at + shift, value);
  }
  return curve.best.length === 0 ? undefined : curve;
}

/** Collects what improves; numbers that are not finite are passed over. */
class Improvements implements Curve {
  readonly evaluations: number[] = [];
  readonly best: number[] = [];
  lastEvaluation = 1;

  constructor(private readonly direction: Direction) {}

  add(at: number, value: number): void {
    if (Number.isFinite(at)) this.lastEvaluation = Math.max(this.lastEvaluation, Math.round(at));
    const before = this.best.at(-1);
    if (!Number.isFinite(value) || (before !== undefined && !isBetter(value, before, this.direction))) return;
    const place = this.evaluations.indexOf(this.lastEvaluation, -1);
    this.evaluations[place < 0 ? this.evaluations.length : place] = this.lastEvaluation;
    this.best[place < 0 ? this.best.length : place] = value;
  }
}

function pointOf(solution: unknown): readonly number[] | undefined {
  if (!Array.isArray(solution) || solution.length === 0) return undefined;
  const point = solution.flatMap((entry: unknown) => (typeof entry === "number" ? [entry] : []));
  return point.length === solution.length ? point : undefined;
}
