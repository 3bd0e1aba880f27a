import { accept, refuse, type Result } from "../base/result";

/** The tables of rows that a custom chart can be drawn from (docs/custom-charts.md). */
export const CHART_SOURCES = ["iterations", "components", "samples", "runs"] as const;
export type ChartSourceName = (typeof CHART_SOURCES)[number];

/** Longer files are no charts. */
const MOST_CHART_TEXT = 256 * 1024;
const MAX_DEPTH = 60;

/** A chart of the user's: a Vega-Lite specification over named sources, checked to load nothing. */
export interface CustomChartSpec {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly sources: readonly ChartSourceName[];
}

/** Why a specification is refused; thrown and caught in this file only. */
class Unfit extends Error {}

/** Accepts the text of a `.vl.json` file, or says in one sentence what is wrong with it. */
export function parseCustomChart(text: string): Result<CustomChartSpec> {
  if (text.length > MOST_CHART_TEXT) return refuse("The file is longer than 256 KB.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`The file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("The file holds no object.");
  const sources = new Set<ChartSourceName>();
  try {
    check(value, "", sources, 0);
  } catch (error) {
    if (error instanceof Unfit) return refuse(error.message);
    throw error;
  }
  const names = CHART_SOURCES.join(", ");
  if (sources.size === 0) return refuse(`The chart has no data: give it "data": { "name": … } with one of ${names}.`);
  return accept({ spec: value as Record<string, unknown>, sources: [...sources] });
}

function check(node: unknown, path: string, sources: Set<ChartSourceName>, depth: number): void {
  if (depth > MAX_DEPTH) throw new Unfit("The specification is nested too deeply.");
  if (Array.isArray(node)) {
    node.forEach((entry, index) => check(entry, `${path}[${index}]`, sources, depth + 1));
    return;
  }
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const place = path === "" ? key : `${path}.${key}`;
    checkEntry(key, value, place, sources);
    check(value, place, sources, depth + 1);
  }
}

function checkEntry(key: string, value: unknown, place: string, sources: Set<ChartSourceName>): void {
  if (key === "data" || key === "datasets") return checkData(key, value, place, sources);
  if (key === "url" || key === "href" || key === "element") {
    throw new Unfit(`"${place}" is not allowed: a chart of the panel loads nothing and leads nowhere.`);
  }
  if ((key === "mark" || key === "type") && value === "image") {
    throw new Unfit(`"${place}": image marks are not allowed, since they load pictures.`);
  }
  if (key === "bind" && value !== "scales") {
    throw new Unfit(`"${place}": only "scales" can be bound; the panel has no inputs for charts.`);
  }
}

function checkData(key: string, value: unknown, place: string, sources: Set<ChartSourceName>): void {
  const names = CHART_SOURCES.join(", ");
  const isObject = typeof value === "object" && value !== null;
  const keys = isObject ? Object.keys(value) : [];
  const name = isObject && "name" in value ? value.name : undefined;
  const known = CHART_SOURCES.find((source) => source === name);
  if (key === "datasets" || known === undefined || keys.length !== 1) {
    throw new Unfit(`"${place}" must be { "name": … } with one of ${names}; nothing else is loaded or taken.`);
  }
  sources.add(known);
}
