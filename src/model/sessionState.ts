import { toWireNumber } from "../protocol/number";
import type { LaunchKind, MachineFacts, Note, SessionDetail, SessionSummary } from "../protocol/session";
import { compact } from "../protocol/fields";
import type { FrontEvent, IterationEvent, MetricEvent, RunEndEvent, RunStartEvent, WireEvent } from "../protocol/wire";
import { AlertList } from "./alertList";
import { boundedSum } from "./boundedSum";
import { ComponentTotals } from "./components";
import { ComponentTimes } from "./componentTimes";
import { columnKey, metricTable, SAMPLE_TABLES, unitOfMetric } from "./metrics";
import { plausibleTime } from "./plausibleTime";
import { describeTables, type RecordedSession } from "./recordedSession";
import type { RunState } from "./run";
import { MAX_RUNS, RunRegistry } from "./runs";
import type { SessionEnd, SessionHeader } from "./sessionHeader";
import { MAX_COLUMNS, Table } from "./table";
import { Throughput } from "./throughput";
import { VersionList } from "./versionList";

const MAX_METRIC_TABLES = 2_000;
const MAX_NOTES = 1_000;

/** What is told once where a session brings more than there is room for. */
const LEFT_OUT = {
  metrics: `There are more than ${MAX_METRIC_TABLES} metrics; values of further ones are left out and counted as dropped. Give a metric one name throughout, and vary its value.`,
  columns: `A run or metric has more than ${MAX_COLUMNS} columns; values of further ones are left out and counted as dropped. Give a metric one name throughout, and vary its value.`,
  runs: `There are more than ${MAX_RUNS} runs; what further ones report is left out and counted as dropped.`,
} as const;

/** Everything recorded of one session so far. Replaying its journal through `apply` and `addSamples` gives the same state again. */
export class SessionState implements RecordedSession {
  readonly tables = new Map<string, Table>();
  private readonly runs = new RunRegistry();
  readonly alerts = new AlertList();
  private readonly components = new ComponentTotals();
  private readonly componentTimes = new ComponentTimes();
  private readonly throughput: Throughput;
  private readonly notes: Note[] = [];
  private readonly versions = new VersionList();
  private end: SessionEnd | undefined;
  private dropped = 0;
  private refused = 0;
  private iterations = 0;
  private metricTables = 0;
  private readonly told = new Set<string>();
  private latestRun: RunState | undefined;

  constructor(
    private header: SessionHeader,
    private machineFacts: MachineFacts,
  ) {
    this.throughput = new Throughput(header.startTime);
  }

  get machine(): MachineFacts {
    const { all } = this.versions;
    return all === undefined ? this.machineFacts : { ...this.machineFacts, versions: all };
  }

  /** A program, language or library that takes part, as `deap 1.4.1`; what names no version is left out. */
  describeSoftware(named: string | undefined): void {
    if (named !== undefined) this.versions.add(named);
  }

  /** What is found out about the machine only after the session began (its GPUs). */
  describeMachine(machine: MachineFacts): void {
    this.machineFacts = machine;
  }

  get id(): string {
    return this.header.id;
  }

  /** Where the workflow was launched. */
  get folder(): string | undefined {
    return this.header.cwd;
  }

