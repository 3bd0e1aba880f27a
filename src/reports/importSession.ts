import { errorText } from "../base/log";
import { accept, refuse, type Result } from "../base/result";
import { columnKey, metricTable, runTable, SAMPLE_METRICS } from "../model/metrics";
import { describeTables, type RecordedSession } from "../model/recordedSession";
import { Table } from "../model/table";
import { cleanText, Fields, isObject, Refusal, type JsonObject } from "../protocol/fields";
import { fromWireNumber } from "../protocol/number";
import {
  objectOf,
  objectsOf,
  parseAlert,
  parseComponent,
  parsedEach,
  parseMachine,
  parseNote,
  parseRun,
  parseSession,
} from "../protocol/parseSession";
import { EXPORT_SCHEMA } from "./exportSchema";

/** Reads a session back from its exported JSON; also from the report.json of the Python reporter, which holds one. */
export function importSession(json: string): Result<RecordedSession> {
  try {
    const value: unknown = JSON.parse(json);
    const inner = isObject(value) && "report" in value ? value["session"] : value;
    return isObject(inner) ? accept(sessionOf(inner)) : refuse("it is no object");
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    if (error instanceof SyntaxError) return refuse(`it is no JSON: ${errorText(error)}`);
    throw error;
  }
}

function sessionOf(source: JsonObject): RecordedSession {
  const fields = new Fields("export", source);
  if (fields.any("schema") !== EXPORT_SCHEMA) fields.refuse("schema", String(EXPORT_SCHEMA));
  const tables = new Map<string, Table>();
  const runs = parsedEach(fields, "runs", (run) => {
    const parsed = parseRun(run);
    const table = iterationTable(runTable(parsed.id), objectsOf(run, "iterations"));
    tables.set(table.name, table);
    return parsed;
  });
  // Exports of before there were alerts have no such list.
  const alerts = fields.has("alerts") ? parsedEach(fields, "alerts", parseAlert) : [];
  for (const table of seriesTables(objectsOf(fields, "series").map((entry) => new Fields("series", entry))))
    tables.set(table.name, table);
  return {
    tables,
    detail: {
      session: parseSession(new Fields("session", objectOf(fields, "session"))),
      machine: parseMachine(new Fields("machine", objectOf(fields, "machine"))),
      runs,
      components: parsedEach(fields, "components", parseComponent),
      notes: parsedEach(fields, "notes", parseNote),
      ...(alerts.length === 0 ? {} : { alerts }),
      tables: describeTables(tables),
    },
  };
}

function iterationTable(name: string, iterations: readonly JsonObject[]): Table {
  const table = new Table(name);
  for (const { metrics, ...standard } of iterations) {
    const row = { ...(isObject(metrics) ? numbersOf(metrics) : {}), ...numbersOf(standard) };
    // A row without any number says nothing.
    if (Object.keys(row).length > 0) table.append(row);
  }
  return table;
}

function numbersOf(source: JsonObject): Record<string, number> {
  return Object.fromEntries(
    Object.entries(source).flatMap(([key, value]) => {
      const number = fromWireNumber(value);
      return number === undefined ? [] : [[cleanText(key), number] as const];
    }),
  );
}

interface ImportedSeries {
  readonly key: string;
  readonly unit?: string;
  readonly times: readonly unknown[];
  readonly values: readonly unknown[];
}

/** Series of one table share their rows again: those of the same time. */
function seriesTables(entries: readonly Fields[]): Table[] {
  const groups = new Map<string, ImportedSeries[]>();
  for (const fields of entries) {
    const { table, ...series } = seriesOf(fields);
    groups.set(table, [...(groups.get(table) ?? []), series]);
  }
  return [...groups].map(([name, series]) => joined(name, series));
}

function seriesOf(fields: Fields): ImportedSeries & { readonly table: string } {
  // Whatever it is called, also nothing: what was recorded and exported can be read again.
  const metric = fields.name("metric") ?? fields.refuse("metric", "a text");
  // No database gives every text back as it was.
  const labels = Object.entries(objectOf(fields, "labels")).map(
    ([key, value]) => [cleanText(key), cleanText(String(value))] as const,
  );
  const sampled = Object.entries(SAMPLE_METRICS).find(([, metrics]) => metrics.some((one) => one.metric === metric));
  const unit = fields.name("unit");
  const times = fields.list("times") ?? fields.refuse("times", "a list");
  const values = fields.list("values") ?? fields.refuse("values", "a list");
  return {
    table: sampled?.[0] ?? metricTable(metric),
    key: columnKey(
      sampled === undefined ? "value" : metric,
      labels.length === 0 ? undefined : Object.fromEntries(labels),
    ),
    times,
    values: values.length === times.length ? values : fields.refuse("values", "as many as times"),
    ...(unit === undefined ? {} : { unit }),
  };
}

function joined(name: string, series: readonly ImportedSeries[]): Table {
  const units = new Map(series.map(({ key, unit }) => [key, unit]));
  const rows = new Map<number, Record<string, number>[]>();
  for (const { key, times, values } of series) {
    // A series can have several values of one time, which stand in rows of their own.
    const counts = new Map<number, number>();
    times.forEach((time, index) => {
      const [at, value] = [fromWireNumber(time), fromWireNumber(values[index])];
      if (at === undefined || value === undefined || !Number.isFinite(at)) return;
      const count = counts.get(at) ?? 0;
      counts.set(at, count + 1);
      const ofTime = rows.get(at) ?? [];
      if (count === 0) rows.set(at, ofTime);
      (ofTime[count] ??= { time: at })[key] = value;
    });
  }
  const table = new Table(name);
  const sorted = [...rows].sort(([a], [b]) => a - b).flatMap(([, ofTime]) => ofTime);
  for (const row of sorted) table.append(row, (key) => units.get(key));
  return table;
}
