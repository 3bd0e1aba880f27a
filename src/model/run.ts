import { compact } from "../protocol/fields";
import { toWireNumber, type WireNumber } from "../protocol/number";
import { GREATEST_QUANTILE, LEAST_QUANTILE, MIDDLE_QUANTILE } from "../protocol/quantiles";
import type { Direction, RunStatus, RunSummary } from "../protocol/session";
import type { FrontEvent, IterationEvent, RunEndEvent, RunStartEvent } from "../protocol/wire";
import { runTable } from "./metrics";
import { Table } from "./table";

/** What several threads report is out of order by less than this. */
const CLOCK_TOLERANCE_SECONDS = 1;

/** One run while it is recorded: its description, its iterations as a table, and its best so far. */
export class RunState {
  readonly table: Table;
  private start: Partial<RunStartEvent> = {};
  // Kept apart from what is tracked on the way: what the program itself settles wins.
  private end: (RunEndEvent & { readonly time: number }) | undefined;
  private cutOff: { readonly status: RunStatus; readonly time: number } | undefined;
  private trackedBest: number | undefined;
  private trackedEvaluations: number | undefined;
  private lastIteration: number | undefined;
  /** What is added to what its client's clock says, and the newest time so far. */
  private clockShift = 0;
  private newest: number;
  private client: string | undefined;
  private isShared = false;
  private lastFront: readonly (readonly number[])[] | undefined;

  constructor(
    readonly id: string,
    readonly startTime: number,
  ) {
    this.table = new Table(runTable(id));
    this.newest = startTime;
  }

  get hasStarted(): boolean {
    return this.start.run !== undefined;
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  get status(): RunStatus {
    return this.end?.status ?? this.cutOff?.status ?? "running";
  }

  get algorithm(): string {
    return this.start.algorithm ?? "run";
  }

  get problem(): string | undefined {
    return this.start.problem;
  }

  /** The direction of a single objective; undefined where there are several. */
  get direction(): Direction | undefined {
    const direction = this.start.direction ?? "minimize";
    return typeof direction === "string" ? direction : direction.length === 1 ? direction[0] : undefined;
  }

  /** How many evaluations the run may use, where it said so. */
  get budget(): number | undefined {
    return this.start.budget;
  }

  /** The objective that the run is to reach, where it said so. */
  get target(): number | undefined {
    return this.start.target;
  }

  /** The best objective: what the program itself gave as the final one, else the best that any iteration reported. */
  get best(): number | undefined {
    return this.end?.best ?? this.trackedBest;
  }

  get evaluations(): number | undefined {
    return this.end?.evaluations ?? this.trackedEvaluations;
  }

  get iteration(): number | undefined {
    return this.lastIteration;
  }

  /** The time of something that a client tells of the run. A clock that is put back meanwhile does not turn it round. */
  steady(told: number, client: string): number {
    this.client ??= client;
    this.isShared ||= client !== this.client;
    const time = told + this.clockShift;
    if (time >= this.newest - CLOCK_TOLERANCE_SECONDS) {
      this.newest = Math.max(this.newest, time);
      return time;
    }
    // The clocks of several clients may differ, which says nothing of any of them.
    if (!this.isShared) this.clockShift += this.newest - time;
    return this.newest;
  }

  begin(event: RunStartEvent): void {
    this.start = event;
  }

  iterate(event: IterationEvent, time: number): void {
    const { values } = event;
    this.table.addRow();
    this.table.put("iteration", event.iteration);
    this.table.put("time", time);
    this.table.putNamed(values);
    this.lastIteration = event.iteration;
    // What is no number or has no end says nothing of how many there were.
    const evaluations = values.get("evaluations") ?? NaN;
    if (Number.isFinite(evaluations) && evaluations >= (this.trackedEvaluations ?? 0))
      this.trackedEvaluations = evaluations;
    this.track(values.get("best") ?? values.get("current"));
    if (values.get(LEAST_QUANTILE) !== undefined) this.fillIn(values);
  }

  /** What follows from the distribution of the objective, where the program did not say it itself. */
  private fillIn(values: IterationEvent["values"]): void {
    const fill = (field: string, value: number | undefined): void => {
      if (values.get(field) === undefined && value !== undefined) this.table.put(field, value);
    };
    fill("median", values.get(MIDDLE_QUANTILE));
    fill("min", values.get(LEAST_QUANTILE));
    fill("max", values.get(GREATEST_QUANTILE));
    if (this.direction === undefined) return;
    this.track(values.get(this.direction === "maximize" ? GREATEST_QUANTILE : LEAST_QUANTILE));
    fill("best", this.trackedBest);
  }

  addFront(event: FrontEvent): void {
    this.lastFront = event.points;
  }

  finish(event: RunEndEvent, time: number): void {
    this.end = { ...event, time };
  }

  /** The session ended and nobody said how the run did. */
  cut(status: RunStatus, time: number): void {
    if (this.end === undefined) this.cutOff = { status, time: Math.max(time, this.startTime) };
  }

  summary(): RunSummary {
    const { start, end } = this;
    return compact<RunSummary>({
      id: this.id,
      algorithm: this.algorithm,
      parent: start.parent,
      library: start.library,
      problem: start.problem,
      dimension: start.dimension,
      direction: start.direction,
      budget: start.budget,
      target: wire(start.target),
      seed: start.seed,
      populationSize: start.populationSize,
      parameters: start.parameters,
      status: this.status,
      converged: end?.converged,
      termination: end?.termination,
      message: end?.message,
      solution: end?.solution,
      startTime: this.startTime,
      endTime: end?.time ?? this.cutOff?.time,
      iterationCount: this.table.rowCount,
      lastIteration: this.lastIteration,
      best: wire(this.best),
      evaluations: this.evaluations,
      front: this.lastFront?.map((point) => point.map(toWireNumber)),
    });
  }

  private track(value: number | undefined): void {
    if (value === undefined || (Number.isNaN(value) && this.trackedBest !== undefined)) return;
    const best = this.trackedBest;
    const isFirst = best === undefined || Number.isNaN(best);
    if (isFirst || (this.direction === "maximize" ? value > best : value < best)) this.trackedBest = value;
  }
}

function wire(value: number | undefined): WireNumber | undefined {
  return value === undefined ? undefined : toWireNumber(value);
}
