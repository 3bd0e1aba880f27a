import { columnKey, runTable, SAMPLE_TABLES } from "../../model/metrics";
import { NONE } from "../../model/pyramid";
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
  const read = samples(processes, "process_read_bytes_per_second");
  const written = samples(processes, "process_write_bytes_per_second");
  const isAligned = cpu !== undefined && read?.times.length === cpu.times.length;
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
