import { accept, refuse, type Result } from "../base/result";
import { cleanText, compact, describe, Fields, isObject, MAX_NAME_LENGTH, Refusal, type JsonObject } from "./fields";
import { parseLine } from "./longLine";
import { fromWireNumber } from "./number";
import { EVENT_PARSERS } from "./parseEvents";
import { QUANTILE_COLUMNS, resampleQuantiles } from "./quantiles";
import {
  ITERATION_FIELDS,
  REQUEST_FORMATS,
  type BatchMessage,
  type ClientMessage,
  type HelloMessage,
  type IterationEvent,
  type RequestMessage,
  type WireEvent,
} from "./wire";

const MAX_LIBRARIES = 50;

/** Parses one line of a client, as it came or as text; never throws. The reason of a refusal names the message, the field and what was found. */
export function parseClientLine(line: string | Buffer): Result<ClientMessage> {
  let json: unknown;
  try {
    json = parseLine(line);
  } catch {
    return refuse(`not a line of JSON: ${describe(line.toString())}`);
  }
  return parseClientMessage(json);
}

/** Parses what JSON.parse made of one line. */
export function parseClientMessage(json: unknown): Result<ClientMessage> {
  if (!isObject(json)) return refuse("a message must be a JSON object");
  try {
    if (json["type"] === "batch") return accept(parseBatch(json));
    if (json["type"] === "hello") return accept(parseHello(json));
    if (json["type"] === "summary" || json["type"] === "report") return accept(parseRequest(json, json["type"]));
    return accept(parseEventOrThrow(json));
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    throw error;
  }
}

/** Parses one event of a batch, a journal or a bare line. */
export function parseEvent(json: unknown): Result<WireEvent> {
  if (!isObject(json)) return refuse("an event must be a JSON object");
  try {
    return accept(parseEventOrThrow(json));
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    throw error;
  }
}

function parseHello(json: JsonObject): HelloMessage {
  const fields = new Fields("hello", json);
  const [pid, host] = [fields.count("pid"), fields.name("host")];
  return compact<HelloMessage>({
    type: "hello",
    protocol: fields.requiredCount("protocol"),
    client: fields.name("client") ?? "unknown client",
    id: fields.name("id") ?? (pid === undefined ? "" : `${host ?? "local"}-${pid}`),
    pid,
    ppid: fields.count("ppid"),
    host,
    session: fields.name("session"),
    token: fields.text("token"),
    argv: fields.name("argv"),
    runtime: fields.name("runtime"),
    libraries: librariesOf(fields),
    time: fields.finite("time"),
  });
}

function librariesOf(fields: Fields): readonly string[] | undefined {
  const list = fields.list("libraries");
  return list?.slice(0, MAX_LIBRARIES).flatMap((entry) => (typeof entry === "string" ? cleanText(entry) : []));
}

function parseRequest(json: JsonObject, type: RequestMessage["type"]): RequestMessage {
  const fields = new Fields(type, json);
  const asker = compact<Pick<RequestMessage, "id" | "token">>({ id: fields.name("id"), token: fields.text("token") });
  if (type === "summary") return { type, ...asker };
  const format =
    fields.oneOf("format", REQUEST_FORMATS) ?? fields.refuse("format", `one of ${REQUEST_FORMATS.join(", ")}`);
  return { type, format, ...asker };
}

function parseBatch(json: JsonObject): BatchMessage {
  const fields = new Fields("batch", json);
  const sequence = fields.requiredCount("sequence");
  if (!Number.isSafeInteger(sequence) || sequence === 0) fields.refuse("sequence", "a whole number from 1");
  const list = fields.list("events") ?? fields.refuse("events", "a list");
  const events: WireEvent[] = [];
  const refused: string[] = [];
  for (const entry of list) {
    const parsed = parseEvent(entry);
    if (parsed.ok) events.push(parsed.value);
    else refused.push(parsed.reason);
  }
  return { type: "batch", sequence, events, refused };
}

function parseEventOrThrow(json: JsonObject): WireEvent {
  const type = json["type"];
  // Iterations are nearly everything that arrives, so they take a path without the general reader's cost.
  if (type === "iteration") return parseIteration(json);
  const parser = typeof type === "string" ? EVENT_PARSERS.get(type) : undefined;
  if (parser === undefined) throw new Refusal(`unknown message type: ${describe(type)}`);
  return parser(new Fields(String(type), json));
}

const NO_VALUES = new Set(["type", "time", "run", "iteration", "metrics", "quantiles"]);

function parseIteration(json: JsonObject): IterationEvent {
  const run = json["run"];
  const iteration = json["iteration"];
  if (typeof run !== "string" || run.length === 0)
    new Fields("iteration", json).refuse("run", "a text that is not empty");
  if (!Number.isFinite(iteration)) new Fields("iteration", json).requiredFinite("iteration");
  const values: Record<string, number> = {};
  for (const key in json) {
    if (!NO_VALUES.has(key)) takeValue(values, key, json[key], json);
  }
  const metrics = json["metrics"];
  if (metrics !== undefined && metrics !== null) takeMetrics(values, metrics, json);
  takeQuantiles(values, json["quantiles"], json);
  const time = json["time"];
  const event = { type: "iteration", run: keyOf(run as string), iteration, values } as {
    -readonly [K in keyof IterationEvent]: IterationEvent[K];
  };
  if (typeof time === "number" && Number.isFinite(time)) event.time = time;
  else if (time !== undefined && time !== null) new Fields("iteration", json).finite("time");
  return event;
}

const STANDARD = new Set<string>(ITERATION_FIELDS);

/** Numbers are kept; a standard field of another type is refused, any other unknown field is ignored. */
function takeValue(values: Record<string, number>, key: string, raw: unknown, json: JsonObject): void {
  if (typeof raw === "number") {
    values[keyOf(key)] = raw;
    return;
  }
  if (raw === null || raw === undefined) return;
  const value = typeof raw === "boolean" ? Number(raw) : fromWireNumber(raw);
  if (value !== undefined) values[keyOf(key)] = value;
  else if (STANDARD.has(key)) new Fields("iteration", json).number(key);
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
