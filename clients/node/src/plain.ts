const MAX_DEPTH = 12;
const MAX_ENTRIES = 10_000;

/** A number as it travels: what JSON has no literal for is a string. */
export function wireNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/**
 * What of a value can travel as JSON: NaN and infinities as strings, typed arrays and sets as lists, maps as objects,
 * integers beyond a double as text; functions and symbols are left out. Cycles end at a fixed depth.
 */
export function toPlain(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "number":
      return wireNumber(value);
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "string":
    case "boolean":
      return value;
    case "object":
      return value === null ? null : readableObject(value, depth + 1);
    default:
      return undefined;
  }
}

/** An object whose getters throw says so instead. */
function readableObject(value: object, depth: number): unknown {
  try {
    return plainObject(value, depth);
  } catch {
    return "(unreadable)";
  }
}

function plainObject(value: object, depth: number): unknown {
  if (depth > MAX_DEPTH) return "…";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "NaN" : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map)
    return plainEntries(
      [...value].map(([key, entry]) => [String(key), entry]),
      depth,
    );
  if (Array.isArray(value) || value instanceof Set || isTypedArray(value)) return plainList(value, depth);
  return plainEntries(Object.entries(value), depth);
}

function isTypedArray(value: object): value is Iterable<unknown> & object {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function plainList(value: Iterable<unknown>, depth: number): unknown[] {
  const list: unknown[] = [];
  for (const entry of value) {
    if (list.length === MAX_ENTRIES) break;
    list.push(toPlain(entry, depth) ?? null);
  }
  return list;
}

function plainEntries(entries: readonly (readonly [string, unknown])[], depth: number): Record<string, unknown> {
  // A null prototype, so that a key named __proto__ stays a key.
  const result = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of entries.slice(0, MAX_ENTRIES)) {
    const plain = toPlain(entry, depth);
    if (plain !== undefined) result[key] = plain;
  }
  return result;
}
