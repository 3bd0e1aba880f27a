import { isObject, type JsonObject } from "../../protocol/fields";
import { fromWireNumber } from "../../protocol/number";

/** The attributes of a resource, a point or a span that are plain values; lists and maps are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** More attributes than this of one thing are left out. */
const MAX_ATTRIBUTES = 128;

/** The objects of a list; nothing where it is none. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isObject) : [];
}

/** A number, also where OTLP/JSON writes a 64-bit integer or an infinity as a text. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  return fromWireNumber(value);
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Nanoseconds since 1970 as Unix seconds; 0 means unknown. */
export function secondsOf(nanoseconds: unknown): number | undefined {
  const value = numberOf(nanoseconds);
  return value !== undefined && value > 0 && Number.isFinite(value) ? value / 1e9 : undefined;
}

/** Reads a list of KeyValue. */
export function attributesOf(value: unknown): Attributes {
  const found = new Map<string, string | number | boolean>();
  for (const entry of objectsOf(value).slice(0, MAX_ATTRIBUTES)) {
    const plain = plainValue(entry["value"]);
    if (typeof entry["key"] === "string" && plain !== undefined) found.set(entry["key"], plain);
  }
  return Object.fromEntries(found);
}

function plainValue(value: unknown): string | number | boolean | undefined {
  if (!isObject(value)) return undefined;
  const { stringValue, boolValue, intValue, doubleValue } = value;
  if (typeof stringValue === "string") return stringValue;
  return typeof boolValue === "boolean" ? boolValue : numberOf(intValue ?? doubleValue);
}
