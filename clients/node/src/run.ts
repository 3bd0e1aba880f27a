import { copyNumbers } from "./distribution.js";
import type { Recorded } from "./format.js";
import { formatRunEnd } from "./format.js";
import type { RunFacts } from "./ledger.js";
import type { EndFields, IterationFields, Points, Run } from "./types.js";

/** Where a run puts what it records. */
export interface RunSink {
  record(recorded: Recorded): void;
  runEnded(run: Run): void;
}

const now = Date.now;

/** The engine takes no more points of a front than this. */
const MAX_POINTS = 10_000;

/** A run that reports. What it is given is copied, since optimizers use the same arrays and objects again and again. */
export class ReportingRun implements Run {
  private isEnded = false;

  constructor(
    readonly id: string,
    private readonly sink: RunSink,
    private readonly facts: RunFacts,
  ) {}

  iteration(iteration: number, fields?: IterationFields): void {
    try {
      const copy = fields?.metrics === undefined ? { ...fields } : { ...fields, metrics: { ...fields.metrics } };
      this.facts.iteration = iteration;
      this.facts.step = copy;
      let weight = 1;
      if (copy.objectives !== undefined && copy.objectives !== null) {
        copy.objectives = copyNumbers(copy.objectives);
        weight += copy.objectives.length / 32;
      }
      this.sink.record({ kind: "iteration", time: now(), weight, run: this.id, iteration, fields: copy });
    } catch {
      // Reporting never disturbs the program, whatever it was given.
    }
  }

  front(points: Points, options?: { readonly iteration?: number | undefined }): void {
    try {
      const copy = points.slice(0, MAX_POINTS).map((point) => Array.from(point));
      const weight = copy.reduce((sum, point) => sum + point.length / 4, 1);
      const iteration = options?.iteration;
      this.sink.record({ kind: "front", time: now(), weight, run: this.id, iteration, points: copy });
    } catch {
      // As above.
    }
  }

  metric(name: string, value: number, options?: { readonly unit?: string | undefined }): void {
    try {
      const withRun = { unit: options?.unit, run: this.id };
      this.sink.record({ kind: "metric", time: now(), weight: 1, name, value, options: withRun });
    } catch {
      // As above.
    }
  }

  end(fields: EndFields = {}): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.facts.end = fields;
    try {
      const time = now();
      const text = formatRunEnd(this.id, fields, time);
      this.sink.record({ kind: "text", time, weight: 1 + text.length / 1000, text, droppable: false });
      this.sink.runEnded(this);
    } catch {
      // As above.
    }
  }
}

/** The run of a process that has nobody to report to: it keeps no more than its last step and its end. */
export class SilentRun implements Run {
  readonly id = "";

  constructor(private readonly facts: RunFacts) {}

  iteration(iteration: number, fields?: IterationFields): void {
    this.facts.iteration = iteration;
    this.facts.step = fields;
  }

  front(): void {
    // There is nobody to tell.
  }

  metric(): void {
    // There is nobody to tell.
  }

  end(fields: EndFields = {}): void {
    this.facts.end ??= fields;
  }
}

/** Calls `body` with the run, which ends when that is done, and fails when it throws. */
export function runBody<T>(run: Run, body: (run: Run) => T): T {
  let result: T;
  try {
    result = body(run);
  } catch (error) {
    run.end(failure(error));
    throw error;
  }
  if (!isPromise(result)) {
    run.end();
    return result;
  }
  const settled = result.then(
    (value) => {
      run.end();
      return value;
    },
    (error: unknown) => {
      run.end(failure(error));
      throw error;
    },
  );
  return settled as T;
}

/** How a run ends that an error ended; an abort is the program's wish, not a failure. */
export function failure(error: unknown): EndFields {
  const isAbort = error instanceof Error && error.name === "AbortError";
  return {
    status: isAbort ? "stopped" : "failed",
    termination: isAbort ? "callback" : "error",
    message: describe(error),
  };
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return "an error without a description";
  }
}

/** Whether a result is one to wait for. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
