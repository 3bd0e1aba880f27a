import { Fields, Refusal, compact } from "./fields";
import { fromWireNumber } from "./number";
import type { Direction } from "./session";
import type {
  ComponentEvent,
  DataEvent,
  FrontEvent,
  MetricEvent,
  NoteEvent,
  RunEndEvent,
  RunStartEvent,
  WireEvent,
} from "./wire";

const DIRECTIONS: readonly Direction[] = ["minimize", "maximize"];
const MAX_FRONT_POINTS = 10_000;

/** One parser for every event but the iteration, by its type on the wire. */
export const EVENT_PARSERS: ReadonlyMap<string, (fields: Fields) => WireEvent> = new Map<
  string,
  (fields: Fields) => WireEvent
>([
  ["run_start", parseRunStart],
  ["run_end", parseRunEnd],
  ["front", parseFront],
  ["component", parseComponent],
  ["data", parseData],
  ["metric", parseMetric],
  ["note", parseNote],
  [
    "dropped",
    (fields) => compact({ type: "dropped", time: fields.finite("time"), count: fields.requiredCount("count") }),
  ],
  ["bye", (fields) => compact({ type: "bye", time: fields.finite("time") })],
]);

function parseRunStart(fields: Fields): RunStartEvent {
  return compact<RunStartEvent>({
    type: "run_start",
    time: fields.finite("time"),
    run: fields.requiredName("run"),
    algorithm: fields.requiredName("algorithm"),
    parent: fields.name("parent"),
    library: fields.name("library"),
    problem: fields.name("problem"),
    dimension: fields.count("dimension"),
    direction: parseDirection(fields),
    budget: parseBudget(fields),
    target: fields.number("target"),
    seed: typeof fields.any("seed") === "string" ? fields.name("seed") : fields.number("seed"),
    populationSize: fields.count("population_size"),
    parameters: fields.object("parameters"),
  });
}

/** An infinite budget is none. */
function parseBudget(fields: Fields): number | undefined {
  const budget = fields.number("budget");
  if (budget === undefined || budget === Infinity) return undefined;
  return budget >= 0 ? budget : fields.refuse("budget", "zero or more");
}

function parseDirection(fields: Fields): Direction | readonly Direction[] | undefined {
  if (!Array.isArray(fields.any("direction"))) return fields.oneOf("direction", DIRECTIONS);
  return fields.list("direction")?.map((entry) => {
    const found = DIRECTIONS.find((direction) => direction === entry);
    return found ?? fields.refuse("direction", "minimize or maximize, or a list of them");
  });
}

function parseRunEnd(fields: Fields): RunEndEvent {
  return compact<RunEndEvent>({
    type: "run_end",
    time: fields.finite("time"),
    run: fields.requiredName("run"),
    status:
      fields.oneOf("status", ["completed", "failed", "stopped"]) ??
      fields.refuse("status", "completed, failed or stopped"),
    converged: fields.flag("converged"),
    termination: fields.name("termination"),
    best: fields.number("best"),
    evaluations: fields.count("evaluations"),
    solution: fields.shallow("solution"),
    message: fields.text("message"),
  });
}

function parseFront(fields: Fields): FrontEvent {
  const list = fields.list("points") ?? fields.refuse("points", "a list of points");
  const points = list.slice(0, MAX_FRONT_POINTS).map((point) => {
    if (!Array.isArray(point)) throw new Refusal('front: "points" must be a list of lists of numbers');
    return point.map((value: unknown) => {
      const number = fromWireNumber(value);
      if (number === undefined) throw new Refusal('front: "points" must be a list of lists of numbers');
      return number;
    });
  });
  return compact<FrontEvent>({
    type: "front",
    time: fields.finite("time"),
    run: fields.requiredName("run"),
    iteration: fields.finite("iteration"),
    points,
  });
}

function parseComponent(fields: Fields): ComponentEvent {
  return compact<ComponentEvent>({
    type: "component",
    time: fields.finite("time"),
    name: fields.requiredName("name"),
    parent: fields.name("parent"),
    count: fields.requiredCount("count"),
    total: fields.requiredCount("total"),
    min: fields.count("min"),
    max: fields.count("max"),
    buckets: parseBuckets(fields),
    source: parseSource(fields),
  });
}

function parseBuckets(fields: Fields): ComponentEvent["buckets"] {
  const buckets = fields.object("buckets");
  if (buckets === undefined) return undefined;
  const inner = new Fields("component buckets", buckets);
  const le = numbers(inner, "le");
  const counts = numbers(inner, "counts");
  if (le.length > 100 || counts.length > 101) inner.refuse("le", "a list of at most 100 bounds");
  return { le, counts };
}

function numbers(fields: Fields, field: string): number[] {
  const list = fields.list(field) ?? fields.refuse(field, "a list of numbers");
  // What is too large for a double is no number that an export could hold.
  return list.map((entry) => (Number.isFinite(entry) ? Number(entry) : fields.refuse(field, "a list of numbers")));
}

function parseSource(fields: Fields): ComponentEvent["source"] {
  const source = fields.object("source");
  if (source === undefined) return undefined;
  const inner = new Fields("component source", source);
  return { file: inner.requiredText("file"), line: inner.requiredCount("line") };
}

function parseData(fields: Fields): DataEvent {
  return compact<DataEvent>({
    type: "data",
    time: fields.finite("time"),
    bytes: fields.requiredCount("bytes"),
    component: fields.name("component"),
    records: fields.count("records"),
    direction: fields.oneOf("direction", ["read", "write"]) ?? "read",
  });
}

function parseMetric(fields: Fields): MetricEvent {
  return compact<MetricEvent>({
    type: "metric",
    time: fields.finite("time"),
    name: fields.requiredName("name"),
    value: fields.requiredNumber("value"),
    unit: fields.name("unit"),
    run: fields.name("run"),
  });
}

function parseNote(fields: Fields): NoteEvent {
  return compact<NoteEvent>({
    type: "note",
    time: fields.finite("time"),
    text: fields.requiredText("text"),
    level: fields.oneOf("level", ["debug", "info", "warning", "error"]) ?? "info",
  });
}
