import { isDeepStrictEqual } from "node:util";
import { Catalog } from "../../src/history/catalog";
import { decodeDetail, encodeDetail } from "../../src/history/detailFile";
import { loadSqlite } from "../../src/history/sqlite";
import type { RecordedSession } from "../../src/model/recordedSession";
import { jsonExport } from "../../src/reports/exportJson";
import { importSession } from "../../src/reports/importSession";
import { must } from "../target";

/** A session that the product has accepted can be exported, read again, and exported as the same once more. */
export function mustSurviveExport(session: RecordedSession): RecordedSession {
  const text = exported(session);
  const again = mustExport(session, text);
  const [first, second] = [ordered(text), ordered(exported(again))];
  must(isDeepStrictEqual(second, first), `an export changes when it is read again: ${differences(first, second)}`);
  return again;
}

/** Whatever a session holds, its export is one that can be read. */
export function mustExport(session: RecordedSession, text = exported(session)): RecordedSession {
  const again = importSession(text);
  must(again.ok, `an export cannot be read again: ${again.ok ? "" : again.reason}`);
  return again.value;
}

/** A session that the product has accepted can be kept: its file is read as what was written, and the catalog lists it. */
export async function mustSurviveHistory(session: RecordedSession): Promise<void> {
  const sqlite = await loadSqlite();
  const again = decodeDetail(sqlite, await encodeDetail(sqlite, session));
  const [first, second] = [asJson(session.detail), asJson(again.detail)];
  must(isDeepStrictEqual(second, first), `a session changes in its file: ${differences(first, second)}`);
  must(exported(again) === exported({ ...again, tables: session.tables }), "the series change in their file");
  const catalog = new Catalog(sqlite.open());
  catalog.put(session);
  must(catalog.list({}).total === 1, "the catalog does not list what it took");
  catalog.close();
}

function asJson(value: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

function exported(session: RecordedSession): string {
  return [...jsonExport(session)].join("");
}

interface Exported extends Record<string, unknown> {
  series: { metric: string; labels: object; times: number[]; values: unknown[] }[];
}

/** Series are put together by time, so that tables may come in another order and values whose times went back stand elsewhere: that is no other session. */
function ordered(text: string): Exported {
  const value = JSON.parse(text) as Exported;
  for (const one of value.series) {
    const points = one.times.map((time, index) => [time, one.values[index]] as const).sort(([a], [b]) => a - b);
    one.times = points.map(([time]) => time);
    one.values = points.map(([, point]) => point);
  }
  value.series.sort((a, b) => compared(nameOf(a), nameOf(b)));
  return value;
}

function nameOf({ metric, labels }: Exported["series"][number]): string {
  return JSON.stringify([metric, labels]);
}

function compared(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function differences(first: Record<string, unknown>, second: Record<string, unknown>): string {
  const keys = Object.keys(first).filter((key) => !isDeepStrictEqual(first[key], second[key]));
  return keys.map((key) => `${key}: ${JSON.stringify(first[key])} became ${JSON.stringify(second[key])}`).join("; ");
}
