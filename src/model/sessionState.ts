import { toWireNumber } from "../protocol/number";
import type {
  Direction,
  LaunchKind,
  MachineFacts,
  Note,
  SessionDetail,
  SessionStatus,
  SessionSummary,
} from "../protocol/session";
import { compact } from "../protocol/fields";
import type { FrontEvent, IterationEvent, MetricEvent, RunEndEvent, RunStartEvent, WireEvent } from "../protocol/wire";
import { ComponentTotals } from "./components";
import { metricTable, SAMPLE_METRICS, SAMPLE_TABLES } from "./metrics";
import { describeTables, type RecordedSession } from "./recordedSession";
import { RunState } from "./run";
import { Table } from "./table";
import { Throughput } from "./throughput";

/** What is known of a session beside what its clients report. */
export interface SessionHeader {
  readonly id: string;
  readonly label: string;
  readonly kind: LaunchKind;
  readonly startTime: number;
  readonly pid?: number;
  readonly command?: string;
  readonly cwd?: string;
  readonly tags?: readonly string[];
}

/** How a session ended. */
export interface SessionEnd {
  readonly status: Exclude<SessionStatus, "running">;
  readonly time: number;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly reason?: string;
}

const MAX_RUNS = 10_000;
const MAX_METRIC_TABLES = 2_000;
const MAX_NOTES = 1_000;

/** Everything recorded of one session so far. Replaying its journal through `apply` and `addSamples` gives the same state again. */
export class SessionState implements RecordedSession {
  readonly tables = new Map<string, Table>();
  private readonly runs = new Map<string, RunState>();
  private readonly aliases = new Map<string, string>();
  private readonly components = new ComponentTotals();
  private readonly throughput = new Throughput();
  private readonly notes: Note[] = [];
  private end: SessionEnd | undefined;
  private dropped = 0;
  private refused = 0;
  private iterations = 0;
  private latestRun: RunState | undefined;

  constructor(
    private header: SessionHeader,
    private readonly machine: MachineFacts,
  ) {}

  get id(): string {
    return this.header.id;
  }

  get startTime(): number {
    return this.header.startTime;
  }

  get isEnded(): boolean {
    return this.end !== undefined;
  }

  get iterationCount(): number {
    return this.iterations;
  }

  /** The run that reported last. */
  get currentRun(): RunState | undefined {
    return this.latestRun;
  }

  get allRuns(): Iterable<RunState> {
    return this.runs.values();
  }

  change(patch: Partial<SessionHeader>): void {
    this.header = { ...this.header, ...patch };
  }

  /** Takes one event of a client; `time` is used where the event carries none. */
  apply(event: WireEvent, client: string, time: number): void {
    switch (event.type) {
      case "iteration":
        return this.iterate(event, client, event.time ?? time);
      case "run_start":
        return this.beginRun(event, client, event.time ?? time);
      case "run_end":
        return this.endRun(event, client, event.time ?? time);
      case "front":
        return this.addFront(event, client, event.time ?? time);
      case "component":
        return this.components.add(event);
      case "data":
        return this.throughput.add(event);
      case "metric":
        return this.addMetric(event, client, event.time ?? time);
      case "note":
        return this.note(event.level, event.text, event.time ?? time);
      case "dropped":
        this.dropped += event.count;
        return;
      case "bye":
        return;
    }
  }

  note(level: Note["level"], text: string, time: number): void {
    if (this.notes.length < MAX_NOTES) this.notes.push({ time, level, text });
    else this.refused++;
  }

  /** Appends one row of readings to a sampler's table. */
  addSamples(table: string, time: number, values: Readonly<Record<string, number>>): void {
    this.table(table).append({ time, ...values }, unitOfMetric);
  }

  /** The rates since the last tick, for the caller to record with `addSamples`; empty where there is nothing to say. */
  tick(time: number): Readonly<Record<string, number>> {
    return this.throughput.tick(time, this.iterations, this.evaluations());
  }

  finish(end: SessionEnd): void {
    this.end = end;
    const runStatus = end.status === "completed" ? "completed" : end.status;
    for (const run of this.runs.values()) run.cut(runStatus, end.time);
  }

  evaluations(): number | undefined {
    let sum: number | undefined;
    for (const run of this.runs.values()) {
      if (run.evaluations !== undefined) sum = (sum ?? 0) + run.evaluations;
    }
    return sum;
  }

  topComponents(limit: number): SessionDetail["components"] {
    return this.components.list().slice(0, limit);
  }

  summary(): SessionSummary {
    const runs = [...this.runs.values()];
    const problems = new Set(runs.flatMap((run) => run.problem ?? []));
    const { best, direction } = bestOf(runs);
    const { tags, ...header } = this.header;
    return compact<SessionSummary>({
      ...header,
      status: this.end?.status ?? "running",
      endTime: this.end?.time,
      exitCode: this.end?.exitCode,
      signal: this.end?.signal,
      reason: this.end?.reason,
      command: header.command,
      cwd: header.cwd,
      pid: header.pid,
      host: this.machine.host,
      tags: tags ?? [],
      algorithms: [...new Set(runs.map((run) => run.algorithm))],
      problem: problems.size === 1 ? [...problems][0] : undefined,
      runCount: runs.length,
      iterationCount: this.iterations,
      evaluations: this.evaluations(),
      best: best === undefined ? undefined : toWireNumber(best),
      direction,
      dropped: this.dropped + this.refused,
      peakRssBytes: this.extreme(SAMPLE_TABLES.process, "process_memory_rss_bytes", "max"),
      meanCpuPercent: this.extreme(SAMPLE_TABLES.system, "system_cpu_percent", "mean"),
    });
  }

