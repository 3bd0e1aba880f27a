import { SAMPLE_TABLES, parseColumnKey } from "../model/metrics";
import type { RecordedSession } from "../model/recordedSession";
import type { Table } from "../model/table";
import type { Alert, AlertRule } from "../protocol/alerts";
import { fromWireNumber } from "../protocol/number";
import type { RunSummary } from "../protocol/session";
import { AlertWatch } from "./alertWatch";
import type { RunActivity, RunFacts } from "./observation";

/** Longer sessions are looked at up to here: a preview is an answer within seconds. */
const MAX_ROWS = 500_000;

interface Step {
  readonly time: number;
  take(watch: AlertWatch): void;
}

/**
 * The alerts that rules would have told of in a recorded session. What is not kept over time is not found: components,
 * whose calls are kept as sums.
 */
export function previewAlerts(session: RecordedSession, rules: readonly AlertRule[]): readonly Alert[] {
  const begun: Alert[] = [];
  const watch = new AlertWatch(rules, { onChange: (alert) => alert.endTime === undefined && begun.push(alert) });
  const open = new OpenRuns();
  let ticked = 0;
  for (const step of stepsOf(session, open)) {
    if (step.time - ticked >= 1) {
      ticked = step.time;
      watch.observe({ type: "tick", time: step.time, activity: open.activity });
    }
    step.take(watch);
  }
  const { status, reason, label, endTime } = session.detail.session;
  const why = reason === undefined ? {} : { reason };
  watch.finish({ type: "end", time: endTime ?? ticked, status, label, ...why });
  return begun;
}

/** Which runs go on at the moment. */
class OpenRuns {
  private readonly begun = new Set<string>();
  private readonly open = new Set<string>();
  readonly activity = (): RunActivity => ({ begun: this.begun.size, isOpen: this.open.size > 0 });

  begin(id: string): void {
    if (this.begun.has(id)) return;
    this.begun.add(id);
    this.open.add(id);
  }

  end(id: string): void {
    this.open.delete(id);
  }
}

/** What happened in the session, in the order of its times. */
function stepsOf({ detail, tables }: RecordedSession, open: OpenRuns): readonly Step[] {
  const steps: Step[] = [];
  const samplers = new Set<string>(Object.values(SAMPLE_TABLES));
  const runs = new Map(detail.runs.map((run) => [`run:${run.id}`, run]));
  for (const table of tables.values()) {
    const run = runs.get(table.name);
    const left = MAX_ROWS - steps.length;
    if (run !== undefined) steps.push(...iterationSteps(table, run, open, left));
    else if (samplers.has(table.name)) steps.push(...sampleSteps(table, open, left));
    else if (table.name.startsWith("metric:")) steps.push(...metricSteps(table, left));
  }
  return steps.sort((a, b) => a.time - b.time);
}

function* iterationSteps(table: Table, summary: RunSummary, open: OpenRuns, limit: number): Generator<Step> {
  const run = new PreviewedRun(summary);
  for (const { time, values } of rowsOf(table, limit)) {
    yield {
      time,
      take(watch) {
        open.begin(run.id);
        run.follow(values);
        watch.observe({ type: "report", time });
        watch.observe({ type: "iteration", time, run, values: new Map(Object.entries(values)) });
      },
    };
  }
  const { endTime, status, message } = summary;
  if (endTime === undefined) return;
  const why = message === undefined ? {} : { message };
  // A run that was cut off did not say itself that it failed.
  const told = summary.termination === undefined && message === undefined ? "stopped" : status;
  yield {
    time: endTime,
    take(watch) {
      open.end(run.id);
      watch.observe({ type: "runEnd", time: endTime, run, status: told, ...why });
    },
  };
}

function* sampleSteps(table: Table, open: OpenRuns, limit: number): Generator<Step> {
  for (const { time, values } of rowsOf(table, limit)) {
    yield {
      time,
      take: (watch) => watch.observe({ type: "samples", time, table: table.name, values, activity: open.activity }),
    };
  }
}

function* metricSteps(table: Table, limit: number): Generator<Step> {
  const name = table.name.slice("metric:".length);
  for (const { time, values } of rowsOf(table, limit)) {
    yield {
      time,
      take(watch) {
        watch.observe({ type: "report", time });
        for (const [key, value] of Object.entries(values)) {
          const run = parseColumnKey(key).labels?.["run"];
          watch.observe({ type: "metric", time, name, value, ...(run === undefined ? {} : { run }) });
        }
      },
    };
  }
}

/** The rows of a table that have a time, with what else they hold. */
function* rowsOf(
  table: Table,
  limit: number,
): Generator<{ readonly time: number; readonly values: Readonly<Record<string, number>> }> {
  const columns = [...table.columns.values()].map((column) => ({ column, position: 0 }));
  for (let row = 0; row < Math.min(table.rowCount, limit); row++) {
    const values: Record<string, number> = {};
    let time: number | undefined;
    for (const cursor of columns) {
      const { column, position } = cursor;
      if (position >= column.length || column.rowAt(position) !== row) continue;
      cursor.position++;
      const value = column.values.at(position);
      if (column.key === "time") time = value;
      else if (column.key !== "iteration") values[column.key] = value;
    }
    if (time !== undefined) yield { time, values };
  }
}

/** A run as it was at each of its iterations. */
class PreviewedRun implements RunFacts {
  readonly id: string;
  readonly algorithm: string;
  readonly direction: RunFacts["direction"];
  readonly budget: number | undefined;
  readonly target: number | undefined;
  best: number | undefined;
  evaluations: number | undefined;

  constructor({ id, algorithm, direction = "minimize", budget, target }: RunSummary) {
    this.id = id;
    this.algorithm = algorithm;
    this.direction = typeof direction === "string" ? direction : direction.length === 1 ? direction[0] : undefined;
    this.budget = budget;
    this.target = fromWireNumber(target);
  }

  follow(values: Readonly<Record<string, number>>): void {
    const value = values["best"] ?? values["current"];
    this.evaluations = values["evaluations"] ?? this.evaluations;
    if (value === undefined || Number.isNaN(value)) return;
    const better = this.direction === "maximize" ? Math.max : Math.min;
    this.best = this.best === undefined ? value : better(this.best, value);
  }
}
