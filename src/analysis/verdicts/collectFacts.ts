import { parseColumnKey, runTable, SAMPLE_TABLES } from "../../model/metrics";
import type { RecordedSession } from "../../model/recordedSession";
import type { Column, Table } from "../../model/table";
import type { RunSummary, SessionDetail } from "../../protocol/session";
import type { SampledSeries } from "../resources/usage";
import { collectRunFacts, positions } from "./collectRunFacts";
import type { GpuFacts, SessionFacts } from "./facts";

/** So many runs are judged: those that run, then those that ended last. */
const MOST_RUNS = 24;

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
  return {
    isRunning: summary.status === "running",
    elapsedSeconds: (summary.endTime ?? now) - summary.startTime,
    runs: newest(detail.runs).flatMap((run) => {
      const table = session.tables.get(runTable(run.id));
      return table === undefined ? [] : (collectRunFacts(run, table, names.get(run.id) ?? run.algorithm, now) ?? []);
    }),
    components: detail.components,
    ...(summary.evaluations === undefined ? {} : { evaluations: summary.evaluations }),
    coreCount: machine.coreCount,
    memoryBytes: machine.memoryBytes,
    ...(cpu === undefined ? {} : { cpu }),
    ...(rss === undefined ? {} : { rss }),
    ...storageOf(processes),
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

/** What moved to and from storage in the samples of the CPU load; undefined where neither is known. Not all samples have all readings. */
function storageOf(processes: Table | undefined): Pick<SessionFacts, "storage"> {
  const cpu = processes?.columns.get("process_cpu_percent");
  const [read, written] = ["read", "write"].map((way) => processes?.columns.get(`process_${way}_bytes_per_second`));
  if (cpu === undefined || (read ?? written) === undefined) return {};
  const rows = positions(cpu).map((place) => cpu.rowAt(place));
  const moved = (column: Column | undefined): number[] => rows.map((row) => column?.inRow(row) ?? 0);
  return { storage: { read: moved(read), written: moved(written) } };
}

function gpus(table: Table | undefined, names: readonly string[]): GpuFacts[] {
  const heldBytes = gpuColumns(table, "gpu_process_memory_bytes");
  // Where memory is known by process, a GPU on which nothing was seen is not used.
  const isKnown = heldBytes.length > 0;
  return gpuColumns(table, "gpu_utilization_percent").flatMap(({ key, gpu }) => {
    const load = samples(table, key);
    if (load === undefined) return [];
    const name = names.length === 1 ? "The GPU" : `GPU ${gpu}`;
    const isUsed = heldBytes.some((held) => held.gpu === gpu && isEverPositive(held.column));
    return [{ name, utilization: load.values, ...(isKnown ? { isUsed } : {}) }];
  });
}

interface GpuColumn {
  readonly key: string;
  readonly gpu: number;
  readonly column: Column;
}

/** The columns of a metric of GPUs in the order of these; not every GPU gives every reading. */
function gpuColumns(table: Table | undefined, wanted: string): GpuColumn[] {
  const found = [...(table?.columns ?? [])].flatMap(([key, column]): GpuColumn[] => {
    const { metric, labels } = parseColumnKey(key);
    return metric === wanted ? [{ key, gpu: Number(labels?.["gpu"]), column }] : [];
  });
  return found.sort((a, b) => a.gpu - b.gpu);
}

function isEverPositive({ values }: Column): boolean {
  return values.at(values.stretch(0, values.length).maxIndex) > 0;
}
