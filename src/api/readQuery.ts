import type * as Type from "typebox";
import { Errors } from "typebox/value";
import { Problem, type ParameterProblem } from "./problem";

/** What of a JSON schema decides how a text is read. */
interface Hint {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly anyOf?: readonly Hint[];
}

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Reads a query by its schema: texts become what the schema asks for, defaults are filled in, and everything that does
 * not fit is named at once, unknown and repeated parameters too.
 */
export function readQuery<T extends Type.TObject>(schema: T, parameters: URLSearchParams): Type.Static<T> {
  const values: Record<string, unknown> = {};
  const problems: ParameterProblem[] = [];
  const hints = schema.properties as Readonly<Record<string, Hint>>;
  for (const name of new Set(parameters.keys())) {
    const hint = Object.hasOwn(hints, name) ? hints[name] : undefined;
    const given = parameters.getAll(name);
    if (hint === undefined) problems.push({ parameter: name.slice(0, 100), detail: "is not known here" });
    else if (hint.type === "array") values[name] = given;
    else if (given.length > 1) problems.push({ parameter: name, detail: "was given more than once" });
    else values[name] = convert(hint, given[0] ?? "");
  }
  for (const [name, hint] of Object.entries(hints)) {
    if (values[name] === undefined && hint.default !== undefined) values[name] = hint.default;
  }
  problems.push(...mismatches(schema, values), ...wrongRange(values));
  if (problems.length > 0) {
    const named = problems.map(({ parameter, detail }) => `"${parameter}" ${detail}`).join("; ");
    throw new Problem("invalid-parameters", `${named}.`, problems);
  }
  return values as Type.Static<T>;
}

/** A moment of a query as Unix seconds. */
export function secondsOf(moment: string | number | undefined): number | undefined {
  return typeof moment === "string" ? Date.parse(moment) / 1000 : moment;
}

function convert(hint: Hint, text: string): unknown {
  const takesNumbers = [hint, ...(hint.anyOf ?? [])].some(({ type }) => type === "number" || type === "integer");
  return takesNumbers && NUMBER.test(text) ? Number(text) : text;
}

/** One complaint a parameter: the first says enough. */
function mismatches(schema: Type.TObject, values: Readonly<Record<string, unknown>>): readonly ParameterProblem[] {
  const found = new Map<string, string>();
  for (const error of Errors(schema, values)) {
    const missing = error.keyword === "required" ? error.params.requiredProperties : [];
    const names = error.instancePath === "" ? missing : [error.instancePath.split("/")[1] ?? ""];
    const detail = error.keyword === "enum" ? `must be one of ${error.params.allowedValues.join(", ")}` : error.message;
    for (const name of names) if (!found.has(name)) found.set(name, missing.length > 0 ? "is missing" : detail);
  }
  return [...found].map(([parameter, detail]) => ({ parameter, detail }));
}

function wrongRange({ from, to }: { readonly from?: unknown; readonly to?: unknown }): readonly ParameterProblem[] {
  const [first, last] = [from, to].map((end) => secondsOf(end as string | number | undefined));
  if (first === undefined || last === undefined || !(first > last)) return [];
  return [{ parameter: "from", detail: 'lies after "to"' }];
}
