import { accept, refuse, type Result } from "../base/result";
import { cleanText, compact, describe, Fields, isObject, Refusal, type JsonObject } from "./fields";
import { readLongBatch } from "./longLine";
import { EVENT_PARSERS } from "./parseEvents";
import { parseIteration } from "./parseIteration";
import {
  REQUEST_FORMATS,
  type BatchMessage,
  type ClientMessage,
  type HelloMessage,
  type RequestMessage,
  type WireEvent,
} from "./wire";

const MAX_LIBRARIES = 50;

/** Parses one line of a client, as it came or as text; never throws. The reason of a refusal names the message, the field and what was found. */
export function parseClientLine(line: string | Buffer): Result<ClientMessage> {
  const batch = typeof line === "string" ? undefined : parseLongBatch(line);
  if (batch !== undefined) return accept(batch);
  let json: unknown;
  try {
    json = JSON.parse(line.toString());
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
  if (!isSequence(sequence)) fields.refuse("sequence", "a whole number from 1");
  const list = fields.list("events") ?? fields.refuse("events", "a list");
  const batch = new EventsOfBatch();
  for (const entry of list) batch.take(entry);
  return batch.numbered(sequence);
}

/** A long batch of our clients' form; undefined for any other line, also for one that is to be refused. */
function parseLongBatch(line: Buffer): BatchMessage | undefined {
  const batch = new EventsOfBatch();
  const sequence = readLongBatch(line, (entry) => batch.take(entry));
  return sequence !== undefined && isSequence(sequence) ? batch.numbered(sequence) : undefined;
}

function isSequence(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** What comes of a batch's entries: one that is refused does not spoil the others. */
class EventsOfBatch {
  private readonly events: WireEvent[] = [];
  private readonly refused: string[] = [];

  take(entry: unknown): void {
    try {
      if (isObject(entry)) this.events.push(parseEventOrThrow(entry));
      else this.refused.push("an event must be a JSON object");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused.push(error.message);
    }
  }

  numbered(sequence: number): BatchMessage {
    return { type: "batch", sequence, events: this.events, refused: this.refused };
  }
}

function parseEventOrThrow(json: JsonObject): WireEvent {
  const type = json["type"];
  // Iterations are nearly everything that arrives, so they take a path without the general reader's cost.
  if (type === "iteration") return parseIteration(json);
  const parser = typeof type === "string" ? EVENT_PARSERS.get(type) : undefined;
  if (parser === undefined) throw new Refusal(`unknown message type: ${describe(type)}`);
  return parser(new Fields(String(type), json));
}
