import { Fields, isObject, Refusal } from "../../protocol/fields";
import type { Direction } from "../../protocol/session";

/** A row of a table of Optuna, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** One trial. Times are Unix seconds; Optuna keeps them in the local time of its machine. */
export interface Trial {
  /** The key of its row. */
  readonly id: unknown;
  readonly number: number;
  readonly state: string;
  readonly begin: { readonly text: string; readonly time: number } | undefined;
  /** −Infinity while it has not ended. */
  readonly end: number;
  /** One for each objective; empty where the trial is not complete. */
  readonly values: readonly number[];
}

/** The study's name. Throws a Refusal, as all of these functions do, for what no Optuna writes. */
export function studyName(row: Row): string {
  return new Fields("study", row).requiredName("study_name");
}

/** The directions by objective; a study that was given none minimizes. */
export function directionsOf(rows: readonly Row[]): readonly Direction[] {
  const directions = new Map<number, Direction>();
  for (const row of rows) {
    const fields = new Fields("study_directions", row);
    const direction = fields.oneOf("direction", ["MINIMIZE", "MAXIMIZE", "NOT_SET"] as const);
    directions.set(fields.whole("objective") ?? 0, direction === "MAXIMIZE" ? "maximize" : "minimize");
  }
  if (directions.size === 0) return ["minimize"];
  return Array.from({ length: directions.size }, (_, objective) => {
    const direction = directions.get(objective);
    if (direction === undefined) throw new Refusal(`study_directions: objective ${objective} is missing`);
    return direction;
  });
}

const STATES = ["COMPLETE", "PRUNED", "FAIL", "RUNNING", "WAITING"] as const;

/** A trial with its values. */
export function trialOf(row: Row, values: readonly Row[], objectives: number): Trial {
  const fields = new Fields("trial", row);
  const state = fields.oneOf("state", STATES) ?? fields.refuse("state", `one of ${STATES.join(", ")}`);
  const number = fields.whole("number") ?? fields.refuse("number", "a whole number");
  const [begin, end] = [timeOf(fields, "datetime_start"), timeOf(fields, "datetime_complete")];
  const hasEnded = state !== "RUNNING" && state !== "WAITING";
  return {
    id: row["trial_id"],
    number,
    state,
    begin: begin ?? (hasEnded ? end : undefined),
    end: hasEnded ? ((end ?? begin)?.time ?? fields.refuse("datetime_complete", "a time")) : -Infinity,
    values: state === "COMPLETE" ? valuesOf(values, number, objectives) : [],
  };
}

function valuesOf(rows: readonly Row[], trial: number, objectives: number): readonly number[] {
  const values = new Map<number | undefined, number>();
  for (const row of rows) {
    const fields = new Fields("trial_values", row);
    values.set(fields.whole("objective"), valueOf(fields));
  }
  return Array.from({ length: objectives }, (_, objective) => {
    const value = values.get(objective);
    if (value === undefined) throw new Refusal(`trial ${trial} has no value of objective ${objective}`);
    return value;
  });
}

/** Since version 3 infinities have a type of their own; before, they stood in the column. */
function valueOf(fields: Fields): number {
  const type = fields.oneOf("value_type", ["FINITE", "INF_POS", "INF_NEG"] as const) ?? "FINITE";
  if (type !== "FINITE") return type === "INF_POS" ? Infinity : -Infinity;
  return fields.requiredNumber("value");
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?$/;

function timeOf(fields: Fields, field: string): Trial["begin"] {
  const text = fields.text(field);
  if (text === undefined) return undefined;
  const parts = TIME.exec(text) ?? fields.refuse(field, "a date and a time");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const time = new Date(year, month - 1, day, hour, minute, second).getTime() / 1000 + Number(parts[7] ?? 0);
  return time > 0 ? { text, time } : fields.refuse(field, "a time after 1970");
}

/** A trial's parameters; those that were chosen from a list are what was chosen. */
export function parametersOf(rows: readonly Row[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    rows.map((row) => {
      const fields = new Fields("trial_params", row);
      const value = fields.requiredNumber("param_value");
      const choices = choicesOf(fields.text("distribution_json", Infinity));
      return [fields.requiredName("param_name"), choices === undefined ? value : choices[value]];
    }),
  );
}

function choicesOf(json: string | undefined): readonly unknown[] | undefined {
  const distribution = parsed(json ?? "{}");
  const attributes = isObject(distribution) ? distribution["attributes"] : undefined;
  return isObject(attributes) ? new Fields("distribution_json", attributes).list("choices") : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Refusal("trial_params: a distribution is no JSON");
  }
}

/** The keys by which samplers remember things in a study; no version keeps the sampler's name itself. */
const SAMPLERS: readonly (readonly [RegExp, string])[] = [
  [/^(nsga2|NSGAIISampler):/, "NSGAIISampler"],
  [/^(nsga3|NSGAIIISampler):/, "NSGAIIISampler"],
  [/^(cma|cmawm|sepcma):/, "CmaEsSampler"],
  [/^tpe:/, "TPESampler"],
  [/^qmc:|'s last sample id$/, "QMCSampler"],
  [/^grid_id$/, "GridSampler"],
];

/** The sampler, where one of the attributes' keys tells it. */
export function samplerOf(hints: readonly Row[]): string | undefined {
  const keys = new Set(hints.map((row) => row["key"]));
  return SAMPLERS.find(([pattern]) => [...keys].some((key) => typeof key === "string" && pattern.test(key)))?.[1];
}
