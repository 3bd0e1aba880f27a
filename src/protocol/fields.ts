import { fromWireNumber } from "./number";

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Names and texts longer than this are cut, in UTF-16 units. */
export const MAX_NAME_LENGTH = 500;
const MAX_TEXT_LENGTH = 10_000;
/** Objects that are kept as they came may nest this deep. */
const MAX_DEPTH = 50;

/** Whether a value is a JSON object (no array, no null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// What no file and no database gives back as it was: halves of characters (cutting makes some, too) and the zero character.
const UNKEEPABLE = /[\0\p{Surrogate}]/gu;

/** A text as it can be kept: not too long, and of whole characters. */
export function cleanText(text: string, limit = MAX_NAME_LENGTH): string {
  return (text.length > limit ? cut(text, limit) : text).replace(UNKEEPABLE, "\ufffd");
}

/** The beginning as a text of its own: a mere slice would keep all of the text in memory as long as it is kept itself. */
function cut(text: string, limit: number): string {
  return JSON.parse(JSON.stringify(text.slice(0, limit))) as string;
}

/** Why a message was refused; thrown and caught inside the parsers only. */
export class Refusal extends Error {}

/**
 * Reads fields of one JSON object by their wire names and refuses wrong types by name.
 * A field that is absent or null is absent.
 */
export class Fields {
  constructor(
    private readonly kind: string,
    private readonly source: JsonObject,
  ) {}

  private fail(field: string, wanted: string): never {
    throw new Refusal(`${this.kind}: "${field}" must be ${wanted}, got ${describe(this.source[field])}`);
  }

  has(field: string): boolean {
    const value = this.source[field];
    return value !== undefined && value !== null;
  }

  number(field: string): number | undefined {
    if (!this.has(field)) return undefined;
    return fromWireNumber(this.source[field]) ?? this.fail(field, "a number");
  }

  requiredNumber(field: string): number {
    return this.number(field) ?? this.fail(field, "a number");
  }

  finite(field: string): number | undefined {
    const value = this.number(field);
    return value === undefined || Number.isFinite(value) ? value : this.fail(field, "a finite number");
  }

  requiredFinite(field: string): number {
    return this.finite(field) ?? this.fail(field, "a finite number");
  }

  count(field: string): number | undefined {
    const value = this.finite(field);
    return value === undefined || value >= 0 ? value : this.fail(field, "zero or more");
  }

  requiredCount(field: string): number {
    return this.count(field) ?? this.fail(field, "zero or more");
  }

  /** A count without a fraction. */
  whole(field: string): number | undefined {
    const value = this.count(field);
    return value === undefined || Number.isSafeInteger(value) ? value : this.fail(field, "a whole number");
  }

  /** A list that must be there, of texts only. */
  texts(field: string): readonly string[] {
    const list = this.list(field) ?? this.fail(field, "a list of texts");
    return list.map((entry) => (typeof entry === "string" ? entry : this.fail(field, "a list of texts")));
  }

  text(field: string, limit = MAX_TEXT_LENGTH): string | undefined {
    if (!this.has(field)) return undefined;
    const value = this.source[field];
    return typeof value === "string" ? cleanText(value, limit) : this.fail(field, "a text");
  }

  name(field: string): string | undefined {
    return this.text(field, MAX_NAME_LENGTH);
  }

  requiredName(field: string): string {
    const value = this.name(field);
    return value !== undefined && value.length > 0 ? value : this.fail(field, "a text that is not empty");
  }

  requiredText(field: string): string {
    return this.text(field) ?? this.fail(field, "a text");
  }

  flag(field: string): boolean | undefined {
    if (!this.has(field)) return undefined;
    const value = this.source[field];
    return typeof value === "boolean" ? value : this.fail(field, "true or false");
  }

  object(field: string): JsonObject | undefined {
    const value = this.shallow(field);
    if (value === undefined) return undefined;
    return isObject(value) ? value : this.fail(field, "an object");
  }

  list(field: string): readonly unknown[] | undefined {
    if (!this.has(field)) return undefined;
    const value = this.source[field];
    return Array.isArray(value) ? (value as readonly unknown[]) : this.fail(field, "a list");
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    if (!this.has(field)) return undefined;
    const value = this.source[field];
    const found = allowed.find((candidate) => candidate === value);
    return found ?? this.fail(field, `one of ${allowed.join(", ")}`);
  }

  any(field: string): unknown {
    return this.source[field] ?? undefined;
  }

  /** As `any`, but nothing that is nested so deeply that writing it down again could exhaust the stack. */
  shallow(field: string): unknown {
    const value = this.any(field);
    return isDeeper(value, MAX_DEPTH) ? this.fail(field, `nested at most ${MAX_DEPTH} deep`) : value;
  }

  refuse(field: string, wanted: string): never {
    return this.fail(field, wanted);
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((entry) => isDeeper(entry, depth - 1));
}

/** An object without its absent entries, so that optional fields are absent rather than undefined. */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) result[key] = entry;
  return result as T;
}

/** What a value is, in a few words; never long, whatever came over the wire. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "bigint") return "a big integer";
  const text = JSON.stringify(typeof value === "string" ? value.slice(0, 41) : value) ?? typeof value;
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
