import { runTable } from "../../model/metrics";
import type { SessionState } from "../../model/sessionState";
import { fromWireNumber } from "../../protocol/number";
import type { ComponentSummary, RunSummary, SessionDetail, SessionSummary, TableInfo } from "../../protocol/session";
import { SESSION_STATUSES } from "../schema/values";
import { Family } from "./exposition";
import { SERIES_LIMITS } from "./limits";

const P = "optimizer_monitor";

/** The families that describe sessions, with what was left out of them. */
export class SessionFamilies {
  readonly info = new Family(`${P}_session`, "info", "What a session is: its label, algorithms and problem.");
  readonly status = new Family(`${P}_session_status`, "gauge", "1 for the status that the session has.");
  readonly started = new Family(`${P}_session_start_time_seconds`, "gauge", "When the session began.", "seconds");
  readonly ended = new Family(`${P}_session_end_time_seconds`, "gauge", "When the session ended.", "seconds");
  readonly runs = new Family(`${P}_session_runs`, "gauge", "Optimization runs of the session.");
  readonly iterations = new Family(`${P}_session_iterations`, "counter", "Iterations over all runs of the session.");
  readonly evaluations = new Family(`${P}_session_evaluations`, "counter", "Objective evaluations over all runs.");
  readonly dropped = new Family(`${P}_session_dropped_events`, "counter", "Events that the session's clients dropped.");
  readonly best = new Family(`${P}_session_best_objective`, "gauge", "Best objective over the session's runs.");
  readonly runInfo = new Family(`${P}_run`, "info", "What a run is: its algorithm, problem and direction.");
  readonly runActive = new Family(`${P}_run_active`, "gauge", "1 while the run goes on.");
  readonly runBest = new Family(`${P}_run_best_objective`, "gauge", "Best objective of the run so far.");
  readonly runIterations = new Family(`${P}_run_iterations`, "counter", "Iterations of the run.");
  readonly runEvaluations = new Family(`${P}_run_evaluations`, "counter", "Objective evaluations of the run.");
  readonly component = new Family(
    `${P}_component_duration_seconds`,
    "histogram",
    "Durations of a timed component of the workflow.",
    "seconds",
  );
  readonly custom = new Family(`${P}_custom_metric`, "gauge", "The newest value of a metric of the workflow's own.");
  readonly leftOut = { sessions: 0, runs: 0, components: 0, custom_metrics: 0 };

  get all(): readonly Family[] {
    return [
      this.info,
      this.status,
      this.started,
      this.ended,
      this.runs,
      this.iterations,
      this.evaluations,
      this.dropped,
      this.best,
      this.runInfo,
      this.runActive,
      this.runBest,
      this.runIterations,
      this.runEvaluations,
      this.component,
      this.custom,
    ];
  }

  /** What lists know of a session, running or ended. */
  addSummary(summary: SessionSummary): void {
    const session = { session: summary.id };
    this.info.add(
      {
        ...session,
        label: summary.label,
        kind: summary.kind,
        host: summary.host,
        algorithms: summary.algorithms.join(","),
        problem: summary.problem ?? "",
      },
      1,
    );
    for (const status of SESSION_STATUSES) this.status.add({ ...session, status }, Number(status === summary.status));
    this.started.add(session, summary.startTime);
    this.ended.add(session, summary.endTime);
    this.runs.add(session, summary.runCount);
    this.iterations.add(session, summary.iterationCount);
    this.evaluations.add(session, finite(summary.evaluations));
    this.dropped.add(session, summary.dropped);
    this.best.add(session, fromWireNumber(summary.best));
  }

  /** What is known of a running session beyond that. */
  addRunning(state: SessionState): void {
    const { runs, components, tables } = state.detail;
    const session = state.id;
    const newest = runs.slice(-SERIES_LIMITS.runs);
    this.leftOut.runs += runs.length - newest.length;
    for (const run of newest) this.addRun(session, run, state);
    const costliest = components.slice(0, SERIES_LIMITS.components);
    this.leftOut.components += components.length - costliest.length;
    for (const component of costliest) this.addComponent(session, component);
    this.addCustom(session, tables);
  }

  private addRun(session: string, run: RunSummary, state: SessionState): void {
    const labels = { session, run: run.id };
    const { direction = "minimize", algorithm, problem = "", library = "" } = run;
    const directions = typeof direction === "string" ? direction : direction.join(",");
    this.runInfo.add({ ...labels, algorithm, problem, library, direction: directions }, 1);
    this.runActive.add(labels, Number(run.status === "running"));
    this.runBest.add(labels, fromWireNumber(run.best));
    this.runIterations.add(labels, state.tables.get(runTable(run.id))?.rowCount ?? run.iterationCount);
    this.runEvaluations.add(labels, finite(run.evaluations));
  }

  private addComponent(session: string, component: ComponentSummary): void {
    const { name, parent = "", count, totalSeconds } = component;
    const { le, counts } = usableBuckets(component);
    this.component.addHistogram({ session, component: name, parent }, { count, sum: totalSeconds, le, counts });
  }

  private addCustom(session: string, tables: SessionDetail["tables"]): void {
    const found = tables.filter(({ name }) => name.startsWith(METRIC_TABLE)).flatMap(customColumns);
    for (const { metric, run, last } of found.slice(0, SERIES_LIMITS.customMetrics)) {
      this.custom.add({ session, metric, run }, last);
    }
    this.leftOut.custom_metrics += Math.max(0, found.length - SERIES_LIMITS.customMetrics);
  }
}

const METRIC_TABLE = "metric:";

interface CustomValue {
  readonly metric: string;
  readonly run: string;
  readonly last: number;
}

function customColumns({ name, columns }: TableInfo): readonly CustomValue[] {
  return columns.flatMap(({ metric, labels, last }) => {
    const value = fromWireNumber(last);
    if (metric !== "value" || value === undefined) return [];
    return [{ metric: name.slice(METRIC_TABLE.length), run: labels?.["run"] ?? "", last: value }];
  });
}

/** Programs may report any bounds; only finite rising ones make a histogram. */
function usableBuckets({ buckets }: ComponentSummary): NonNullable<ComponentSummary["buckets"]> {
  const none = { le: [], counts: [] };
  if (buckets === undefined || buckets.le.length > SERIES_LIMITS.buckets) return none;
  const { le, counts } = buckets;
  const isRising = le.every(
    (bound, index) => Number.isFinite(bound) && (index === 0 || bound > (le[index - 1] ?? NaN)),
  );
  return isRising && counts.every((count) => count >= 0) ? { le, counts } : none;
}

/** A counter cannot be what is no number. */
function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
