import { join } from "node:path";
import { UserError } from "../base/userError";
import { Work } from "../base/work";
import { loadSqlite } from "../history/sqlite";
import type { RecordedSession } from "../model/recordedSession";
import { JOINT_EXPORT_FORMATS, type ExportFormat, type ParamsOf } from "../protocol/rpc";
import { csvFiles } from "../reports/exportCsv";
import { writeTextFile } from "../reports/exportFile";
import { jsonExport, writeJsonExport } from "../reports/exportJson";
import { benchmarkRuns, type BenchmarkRun } from "../reports/exports/benchmarkRuns";
import { cocoFiles } from "../reports/exports/coco";
import { databaseContents } from "../reports/exports/database";
import { FileNames, type ExportedFile } from "../reports/exports/exportedFile";
import { writeExportFolder } from "../reports/exports/exportFolder";
import { iohprofilerFiles } from "../reports/exports/iohprofiler";
import { tensorboardFiles } from "../reports/exports/tensorboard";
import type { ReportBundle } from "./reportBundle";

/** What exports are made from. */
export interface ExportSources {
  readonly source: { get(sessionId: string): Promise<RecordedSession> };
  readonly reports: () => Promise<ReportBundle>;
  /** Unix seconds. */
  readonly now: () => number;
}

/**
 * Writes sessions in a format and says which files there are; one session at a time is in the memory. Cancelled, it leaves what
 * was there before and throws the UserError `cancelled`.
 */
export async function exportSessions(
  request: ParamsOf<"exportSession">,
  sources: ExportSources,
  work: Work = Work.unwatched(),
): Promise<readonly string[]> {
  const { format, path } = request;
  const ids = [...new Set(request.sessionIds ?? [request.sessionId ?? ""])];
  const [first] = ids;
  if (first === undefined) throw new UserError("nothing-to-export", "Choose at least one session to export.");
  const sessions = loaded(ids, sources, work);
  if (format === "sqlite") {
    await writeTextFile(path, [await databaseContents((await loadSqlite()).open(), sessions, work)]);
    return [path];
  }
  if (format === "json" && request.sessionIds === undefined)
    return writeJsonExport(await sources.source.get(first), path, work);
  if (JOINT_EXPORT_FORMATS.includes(format)) {
    const runs: BenchmarkRun[] = [];
    for await (const session of sessions) runs.push(...benchmarkRuns(session));
    return writeExportFolder(path, cancellable(format === "coco" ? cocoFiles(runs) : iohprofilerFiles(runs), work));
  }
  return writeExportFolder(
    path,
    cancellable(filesOfEach(sessions, format, request.sessionIds !== undefined, sources), work),
  );
}

async function* loaded(ids: readonly string[], { source }: ExportSources, work: Work): AsyncGenerator<RecordedSession> {
  for (const [done, id] of ids.entries()) {
    await work.pause();
    const session = await source.get(id);
    work.report({ done, total: ids.length, what: session.detail.session.label });
    yield session;
  }
}

async function* cancellable(
  files: Iterable<ExportedFile> | AsyncIterable<ExportedFile>,
  work: Work,
): AsyncGenerator<ExportedFile> {
  for await (const { path, pieces } of files) yield { path, pieces: work.pieces(pieces) };
}

async function* filesOfEach(
  sessions: AsyncIterable<RecordedSession>,
  format: ExportFormat,
  areMany: boolean,
  sources: ExportSources,
): AsyncGenerator<ExportedFile> {
  const names = new FileNames();
  for await (const session of sessions) {
    const { id } = session.detail.session;
    const name = names.nameOf(id, id);
    // A log directory of TensorBoard names its sessions itself; one JSON file needs no folder.
    const folder = areMany && (format === "csv" || format === "charts") ? name : "";
    for await (const file of filesOf(session, name, format, sources)) yield { ...file, path: join(folder, file.path) };
  }
}

async function* filesOf(
  session: RecordedSession,
  name: string,
  format: ExportFormat,
  { reports, now }: ExportSources,
): AsyncGenerator<ExportedFile> {
  if (format === "csv") yield* csvFiles(session);
  else if (format === "tensorboard") yield* tensorboardFiles(session);
  else if (format === "charts") yield* await (await reports()).createChartFiles(session, now());
  else yield { path: `${name}.json`, pieces: jsonExport(session) };
}
