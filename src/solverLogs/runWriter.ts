import { compact } from "../protocol/fields";
import { toWireNumber, type WireNumber } from "../protocol/number";
import type { Direction } from "../protocol/session";

/** What is known of a run when it begins, as it is written on the wire. */
export interface RunFacts {
  readonly algorithm: string;
  readonly library?: string;
  readonly problem?: string;
  readonly dimension?: number;
  readonly direction?: Direction;
  readonly seed?: number;
  readonly population_size?: number;
}

/** How a run ended, as it is written on the wire. */
export interface RunOutcome {
  readonly status: "completed" | "failed" | "stopped";
  readonly converged?: boolean;
  readonly termination?: string;
  readonly best?: number;
  readonly evaluations?: number;
  readonly message?: string;
}

/** The numbers of one line: fields of an iteration, absent where the line has none. */
export type Values = Readonly<Record<string, number | undefined>>;

/** An event of the wire, not yet parsed. */
export type PrintedEvent = Readonly<Record<string, unknown>> & { readonly type: "run_start" | "iteration" | "run_end" };

/** What a writer needs from whoever reads the output. */
export interface RunSurroundings {
  /** Unix seconds of the line that is being read. */
  now(): number;
  /** An id that no run anywhere has. */
  newRunId(): string;
  emit(event: PrintedEvent): void;
}

/** Events that wait until a run's direction shows; a run that never shows it is told of after so many. */
const MAX_HELD = 1_000;
/** As in the definition of a gap: a distance relative to an incumbent of zero would be infinite. */
const EPSILON = 1e-10;

/**
 * Turns what a solver's lines say into the events of its runs, one run at a time. Many solvers never print whether they
 * minimize; then the events wait until bound and incumbent, or the way the bound moves, tell.
 */
export class RunWriter {
  private facts: RunFacts | undefined;
  private id = "";
  private isTold = false;
  private held: PrintedEvent[] = [];
  private reports = 0;
  private lastBound: number | undefined;
  private lastBest: number | undefined;
  private outcome: Partial<RunOutcome> = {};

  constructor(private readonly surroundings: RunSurroundings) {}

  get isOpen(): boolean {
    return this.facts !== undefined;
  }

  get direction(): Direction | undefined {
    return this.facts?.direction;
  }

  /** The newest incumbent that was reported. */
  get best(): number | undefined {
    return this.lastBest;
  }

  /** The newest bound that was reported. */
  get bound(): number | undefined {
    return this.lastBound;
  }

  /** A solve begins; one that is still open is over, with what is known of its end. */
  start(facts: RunFacts): void {
    this.settle({ status: this.outcome.status ?? "completed" });
    this.close();
    this.facts = facts;
    this.id = this.surroundings.newRunId();
    this.isTold = false;
    this.reports = 0;
    this.lastBound = undefined;
    this.lastBest = undefined;
    this.outcome = {};
    this.hold({ type: "run_start" });
  }

  /** More is known of the run; what has been told already stays as it is. */
  describe(more: Partial<RunFacts>): void {
    if (this.facts !== undefined) this.facts = { ...this.facts, ...more };
  }

  /** The direction shows; everything that waited for it is told. */
  setDirection(direction: Direction): void {
    this.describe({ direction });
    this.tell();
  }

  /** The solver reports; `step` is its own number of the iteration, else reports are counted. */
  report(values: Values, step?: number): void {
    if (this.facts === undefined) return;
    this.reports++;
    const { best, bound } = values;
    this.learnDirection(best ?? this.lastBest, bound);
    this.lastBest = best ?? this.lastBest;
    this.lastBound = bound ?? this.lastBound;
    const gap = values["gap"] ?? gapOf(best, bound);
    const fields = { ...wireNumbers({ ...values, gap }), run: this.id, iteration: step ?? this.reports };
    this.hold({ ...fields, type: "iteration" });
    if (this.facts.direction !== undefined || this.held.length > MAX_HELD) this.tell();
  }

  /** Something is known of how the run ends; it ends with `close`. */
  settle(outcome: Partial<RunOutcome>): void {
    this.outcome = { ...this.outcome, ...outcome };
  }

  /** The run ends. */
  end(outcome: Partial<RunOutcome>): void {
    this.settle(outcome);
    this.close();
  }

  /** The run is over; where nothing was said of its end, its session's end says how it went. */
  close(): void {
    if (this.facts === undefined) return;
    const { status, best, ...rest } = this.outcome;
    if (status !== undefined) {
      const final = wireNumbers({ best: best ?? this.lastBest });
      this.hold({ type: "run_end", run: this.id, status, ...compact(rest), ...final });
    }
    this.tell();
    this.facts = undefined;
  }

  private hold(event: PrintedEvent): void {
    this.held.push({ ...event, time: this.surroundings.now() });
    if (this.isTold) this.tell();
  }

  private tell(): void {
    const [first, ...rest] = this.held;
    if (first === undefined) return;
    this.held = [];
    this.surroundings.emit(first.type === "run_start" ? { ...first, run: this.id, ...this.facts } : first);
    for (const event of rest) this.surroundings.emit(event);
    this.isTold = true;
  }

  /** A bound lies below the incumbent of a minimization, and only ever rises. */
  private learnDirection(best: number | undefined, bound: number | undefined): void {
    if (this.facts === undefined || this.facts.direction !== undefined || bound === undefined) return;
    const isBelow = best === undefined ? sign(bound - (this.lastBound ?? bound)) : sign(best - bound);
    if (isBelow !== 0) this.describe({ direction: isBelow > 0 ? "minimize" : "maximize" });
  }
}

/** Differences that may be rounding say nothing. */
function sign(difference: number): number {
  return Math.abs(difference) < 1e-6 ? 0 : Math.sign(difference);
}

function gapOf(best: number | undefined, bound: number | undefined): number | undefined {
  if (best === undefined || bound === undefined) return undefined;
  return Math.abs(best - bound) / Math.max(Math.abs(best), EPSILON);
}

function wireNumbers(values: Values): Record<string, WireNumber> {
  const result: Record<string, WireNumber> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) result[name] = toWireNumber(value);
  return result;
}
