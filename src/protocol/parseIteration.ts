import { cleanText, Fields, isObject, MAX_NAME_LENGTH, type JsonObject } from "./fields";
import { areSame, NamedNumbers, Names } from "./namedNumbers";
import { fromWireNumber } from "./number";
import { QUANTILE_COLUMNS, resampleQuantiles } from "./quantiles";
import { ITERATION_FIELDS, type IterationEvent } from "./wire";

const NO_VALUES = new Set(["type", "time", "run", "iteration", "metrics", "quantiles"]);
const STANDARD = new Set<string>(ITERATION_FIELDS);

/** Parses an iteration. They are nearly everything that arrives: what is right never sees the general reader. */
export function parseIteration(json: JsonObject): IterationEvent {
  const run = json["run"];
  const iteration = json["iteration"];
  if (typeof run !== "string" || run.length === 0)
    new Fields("iteration", json).refuse("run", "a text that is not empty");
  if (!Number.isFinite(iteration)) new Fields("iteration", json).requiredFinite("iteration");
  const known = keyOf(run as string);
  const form = forms.get(known) ?? NO_FORM;
  const values = valuesAsBefore(json, form) ?? valuesOf(json, known, form);
  const event = new Iteration(known, iteration as number, values);
  const time = json["time"];
  if (typeof time === "number" && Number.isFinite(time)) event.time = time;
  else if (time !== undefined && time !== null) new Fields("iteration", json).finite("time");
  return event;
}

/**
 * An instance, as its numbers are a copy, for the sake of V8: objects and lists of which all outlive a collection, as those of a batch may,
 * it would make in the old generation from then on, where they would pile up. It does so only for literals and `new Array`.
 */
class Iteration implements IterationEvent {
  readonly type = "iteration";
  time?: number;

  constructor(
    readonly run: string,
    readonly iteration: number,
    readonly values: NamedNumbers,
  ) {}
}

/** How an iteration was written: its fields, those of its metrics, and the names that all its numbers got, in this order. */
interface Form {
  readonly fields: readonly string[];
  /** Beside each field, whether it is a value. */
  readonly areValues: readonly boolean[];
  readonly metrics: readonly string[];
  readonly names: Names;
  /** As many numbers as there are names. */
  readonly blank: readonly number[];
}

const NO_FORM: Form = { fields: [], areValues: [], metrics: [], names: new Names([]), blank: [] };

/** For each run that of its last iteration all of whose values were numbers: its next one is mostly written alike. */
const forms = new Map<string, Form>();
/** Of so many runs it is known; then all are learnt anew. */
const MAX_FORMS = 100;

/** The values of an iteration that is written as its run's last one; undefined for any other, and for whatever is to be refused. */
function valuesAsBefore(json: JsonObject, form: Form): NamedNumbers | undefined {
  const { fields, areValues, metrics, names, blank } = form;
  const numbers = blank.slice();
  let count = 0;
  let place = 0;
  for (const field in json) {
    if (field !== fields[place]) return undefined;
    if (areValues[place++] !== true) continue;
    const value = valueOf(json[field]);
    if (value === undefined) return undefined;
    numbers[count++] = value;
  }
  const nested = nestedAsBefore(json, metrics);
  // Fewer fields are fewer numbers.
  if (nested === undefined || count + nested.length !== numbers.length) return undefined;
  for (const value of nested) numbers[count++] = value;
  return new NamedNumbers(names, numbers);
}

const NONE: readonly number[] = [];
const NO_METRICS: JsonObject = {};

/** The numbers of an iteration's metrics and distribution. */
function nestedAsBefore(json: JsonObject, fields: readonly string[]): readonly number[] | undefined {
  const metrics = json["metrics"] ?? undefined;
  const quantiles = json["quantiles"] ?? undefined;
  if (metrics === undefined && quantiles === undefined) return NONE;
  const numbers = metricsAsBefore(metrics ?? NO_METRICS, fields);
  const distribution = quantiles === undefined ? NONE : resampleQuantiles(quantiles);
  return numbers === undefined || distribution === undefined ? undefined : [...numbers, ...distribution];
}

