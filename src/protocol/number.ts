/** A number as JSON can carry it: what JSON has no literal for travels as a string. */
export type WireNumber = number | "NaN" | "Infinity" | "-Infinity";

/** Encodes any number for JSON. */
export function toWireNumber(value: number): WireNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}

/** Decodes a number that came through JSON; `undefined` for anything that is none. */
export function fromWireNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  switch (value) {
    case "NaN":
      return NaN;
    case "Infinity":
      return Infinity;
    case "-Infinity":
      return -Infinity;
    default:
      return undefined;
  }
}
