import { takeDistribution, type Distribution } from "./distribution.js";
import { toPlain } from "./plain.js";
import type { DataOptions, EndFields, IterationFields, MetricOptions, NoteOptions, RunOptions } from "./types.js";

/** What the program recorded, kept as it is until there is time to write it as JSON. `weight` is its share of the memory allowed. */
export type Recorded =
  | { kind: "iteration"; time: number; weight: number; run: string; iteration: number; fields: object | undefined }
  | { kind: "front"; time: number; weight: number; run: string; iteration: number | undefined; points: number[][] }
  | { kind: "metric"; time: number; weight: number; name: string; value: number; options: MetricOptions | undefined }
  | { kind: "data"; time: number; weight: number; bytes: number; options: DataOptions | undefined }
  | { kind: "text"; time: number; weight: number; text: string; droppable: boolean };

/** The engine refuses lines beyond 1 MiB; an event must fit into one together with the others of its batch. */
const MAX_EVENT_BYTES = 600_000;

const STANDARD_FIELDS = [
  "evaluations",
  "best",
  "current",
  "mean",
  "median",
  "std",
  "min",
  "max",
  "bound",
  "gap",
  "violation",
  "feasible",
  "hypervolume",
  "frontSize",
  "diversity",
  "stepSize",
  "gradientNorm",
  "temperature",
  "acceptanceRate",
  "nodes",
  "openNodes",
  "lpIterations",
  "populationSize",
];

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The JSON before a standard field's value, by the field's name here and by its name on the wire. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  STANDARD_FIELDS.flatMap((name) => [name, snake(name)].map((key) => [key, `,"${snake(name)}":`] as const)),
);

/** An event as JSON, or `undefined` where the call made no sense or is too long to travel. */
export function formatRecorded(recorded: Recorded): string | undefined {
  const text = formatAny(recorded);
  // One UTF-16 unit takes at most three bytes, so the exact count is needed for long texts only.
  if (text === undefined || text.length < MAX_EVENT_BYTES / 3) return text;
  return Buffer.byteLength(text) <= MAX_EVENT_BYTES ? text : undefined;
}

function formatAny(recorded: Recorded): string | undefined {
  switch (recorded.kind) {
    case "iteration":
      return formatIteration(recorded.run, recorded.iteration, recorded.fields, recorded.time);
    case "front":
      return formatFront(recorded.run, recorded.iteration, recorded.points, recorded.time);
    case "metric":
      return formatMetric(recorded.name, recorded.value, recorded.options, recorded.time);
    case "data":
      return formatData(recorded.bytes, recorded.options, recorded.time);
    case "text":
      return recorded.text;
  }
}

function formatIteration(run: string, iteration: number, fields: object | undefined, time: number): string | undefined {
  if (!Number.isFinite(iteration)) return undefined;
  let text = `{"type":"iteration","run":"${run}","iteration":${iteration}`;
  let custom = "";
  for (const [key, value] of Object.entries(fields ?? {}) as [string, unknown][]) {
    const prefix = PREFIXES.get(key);
    if (prefix !== undefined) text += standardField(prefix, value);
    else if (value instanceof Float64Array && key === "objectives") {
      const { nans, found } = takeDistribution(value);
      text += distributionFields(found, fields as IterationFields);
      if (nans > 0) custom += customField("nan_objectives", nans);
    } else if (key === "metrics") custom += formatMetrics(value);
    else custom += customField(key, value);
  }
  if (custom !== "") text += `,"metrics":{${custom.slice(1)}}`;
  return `${text},"time":${time / 1000}}`;
}

/** What the program itself says of its population stands. */
function distributionFields(found: Distribution | undefined, given: IterationFields): string {
  if (found === undefined) return "";
  const list = found.quantiles.map((value) => numberText(value) ?? '"NaN"').join(",");
  const mean = given.mean === undefined ? standardField(',"mean":', found.mean) : "";
  const std = given.std === undefined ? standardField(',"std":', found.std) : "";
  return `,"quantiles":[${list}]${mean}${std}`;
}

function formatMetrics(metrics: unknown): string {
  if (typeof metrics !== "object" || metrics === null) return "";
  let text = "";
  for (const [key, value] of Object.entries(metrics)) text += customField(key, value);
  return text;
}

function standardField(prefix: string, value: unknown): string {
  const number = typeof value === "boolean" ? String(value) : numberText(value);
  return number === undefined ? "" : prefix + number;
}

function customField(key: string, value: unknown): string {
  const number = typeof value === "boolean" ? String(Number(value)) : numberText(value);
  return number === undefined ? "" : `,${JSON.stringify(key)}:${number}`;
}

/** JSON for a number, `undefined` for what is none. */
function numberText(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
  return typeof value === "bigint" ? String(value) : undefined;
}

