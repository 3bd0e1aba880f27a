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

/** Whether an `env` block anywhere in a piece of configuration gives the variable a value. */
export function definesVariable(configuration: unknown, variable: string): boolean {
  if (Array.isArray(configuration)) return configuration.some((entry) => definesVariable(entry, variable));
  if (!isObject(configuration)) return false;
  const env = configuration["env"];
  if (isObject(env) && typeof env[variable] === "string" && env[variable] !== "") return true;
  return Object.values(configuration).some((entry) => definesVariable(entry, variable));
}
