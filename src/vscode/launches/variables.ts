import { delimiter } from "node:path";
import { isObject } from "../../protocol/fields";

/** How a path variable of terminals and tasks is changed. */
export interface PathChange {
  readonly kind: "prepend" | "replace";
  readonly value: string;
}

/**
 * How to put an entry in front of a variable that the editor joins blindly. Where the variable has a value the
 * delimiter belongs in between; where it has none, a delimiter would leave an empty entry, so the variable is set.
 * If some task sets it and others do not, keeping that task's own value is worth more than avoiding the empty entry.
 */
export function changePath(entry: string, base: string | undefined, isSetSomewhere: boolean): PathChange {
  const hasValue = base !== undefined && base !== "";
  return hasValue || isSetSomewhere ? { kind: "prepend", value: entry + delimiter } : { kind: "replace", value: entry };
}

/** The variables to which `env` blocks anywhere in a piece of configuration give a value. */
export function definedVariables(configuration: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  collectVariables(configuration, names);
  return names;
}

function collectVariables(configuration: unknown, names: Set<string>): void {
  if (Array.isArray(configuration)) {
    for (const entry of configuration) collectVariables(entry, names);
  } else if (isObject(configuration)) {
    for (const [key, value] of Object.entries(configuration)) {
      if (key === "env" && isObject(value)) addDefined(value, names);
      collectVariables(value, names);
    }
  }
}

function addDefined(env: Readonly<Record<string, unknown>>, names: Set<string>): void {
  for (const [name, value] of Object.entries(env)) if (typeof value === "string" && value !== "") names.add(name);
}
