import type { RunFigures } from "./figures.js";
import { wireNumber } from "./plain.js";
import type { EndFields, IterationFields, RunOptions } from "./types.js";

/** More runs than this are left out, the oldest first. */
const MAX_RUNS = 200;

/** What this process knows of one of its runs. */
export interface RunFacts {
  readonly algorithm: string;
  readonly options: RunOptions;
  id: string;
  iteration?: number;
  step?: IterationFields | undefined;
  end?: EndFields;
}

/** What this process knows of its own runs, for programs that ask for figures where no engine answers. */
export class Ledger {
  private readonly runs: RunFacts[] = [];

  enter(id: string, algorithm: string, options: RunOptions | undefined): RunFacts {
    const facts: RunFacts = { id, algorithm, options: { ...options } };
    this.runs.push(facts);
    if (this.runs.length > MAX_RUNS) this.runs.shift();
    return facts;
  }

  figures(): RunFigures[] {
    return this.runs.map(({ id, algorithm, options, iteration, step, end }) => ({
      id,
      algorithm: String(algorithm),
      ...(typeof options.problem === "string" ? { problem: options.problem } : {}),
      status: end === undefined ? "running" : (end.status ?? "completed"),
      ...number("target", options.target),
      ...number("best", end?.best ?? step?.best ?? step?.current),
      ...number("evaluations", end?.evaluations ?? step?.evaluations),
      ...number("lastIteration", iteration),
    }));
  }
}

function number(name: string, value: unknown): object {
  return typeof value === "number" ? { [name]: wireNumber(value) } : {};
}