  get kind(): LaunchKind {
    return this.header.kind;
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

  change(patch: Partial<SessionHeader>): void {
    this.header = { ...this.header, ...patch };
  }

  /** Takes one event of a client; `time` is used where the event carries none that can be true. */
  apply(event: WireEvent, client: string, time: number): void {
    const when = plausibleTime(event.time, time);
    switch (event.type) {
      case "iteration":
        return this.iterate(event, client, when);
      case "run_start":
        return this.beginRun(event, client, when);
      case "run_end":
        return this.endRun(event, client, when);
      case "front":
        return this.addFront(event, client, when);
      case "component":
        this.componentTimes.add(event);
        return this.components.add(event);
      case "data":
        this.components.addData(event);
        return this.throughput.add(event);
      case "metric":
        return this.addMetric(event, client, when);
      case "note":
        return this.note(event.level, event.text, when);
      case "dropped":
        this.dropped = boundedSum(this.dropped, event.count);
        return;
      case "bye":
        return;
    }
  }

  note(level: Note["level"], text: string, time: number): void {
    if (this.notes.length < MAX_NOTES) this.notes.push({ time, level, text });
    else this.refused++;
  }

  /** Counts what found no room, and says once why. */
  private leaveOut(what: keyof typeof LEFT_OUT, count: number, time: number): void {
    this.refused += count;
    if (count === 0 || this.told.has(what)) return;
    this.told.add(what);
    this.note("warning", LEFT_OUT[what], time);
  }

  /** Appends one row of readings to a sampler's table. */
  addSamples(table: string, time: number, values: Readonly<Record<string, number>>): void {
    this.table(table).append({ time, ...values }, unitOfMetric);
  }

  /** The rates since the last tick, for the caller to record with `addSamples`; empty where there is nothing to say. */
  tick(time: number): Readonly<Record<string, number>> {
    return this.throughput.tick(time, this.iterations, this.evaluations());
  }

  /** What each component has taken since the last call, for the caller to record with `addSamples`. */
  tickComponents(): Readonly<Record<string, number>> {
    return this.componentTimes.tick();
  }

  finish(end: SessionEnd): void {
    // A machine whose clock was put back while nobody recorded must not make a session end before it began.
    const time = Math.max(end.time, this.startTime);
    this.end = { ...end, time };
    for (const run of this.runs.list()) run.cut(end.status, time);
  }

  evaluations(): number | undefined {
    return this.runs.evaluations();
  }

  /** The run that a client means by a name. */
  findRun(name: string, client: string): RunState | undefined {
    return this.runs.get(name, client);
  }

  runActivity(): ReturnType<RunRegistry["activity"]> {
    return this.runs.activity();
  }

  topComponents(limit: number): SessionDetail["components"] {
    return this.components.list().slice(0, limit);
  }

  summary(): SessionSummary {
    const runs = this.runs.list();
    const problems = new Set(runs.flatMap((run) => run.problem ?? []));
    const { best, direction } = this.runs.best();
    const { tags, note, isPinned, ...header } = this.header;
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
      note: note === "" ? undefined : note,
      isPinned: isPinned === true ? true : undefined,
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
      runs: this.runs.list().map((run) => run.summary()),
      components: this.components.list(),
      notes: [...this.notes],
      ...(this.alerts.list().length === 0 ? {} : { alerts: this.alerts.list() }),
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
    const refusedBefore = run.table.refusedValues;
    run.iterate(event, run.steady(time, client));
    this.leaveOut("columns", run.table.refusedValues - refusedBefore, time);
    this.iterations++;
    this.latestRun = run;
  }

  private beginRun(event: RunStartEvent, client: string, time: number): void {
    this.runs.separateSecond(event.run, client);
    const run = this.run(event.run, client, time);
    run?.begin(event);
    this.describeSoftware(event.library);
    this.latestRun = run ?? this.latestRun;
  }

  private endRun(event: RunEndEvent, client: string, time: number): void {
    const run = this.run(event.run, client, time);
    if (run?.hasEnded === false) run.finish(event, run.steady(time, client));
  }

  private addFront(event: FrontEvent, client: string, time: number): void {
    this.run(event.run, client, time)?.addFront(event);
  }

  private run(name: string, client: string, time: number): RunState | undefined {
    const run = this.runs.find(name, client, time);
    if (run === undefined) this.leaveOut("runs", 1, time);
    else if (run.table.rowCount === 0) this.tables.set(run.table.name, run.table);
    return run;
  }

  /** A metric of a run stands in a column of its own beside the other runs' values of the same metric. */
  private addMetric(event: MetricEvent, client: string, time: number): void {
    const name = metricTable(event.name);
    if (!this.tables.has(name) && this.metricTables >= MAX_METRIC_TABLES) {
      return this.leaveOut("metrics", 1, time);
    }
    if (!this.tables.has(name)) this.metricTables++;
    const run = event.run === undefined ? undefined : { run: this.runs.nameOf(event.run, client) };
    const column = columnKey("value", run);
    const table = this.table(name);
    const refusedBefore = table.refusedValues;
    table.append({ time, [column]: event.value }, (key) => (key === column ? event.unit : undefined));
    this.leaveOut("columns", table.refusedValues - refusedBefore, time);
  }

  private table(name: string): Table {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new Table(name);
      this.tables.set(name, table);
    }
    return table;
  }
}