function metricsAsBefore(metrics: unknown, fields: readonly string[]): readonly number[] | undefined {
  if (!isObject(metrics)) return undefined;
  const numbers: number[] = [];
  for (const field in metrics) {
    const value = field === fields[numbers.length] ? fromWireNumber(metrics[field]) : undefined;
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  return numbers.length === fields.length ? numbers : undefined;
}

/** The values of any iteration. */
function valuesOf(json: JsonObject, run: string, form: Form): NamedNumbers {
  const values: Record<string, number> = {};
  for (const key in json) {
    if (!NO_VALUES.has(key)) takeValue(values, key, json[key], json);
  }
  const metrics = json["metrics"];
  if (metrics !== undefined && metrics !== null) takeMetrics(values, metrics, json);
  takeQuantiles(values, json["quantiles"], json);
  const named = NamedNumbers.of(values, form.names);
  remember(run, json, named.names);
  return named;
}

/** Keeps how an iteration was written, unless something of it was left out or stands in another place among its values. */
function remember(run: string, json: JsonObject, names: Names): void {
  const fields = Object.keys(json);
  const areValues = fields.map((field) => !NO_VALUES.has(field));
  const metrics = isObject(json["metrics"]) ? Object.keys(json["metrics"]) : [];
  const hasQuantiles = json["quantiles"] !== undefined && json["quantiles"] !== null;
  const inOrder = [
    ...fields.filter((_, place) => areValues[place]).map(keyOf),
    ...metrics.map(metricName),
    ...(hasQuantiles ? QUANTILE_COLUMNS : []),
  ];
  if (!areSame(inOrder, names.list)) return;
  if (forms.size >= MAX_FORMS) forms.clear();
  forms.set(run, { fields, areValues, metrics, names, blank: inOrder.map(() => NaN) });
}

/** Numbers are kept; a standard field of another type is refused, any other unknown field is ignored. */
function takeValue(values: Record<string, number>, key: string, raw: unknown, json: JsonObject): void {
  if (raw === null || raw === undefined) return;
  const value = valueOf(raw);
  if (value !== undefined) values[keyOf(key)] = value;
  else if (STANDARD.has(key)) new Fields("iteration", json).number(key);
}

function valueOf(raw: unknown): number | undefined {
  return typeof raw === "boolean" ? Number(raw) : fromWireNumber(raw);
}

function takeMetrics(values: Record<string, number>, metrics: unknown, json: JsonObject): void {
  if (!isObject(metrics)) return new Fields("iteration", json).refuse("metrics", "an object of numbers");
  for (const key in metrics) {
    const value = fromWireNumber(metrics[key]);
    if (value === undefined) new Fields("iteration metrics", metrics).number(key);
    else values[metricName(key)] = value;
  }
}

function takeQuantiles(values: Record<string, number>, quantiles: unknown, json: JsonObject): void {
  if (quantiles === undefined || quantiles === null) return;
  const resampled =
    resampleQuantiles(quantiles) ??
    new Fields("iteration", json).refuse("quantiles", "a list of 3 to 101 numbers that nowhere fall");
  for (let index = 0; index < resampled.length; index++) {
    const key = QUANTILE_COLUMNS[index];
    const value = resampled[index];
    if (key !== undefined && value !== undefined) values[key] = value;
  }
}

/** A custom metric that is called like a field which is no metric must not take its place. */
function metricName(key: string): string {
  return NO_VALUES.has(key) ? `metrics.${key}` : keyOf(key);
}

/** The same few names come with every iteration. */
const KEYS = new Map<string, string>();
const MAX_KEYS = 5_000;

function keyOf(name: string): string {
  const known = KEYS.get(name);
  if (known !== undefined) return known;
  const clean = cleanText(name);
  // A name that is cut would be kept whole as the key.
  if (KEYS.size < MAX_KEYS && name.length <= MAX_NAME_LENGTH) KEYS.set(name, clean);
  return clean;
}
