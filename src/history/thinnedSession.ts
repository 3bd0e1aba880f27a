import { describeTables, type RecordedSession } from "../model/recordedSession";
import type { Table } from "../model/table";
import type { Note } from "../protocol/session";

/** What a session says whose full series was given up. */
export const THINNED_NOTE =
  "Its full series was removed to save space: convergence curves are shown at few points, samples not at all.";

/** A session with decimated curves in the place of its full series, and a note that says so. */
export function thinnedSession({ detail }: RecordedSession, curves: ReadonlyMap<string, Table>): RecordedSession {
  const { session } = detail;
  const note: Note = { time: session.endTime ?? session.startTime, level: "info", text: THINNED_NOTE };
  const notes = detail.notes.some(({ text }) => text === THINNED_NOTE) ? detail.notes : [...detail.notes, note];
  return { tables: curves, detail: { ...detail, notes, tables: describeTables(curves) } };
}
