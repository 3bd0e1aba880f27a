import type { Spec } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

type Json = unknown;

/**
 * Compiles a chart to Vega and takes out what costs time at every point: tests for invalid values (the rows hold none),
 * conversions and sorting (the rows are sorted numbers). Image marks take canvases from the field `image`.
 */
export function compileChart(spec: TopLevelSpec): Spec {
  return lean(compile(spec, { logger: SILENT }).spec) as Spec;
}

const noLog = (): typeof SILENT => SILENT;
const SILENT = { level: noLog, error: noLog, warn: noLog, info: noLog, debug: noLog } as never as {
  level(): never;
  error(): never;
  warn(): never;
  info(): never;
  debug(): never;
};

function lean(node: Json): Json {
  if (Array.isArray(node)) return withoutTests(node).map(lean);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node as Record<string, Json>).filter(([key, value]) => !isWasteful(key, value));
  const result = Object.fromEntries(entries.map(([key, value]) => [key, lean(value)]));
  return result["type"] === "image" ? withCanvas(result) : result;
}

/** `[{test: invalid, …}, {scale, field}]` becomes `[{scale, field}]`. */
function withoutTests(list: readonly Json[]): readonly Json[] {
  const first = list[0];
  const isTested =
    typeof first === "object" && first !== null && "test" in first && String(first.test).startsWith("!isValid(");
  return isTested ? list.slice(1) : list;
}

function isWasteful(key: string, value: Json): boolean {
  if (key === "tooltip") return true;
  if (key === "sort") return true;
  return key === "transform" && Array.isArray(value) && value.every((step) => isConversion(step));
}

function isConversion(step: Json): boolean {
  return typeof step === "object" && step !== null && "expr" in step && String(step.expr).startsWith("toNumber(");
}

function withCanvas(mark: Record<string, Json>): Json {
  const encode = mark["encode"] as { update: Record<string, Json> };
  const update: Record<string, Json> = { ...encode.update, image: { field: "image" } };
  delete update["url"];
  update["width"] = { field: "pixelWidth" };
  update["height"] = { field: "pixelHeight" };
  return { ...mark, encode: { ...encode, update } };
}
