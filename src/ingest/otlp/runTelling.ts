import { compact, type JsonObject } from "../../protocol/fields";
import { toWireNumber } from "../../protocol/number";
import { ITERATION_FIELDS } from "../../protocol/wire";
import type { Attributes } from "./otlpFields";
import type { Span } from "./parseTraces";

/** Where a run's attributes do not name it. */
const ONLY_RUN = "run";
const MAX_RUNS = 1000;
const OBJECTIVE_FIELDS = new Set(["best", "current", "mean", "median", "std", "min", "max"]);
const PLAIN_FIELDS = new Set<string>(ITERATION_FIELDS.filter((field) => !OBJECTIVE_FIELDS.has(field)));

/** The name of the span that lasts as long as its run. */
const RUN_SPAN = "optimizer.run";

interface RunState {
  iteration: number;
  /** What was told last, to leave out repetitions. */
  told: string;
}

/** The field of an iteration that a metric, or an attribute of a span, is by the convention of docs/opentelemetry.md. */
export function iterationField(name: string): string | undefined {
  if (name === "optimizer.iteration") return "iteration";
  const objective = /^optimizer\.objective\.(\w+)$/.exec(name)?.[1];
  if (objective !== undefined) return OBJECTIVE_FIELDS.has(objective) ? objective : undefined;
  const plain = /^optimizer\.(\w+)$/.exec(name)?.[1];
  return plain !== undefined && PLAIN_FIELDS.has(plain) ? plain : undefined;
}

/** Whose iteration attributes are of. */
export function runOf(attributes: Attributes): string {
  return String(attributes["optimizer.run"] ?? ONLY_RUN);
}

/** Tells of the runs of one program: a start before the first iteration, and each iteration once. */
export class RunTelling {
  private readonly runs = new Map<string, RunState>();

  constructor(private readonly serviceName: string) {}

  /**
   * One reading of a run's fields. Without an iteration among them it is the next one. False where there are too many runs.
   */
  iteration(
    attributes: Attributes,
    values: ReadonlyMap<string, number>,
    time: number | undefined,
    into: JsonObject[],
  ): boolean {
    const run = runOf(attributes);
    const state = this.begin(run, attributes, time, into);
    if (state === undefined) return false;
    const fields = [...values].filter(([field]) => field !== "iteration");
    const told = JSON.stringify(fields.map(([field, value]) => [field, toWireNumber(value)]).sort());
    const iteration = values.get("iteration") ?? (told === state.told ? state.iteration : state.iteration + 1);
    if (!Number.isFinite(iteration) || iteration < state.iteration) return true;
    if (iteration === state.iteration && told === state.told) return true;
    Object.assign(state, { iteration, told });
    const given = Object.fromEntries(fields.map(([field, value]) => [field, toWireNumber(value)]));
    into.push(compact<JsonObject>({ type: "iteration", run, iteration, ...given, time }));
    return true;
  }

  /** A span that tells of an iteration by its attributes, or is a whole run. False where there are too many runs. */
  span(span: Span, into: JsonObject[]): boolean {
    const { attributes, endTime, name } = span;
    const values = new Map<string, number>();
    for (const [key, value] of Object.entries(attributes)) {
      const field = iterationField(key);
      if (field !== undefined && typeof value === "number") values.set(field, value);
    }
    if (name === RUN_SPAN) return this.end(span, values, into);
    return values.has("iteration") ? this.iteration(attributes, values, endTime, into) : true;
  }

  private end(span: Span, values: ReadonlyMap<string, number>, into: JsonObject[]): boolean {
    const { attributes, endTime, durationSeconds, isFailed, message } = span;
    const run = runOf(attributes);
    if (this.begin(run, attributes, endTime - durationSeconds, into) === undefined) return false;
    const best = values.get("best");
    into.push(
      compact<JsonObject>({
        type: "run_end",
        run,
        status: isFailed ? "failed" : "completed",
        best: best === undefined ? undefined : toWireNumber(best),
        evaluations: values.get("evaluations"),
        termination: attributes["optimizer.termination"],
        message: message === "" ? undefined : message,
        time: endTime,
      }),
    );
    return true;
  }

  private begin(
    run: string,
    attributes: Attributes,
    time: number | undefined,
    into: JsonObject[],
  ): RunState | undefined {
    const known = this.runs.get(run);
    if (known !== undefined || this.runs.size >= MAX_RUNS) return known;
    // Readings without an iteration begin with the first.
    const state: RunState = { iteration: 0, told: "" };
    this.runs.set(run, state);
    const named = (key: string): Attributes[string] | undefined => attributes[`optimizer.${key}`];
    into.push(
      compact<JsonObject>({
        type: "run_start",
        run,
        algorithm: String(named("algorithm") ?? this.serviceName),
        library: named("library"),
        problem: named("problem"),
        direction: named("direction"),
        dimension: named("dimension"),
        budget: named("budget"),
        target: named("target"),
        seed: named("seed"),
        time,
      }),
    );
    return state;
  }
}