function formatFront(run: string, iteration: number | undefined, points: number[][], time: number): string {
  const rows = points.map((point) => `[${point.map((value) => numberText(value) ?? '"NaN"').join(",")}]`);
  const at = iteration !== undefined && Number.isFinite(iteration) ? `,"iteration":${iteration}` : "";
  return `{"type":"front","run":"${run}"${at},"points":[${rows.join(",")}],"time":${time / 1000}}`;
}

function formatMetric(
  name: unknown,
  value: unknown,
  options: MetricOptions | undefined,
  time: number,
): string | undefined {
  const number = typeof value === "boolean" ? String(Number(value)) : numberText(value);
  if (number === undefined) return undefined;
  const rest = { unit: text(options?.unit), run: runId(options?.run), time: time / 1000 };
  return `{"type":"metric","name":${JSON.stringify(filled(name))},"value":${number},${JSON.stringify(rest).slice(1)}`;
}

function formatData(bytes: number, options: DataOptions | undefined, time: number): string | undefined {
  const size = count(bytes);
  if (size === undefined) return undefined;
  return JSON.stringify({
    type: "data",
    bytes: size,
    component: text(options?.component),
    records: count(options?.records),
    direction: oneOf(options?.direction, ["read", "write"]),
    time: time / 1000,
  });
}

/** The event that begins a run; parameters that are too long to travel are left out. */
export function formatRunStart(run: string, algorithm: unknown, options: RunOptions, time: number): string {
  const event = {
    type: "run_start",
    run,
    algorithm: filled(algorithm),
    parent: runId(options.parent),
    library: text(options.library),
    problem: text(options.problem),
    dimension: count(options.dimension),
    direction: directions(options.direction),
    budget: count(options.budget),
    target: number(options.target),
    seed: typeof options.seed === "string" ? text(options.seed) : number(options.seed),
    population_size: count(options.populationSize),
    parameters: object(options.parameters),
    time: time / 1000,
  };
  return bounded(event, () => ({ ...event, parameters: undefined }));
}

/** The event that ends a run; a solution that is too long to travel is left out. */
export function formatRunEnd(run: string, fields: EndFields, time: number): string {
  const event = {
    type: "run_end",
    run,
    status: oneOf(fields.status, ["completed", "failed", "stopped"]) ?? "completed",
    converged: typeof fields.converged === "boolean" ? fields.converged : undefined,
    termination: text(fields.termination),
    best: number(fields.best),
    evaluations: count(fields.evaluations),
    solution: toPlain(fields.solution),
    message: text(fields.message, 10_000),
    time: time / 1000,
  };
  return bounded(event, () => ({ ...event, solution: undefined }));
}

/** A remark. */
export function formatNote(note: unknown, options: NoteOptions, time: number): string {
  const level = oneOf(options.level, ["debug", "info", "warning", "error"]);
  return JSON.stringify({ type: "note", text: text(note, 10_000) ?? "", level, time: time / 1000 });
}

function bounded(event: object, shorter: () => object): string {
  const json = JSON.stringify(event);
  return Buffer.byteLength(json) <= MAX_EVENT_BYTES ? json : JSON.stringify(shorter());
}

/** The id of a run that was given as itself or as its id. */
function runId(run: unknown): string | undefined {
  if (typeof run === "string") return run;
  return typeof run === "object" && run !== null && "id" in run ? text(run.id) : undefined;
}

/** A name that the engine accepts: it refuses the empty one. */
export function filled(name: unknown): string {
  try {
    return text(name) || "unnamed";
  } catch {
    return "unnamed";
  }
}

function text(value: unknown, limit = 500): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value.slice(0, limit);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  return JSON.stringify(toPlain(value))?.slice(0, limit);
}

function number(value: unknown): unknown {
  return typeof value === "number" || typeof value === "bigint" ? toPlain(value) : undefined;
}

/** Counts and sizes must be finite and not negative, else the engine would refuse the whole event. */
function count(value: unknown): number | undefined {
  const plain = typeof value === "bigint" ? Number(value) : value;
  return typeof plain === "number" && Number.isFinite(plain) && plain >= 0 ? plain : undefined;
}

function oneOf(value: unknown, allowed: readonly string[]): string | undefined {
  return allowed.find((candidate) => candidate === value);
}

function directions(value: unknown): unknown {
  const allowed = ["minimize", "maximize"];
  if (!Array.isArray(value)) return oneOf(value, allowed);
  return value.every((entry) => oneOf(entry, allowed) !== undefined) ? value : undefined;
}

function object(value: unknown): unknown {
  const plain = toPlain(value);
  return typeof plain === "object" && plain !== null && !Array.isArray(plain) ? plain : undefined;
}
