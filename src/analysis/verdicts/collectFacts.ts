import { columnKey, runTable, SAMPLE_TABLES } from "../../model/metrics";
import { NONE } from "../../model/pyramid";
import type { RecordedSession } from "../../model/recordedSession";
import { strideFor } from "../../model/series";
import type { Column, Table } from "../../model/table";
import { fromWireNumber } from "../../protocol/number";
import type { Direction, RunSummary, SessionDetail } from "../../protocol/session";
import { toCurve } from "../convergence/curve";
import type { SampledSeries } from "../resources/usage";
import type { GpuFacts, RunFacts, SessionFacts } from "./facts";

/** So many runs are judged: those that run, then those that ended last. */
const MOST_RUNS = 24;
/** So many places of a run and samples of a resource are looked at, however many there are. */
const CURVE_PLACES = 256;
const SAMPLES = 512;

/**
 * What the verdicts need of a session, read off the pyramids of its series, so that it costs the same for long runs. `detail` is the
 * session's; `now` in Unix seconds.
 */
export function collectFacts(
  session: RecordedSession,
  detail: SessionDetail,
  names: ReadonlyMap<string, string>,
  now: number,
): SessionFacts {
  const { session: summary, machine } = detail;
  const processes = session.tables.get(SAMPLE_TABLES.process);
  const cpu = samples(processes, "process_cpu_percent");
  const rss = samples(processes, "process_memory_rss_bytes");
  const read = samples(processes, "process_read_bytes_per_second");
  const written = samples(processes, "process_write_bytes_per_second");
  const isAligned = cpu !== undefined && read?.times.length === cpu.times.length;
  return {
    isRunning: summary.status === "running",
    elapsedSeconds: (summary.endTime ?? now) - summary.startTime,
    runs: newest(detail.runs).flatMap((run) => runFacts(run, session.tables.get(runTable(run.id)), names, now) ?? []),
    components: detail.components,
    coreCount: machine.coreCount,
    memoryBytes: machine.memoryBytes,
    ...(cpu === undefined ? {} : { cpu }),
    ...(rss === undefined ? {} : { rss }),
    ...(isAligned ? { storage: { read: read.values, written: written?.values ?? [] } } : {}),
    gpus: gpus(session.tables.get(SAMPLE_TABLES.gpu), machine.gpus ?? []),
    ...(summary.regressions === undefined ? {} : { regressions: summary.regressions }),
  };
}

function newest(runs: readonly RunSummary[]): readonly RunSummary[] {
  const order = runs.map((run, index) => ({ run, index, rank: run.endTime ?? Infinity }));
  order.sort((a, b) => (a.rank === b.rank ? b.index - a.index : b.rank > a.rank ? 1 : -1));
  const chosen = order.slice(0, MOST_RUNS).sort((a, b) => a.index - b.index);
  return chosen.map(({ run }) => run);
}

function runFacts(
  run: RunSummary,
  table: Table | undefined,
  names: ReadonlyMap<string, string>,
  now: number,
): RunFacts | undefined {
  const curves = table === undefined ? undefined : curvesOf(run, table, now);
  if (table === undefined || curves === undefined) return undefined;
  return {
    id: run.id,
    name: names.get(run.id) ?? run.algorithm,
    status: run.status,
    hasConverged: run.converged === true,
    ...targetOf(run),
    ...curves,
    ...spreadOf(table),
    ...acceptanceOf(table),
  };
}

function targetOf(run: RunSummary): Pick<RunFacts, "target"> {
  const target = fromWireNumber(run.target);
  return target === undefined || !Number.isFinite(target) ? {} : { target };
}

/** Only a single objective has a best so far. */
function curvesOf(run: RunSummary, table: Table, now: number): Pick<RunFacts, "byIteration" | "byTime"> | undefined {
  const column = table.columns.get("best") ?? table.columns.get("current");
  if (column === undefined || typeof run.direction === "object") return undefined;
  const direction = run.direction ?? "minimize";
  const end = (run.status === "running" ? now : (run.endTime ?? NaN)) - run.startTime;
  const byIteration = curveAlong(table, column, "iteration", direction, { end: run.lastIteration });
  const byTime = curveAlong(table, column, "time", direction, { origin: run.startTime, end });
  return byIteration === undefined || byTime === undefined ? undefined : { byIteration, byTime };
}

/** The staircase of an objective along one axis, through the extremes of at most CURVE_PLACES stretches. */
export function curveAlong(
  table: Table,
  column: Column,
  axis: "iteration" | "time" | "evaluations",
  direction: Direction,
  options: { readonly origin?: number; readonly end: number | undefined },
): RunFacts["byTime"] | undefined {
  const x = table.columns.get(axis);
  if (x === undefined) return undefined;
  const { origin = 0, end } = options;
  const places = column.values.pointsOf(0, column.length, CURVE_PLACES);
  return toCurve(
    places.map((place) => (x.upToRow(column.rowAt(place)) ?? NaN) - origin),
    places.map((place) => column.values.at(place)),
    { direction, ...(end === undefined || !Number.isFinite(end) ? {} : { end }) },
  );
}

function spreadOf(table: Table): Pick<RunFacts, "spread"> {
  const diversity = table.columns.get("diversity");
  const column = diversity ?? table.columns.get("std");
  if (column === undefined) return {};
  const values = positions(column).map((place) => column.values.at(place));
  return { spread: { isObjective: diversity === undefined, values } };
}

function acceptanceOf(table: Table): Pick<RunFacts, "acceptanceRate"> {
  const column = table.columns.get("acceptance_rate");
  return column === undefined || column.length === 0 ? {} : { acceptanceRate: column.values.at(column.length - 1) };
}

/** A sampled column at some hundred of its samples. */
export function samples(table: Table | undefined, key: string): SampledSeries | undefined {
  const time = table?.columns.get("time");
  const column = table?.columns.get(key);
  if (time === undefined || column === undefined || column.length === 0) return undefined;
  const places = positions(column);
  return {
    times: places.map((place) => time.upToRow(column.rowAt(place)) ?? NaN),
    values: places.map((place) => column.values.at(place)),
  };
}

/** Evenly spread places of a column, at steps of a power of two so that they stay as it grows, and its last one. */
function positions(column: Column): number[] {
  const stride = strideFor(0, column.length, SAMPLES);
  const places = Array.from({ length: Math.ceil(column.length / stride) }, (_, index) => index * stride);
  if (places.at(-1) !== column.length - 1) places.push(column.length - 1);
  return places;
}

function gpus(table: Table | undefined, names: readonly string[]): GpuFacts[] {
  const found: GpuFacts[] = [];
  for (;;) {
    const labels = { gpu: String(found.length) };
    const load = samples(table, columnKey("gpu_utilization_percent", labels));
    if (load === undefined) return found;
    const held = table?.columns.get(columnKey("gpu_process_memory_bytes", labels));
    found.push({
      name: names.length === 1 ? "The GPU" : `GPU ${found.length}`,
      utilization: load.values,
      ...(held === undefined ? {} : { isUsed: isEverPositive(held) }),
    });
  }
}

function isEverPositive({ values }: Column): boolean {
  const { maxIndex } = values.stretch(0, values.length);
  return maxIndex !== NONE && values.at(maxIndex) > 0;
}
