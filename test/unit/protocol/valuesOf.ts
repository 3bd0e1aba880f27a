import type { IterationEvent } from "../../../src/protocol/wire";

/** The values of an iteration as an object. */
export function valuesOf({ values: { names, numbers } }: IterationEvent): Record<string, number> {
  return Object.fromEntries(names.list.map((name, place) => [name, numbers[place] ?? NaN]));
}