  get detail(): SessionDetail {
    return {
      session: this.summary(),
      runs: [...this.runs.values()].map((run) => run.summary()),
      components: this.components.list(),
      notes: [...this.notes],
      tables: describeTables(this.tables),
      machine: this.machine,
    };
  }

  /** The newest value of a sampled column. */
  latest(table: string, column: string): number | undefined {
    const values = this.tables.get(table)?.columns.get(column)?.values;
    return values === undefined || values.length === 0 ? undefined : values.at(values.length - 1);
  }

  private extreme(table: string, column: string, which: "max" | "mean"): number | undefined {
    const values = this.tables.get(table)?.columns.get(column)?.values;
    if (values === undefined || values.length === 0) return undefined;
    const stretch = values.stretch(0, values.length);
    if (stretch.count === 0) return undefined;
    return which === "max" ? values.at(stretch.maxIndex) : stretch.sum / stretch.count;
  }

  private iterate(event: IterationEvent, client: string, time: number): void {
    const run = this.run(event.run, client, time);
    if (run === undefined) return;
    run.iterate(event, time);
    this.iterations++;
    this.latestRun = run;
  }

  private beginRun(event: RunStartEvent, client: string, time: number): void {
    const known = this.runs.get(this.nameOf(event.run, client));
    // Programs that make their own ids (a script run twice, two workers) may use one twice: the second is another run.
    if (known?.hasStarted === true) this.aliases.set(aliasKey(event.run, client), this.freeName(event.run));
    const run = this.run(event.run, client, time);
    run?.begin(event);
    this.latestRun = run ?? this.latestRun;
  }

  private endRun(event: RunEndEvent, client: string, time: number): void {
    const run = this.run(event.run, client, time);
    if (run?.hasEnded === false) run.finish(event, time);
  }

  private addFront(event: FrontEvent, client: string, time: number): void {
    this.run(event.run, client, time)?.addFront(event);
  }

  private addMetric(event: MetricEvent, client: string, time: number): void {
    if (event.run !== undefined) {
      const run = this.run(event.run, client, time);
      const table =
        this.tables.get(metricTable(`${event.name} (${run?.id ?? event.run})`)) ?? this.metricTableOf(event, run);
      table?.append({ time, value: event.value }, () => event.unit);
      return;
    }
    this.metricTableOf(event, undefined)?.append({ time, value: event.value }, (key) =>
      key === "value" ? event.unit : undefined,
    );
  }

  private metricTableOf(event: MetricEvent, run: RunState | undefined): Table | undefined {
    const name = metricTable(run === undefined ? event.name : `${event.name} (${run.id})`);
    if (!this.tables.has(name) && this.tables.size >= MAX_METRIC_TABLES + this.runs.size) {
      this.refused++;
      return undefined;
    }
    return this.table(name);
  }

  private table(name: string): Table {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new Table(name);
      this.tables.set(name, table);
    }
    return table;
  }

  private run(name: string, client: string, time: number): RunState | undefined {
    const id = this.nameOf(name, client);
    const known = this.runs.get(id);
    if (known !== undefined) return known;
    if (this.runs.size >= MAX_RUNS) {
      this.refused++;
      return undefined;
    }
    const run = new RunState(id, time);
    this.runs.set(id, run);
    this.tables.set(run.table.name, run.table);
    return run;
  }

  private nameOf(run: string, client: string): string {
    return this.aliases.get(aliasKey(run, client)) ?? run;
  }

  private freeName(run: string): string {
    let number = 2;
    while (this.runs.has(`${run}#${number}`)) number++;
    return `${run}#${number}`;
  }
}

const UNITS = new Map(
  Object.values(SAMPLE_METRICS).flatMap((metrics) =>
    metrics.map(({ metric, unit }): [string, string] => [metric, unit]),
  ),
);

function unitOfMetric(key: string): string | undefined {
  const unit = UNITS.get(key.replace(/\{.*$/, ""));
  return unit === "" ? undefined : unit;
}

function aliasKey(run: string, client: string): string {
  return `${client}\u0000${run}`;
}

/** The best over all runs, where they have one direction in common. */
function bestOf(runs: readonly RunState[]): { best?: number; direction?: Direction } {
  const directions = new Set(runs.map((run) => run.direction));
  const [direction] = directions;
  if (directions.size !== 1 || direction === undefined) return {};
  const values = runs.flatMap((run) => (run.best === undefined || Number.isNaN(run.best) ? [] : [run.best]));
  if (values.length === 0) return { direction };
  return { direction, best: direction === "maximize" ? Math.max(...values) : Math.min(...values) };
}
