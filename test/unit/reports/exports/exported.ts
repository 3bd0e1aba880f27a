import { relative } from "node:path";
import { Work } from "../../../../src/base/work";
import { exportSessions } from "../../../../src/engine/exports";
import type { RecordedSession } from "../../../../src/model/recordedSession";
import type { ExportFormat } from "../../../../src/protocol/rpc";
import * as reports from "../../../../src/reports/createReport";
import { MACHINE, ReportedSession, START } from "../reports";

/** Two sessions: minimized and maximized runs, one of several objectives. */
function sessions(): Record<string, RecordedSession> {
  const one = new ReportedSession()
    .run("a", [8, 4, 4, 1], { dimension: 3, target: 0.5, seed: 7 })
    .run("b", [9, 3, 2, 2], { dimension: 3 })
    .run("front", [1, 2], { direction: ["minimize", "maximize"] })
    .component("Evaluate", 2.5)
    .samples(3)
    .finish();
  const two = new ReportedSession("second", MACHINE, "s2")
    .run("c", [1, 5, 6], { direction: "maximize", dimension: 2 })
    .finish();
  return { s1: one, s2: two };
}

/** Exports sessions into a folder, and says which files there are, sorted and relative to it. */
export async function writeInto(
  folder: string,
  format: ExportFormat,
  path: string,
  ids: readonly string[] = ["s1", "s2"],
  work = Work.unwatched(),
): Promise<string[]> {
  const known = sessions();
  const source = { get: (id: string) => Promise.resolve(known[id] ?? Promise.reject(new Error(id))) };
  const request = { sessionIds: ids, format, path };
  const sources = { source, reports: () => Promise.resolve(reports), now: () => START + 60 };
  const files = await exportSessions(request, sources, work);
  return files.map((file) => relative(folder, file)).sort();
}
