import { readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, errorText, type Log } from "../base/log";
import { UserError } from "../base/userError";
import type { RecordedSession } from "../model/recordedSession";
import type { HistoryFacts } from "../protocol/historyAdmin";
import type { SessionPage } from "../protocol/rpc";
import type { SessionFilter } from "../protocol/sessionFilter";
import type { FoundAlert, FoundComponent, FoundRun, SessionSummary } from "../protocol/session";
import type { RegressionVerdict } from "../protocol/trends";
import type { AnalysisQueries } from "./analysisQueries";
import { type Catalog, relabelled } from "./catalog";
import { CatalogFile } from "./catalogFile";
import { decodeDetail, encodeDetail } from "./detailFile";
import { removeLeftovers, syncFolder, writeDurably, writeFailure } from "./durableFile";
import { detailFileName } from "./detailFileName";
import { restoreFolder } from "./restoreFolder";
import { readEdits, writeEdits } from "./editsFile";
import { ForeignHistory } from "./foreignHistory";
import { prepareFolder } from "./prepareFolder";
import type { PrunableSession } from "./pruning";
import { loadSqlite, type Sqlite } from "./sqlite";
import { thinnedSession } from "./thinnedSession";

/** Where a history is and whom it tells. */
export interface HistoryOptions {
  /** `<workspace>/.optimizer-monitor`; made where it is missing. */
  readonly folder: string;
  readonly log: Log;
  /** A sentence for the user: a history that was set aside, a session whose file is damaged. */
  readonly onWarning: (message: string) => void;
  /** Where SQLite's wasm file is, if not beside the bundle. */
  readonly wasmFile?: string;
}

/**
 * All ended sessions of one workspace folder: a catalog that lists and compares them, and a file with the full series
 * of each. One process writes. A session's own file holds everything, so that the catalog can be made again from them.
 */
export class HistoryStore {
  private constructor(
    private readonly options: HistoryOptions,
    private readonly sqlite: Sqlite,
    private readonly file: CatalogFile,
  ) {}

  /** Opens the history of a folder, makes it where there is none, and repairs what an interruption has left. */
  static async open(options: HistoryOptions): Promise<HistoryStore> {
    const sessions = join(options.folder, "sessions");
    await prepareFolder(options.folder, options.onWarning);
    const [sqlite] = await Promise.all([
      loadSqlite(options.wasmFile),
      removeLeftovers(options.folder),
      removeLeftovers(sessions),
    ]);
    const file = await CatalogFile.open(sqlite, options);
    const store = new HistoryStore(options, sqlite, file);
    await store.importMissing();
    return store;
  }

  /** Sessions, newest first. */
  list(filter: SessionFilter): SessionPage {
    return this.catalog.list(filter);
  }

  /** Runs of the sessions that fit, those of the newest sessions first. */
  runs(filter: SessionFilter): readonly FoundRun[] {
    return this.catalog.runs(filter);
  }

  /** Alerts of the sessions that fit, newest first. */
  alerts(filter: SessionFilter): readonly FoundAlert[] {
    return this.catalog.alerts(filter);
  }

  /** What a component took in each of the sessions that fit, newest first. */
  components(name: string, filter: SessionFilter): readonly FoundComponent[] {
    return this.catalog.components(name, filter);
  }

  /** What comparisons and trends are made of. */
  get analysis(): AnalysisQueries {
    return this.catalog.analysis;
  }

  summary(id: string): SessionSummary | undefined {
    return this.catalog.summary(id);
  }

  /** A session with its full series; with decimated convergence curves and a note that says so where its file is gone or damaged. */
  async load(id: string): Promise<RecordedSession | undefined> {
    const summary = this.catalog.summary(id);
    if (summary === undefined) return undefined;
    try {
      return relabelled(decodeDetail(this.sqlite, await readFile(this.detailPath(id))), summary);
    } catch (error) {
      return this.outline(id, error);
    }
  }

  /** Takes a session in; resolves when it is on the disk. Saving it again replaces it. */
  async save(session: RecordedSession): Promise<void> {
    await this.add(session);
    await this.file.save();
  }

  /** As `save`, for many sessions: the catalog is written by the `flush` that the caller ends with. */
  async add(session: RecordedSession): Promise<void> {
    const { id } = session.detail.session;
    const contents = await encodeDetail(this.sqlite, session);
    this.restore();
    await writeDurably(this.detailPath(id), contents);
    this.catalog.put(session);
  }

  /** What the history holds. */
  async facts(): Promise<HistoryFacts> {
    const { folder } = this.options;
    const catalogBytes = await sizeOf(join(folder, "history.db"));
    let detailBytes = 0;
    for (const size of (await this.detailSizes()).values()) detailBytes += size;
    return { folder, ...this.catalog.facts(), catalogBytes, detailBytes };
  }

  /** All sessions as pruning sees them. */
  async prunable(): Promise<readonly PrunableSession[]> {
    const sizes = await this.detailSizes();
    return this.catalog.prunable().map((entry) => ({ ...entry, bytes: sizes.get(detailFileName(entry.id)) ?? 0 }));
  }

  /** Opens the history of another workspace for reading. */
  async openForeign(folder: string): Promise<ForeignHistory> {
    const [theirs, ours] = await Promise.all([realpath(folder).catch(() => folder), realpath(this.options.folder)]);
    if (theirs === ours || join(theirs, ".optimizer-monitor") === ours)
      throw new UserError("HISTORY_ITSELF", `${folder} is this workspace's own history; choose another one to merge.`);
    return ForeignHistory.open(this.sqlite, theirs);
  }

  /** Gives up a session's full series for its decimated curves; says how many bytes that freed. */
  async thin(id: string): Promise<number> {
    this.file.requireWritable();
    const path = this.detailPath(id);
    const [before, outline] = [await sizeOf(path), this.catalog.outline(id)];
    if (outline === undefined) return 0;
    // A file that cannot be read has nothing that the catalog does not have.
    const session = await readFile(path)
      .then((contents) => decodeDetail(this.sqlite, contents))
      .catch(() => outline);
    const contents = await encodeDetail(this.sqlite, thinnedSession(session, outline.tables));
    await writeDurably(path, contents);
    this.catalog.markThinned(id);
    return Math.max(0, before - contents.length);
  }

  /** Removes sessions; the catalog is written once. Says how many bytes that freed. */
  async remove(ids: readonly string[]): Promise<number> {
    this.file.requireWritable();
    let freed = 0;
    for (const id of ids) {
      freed += await sizeOf(this.detailPath(id));
      await rm(this.detailPath(id), { force: true });
      this.catalog.remove(id);
    }
    await this.file.flush();
    return freed;
  }

  async rename(id: string, label: string): Promise<void> {
    await this.change(id, () => this.catalog.rename(id, label));
  }

  async setTags(id: string, tags: readonly string[]): Promise<void> {
    await this.change(id, () => this.catalog.setTags(id, tags));
  }

  /** An empty note takes it away. */
  async setNote(id: string, note: string): Promise<void> {
    await this.change(id, () => this.catalog.setNote(id, note));
  }

  async setPinned(id: string, isPinned: boolean): Promise<void> {
    await this.change(id, () => this.catalog.setPinned(id, isPinned));
  }

  /** Makes a session part of the baseline of its workflow since a time, or no part of it any more. */
  async setBaseline(id: string, since: number | undefined): Promise<void> {
    await this.change(id, () => this.catalog.setBaseline(id, since));
  }

  /** Writes down what a session is against the baseline of its workflow; known at once, on the disk when it resolves. */
  async setRegressions(id: string, regressions: readonly RegressionVerdict[]): Promise<void> {
    this.catalog.setRegressions(id, regressions);
    await this.file.save();
  }

  /** Removes a session with everything that is kept of it. */
  async delete(id: string): Promise<void> {
    this.file.requireWritable();
    if (!this.catalog.has(id)) return;
    const path = this.detailPath(id);
    // The file first: a file without an entry would come back as a session when the history is opened next.
    await rm(path, { force: true }).catch((error: unknown) => Promise.reject(writeFailure(path, error)));
    await syncFolder(join(this.options.folder, "sessions"));
    this.catalog.remove(id);
    await this.file.flush();
  }

  /** Resolves when everything is on the disk, the catalog too. */
  async flush(): Promise<void> {
    await this.file.flush();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** The folder may have been deleted since the history was opened; what can be written there is written all the same. */
  private restore(): void {
    const { folder } = this.options;
    try {
      restoreFolder(folder, "sessions");
    } catch (error) {
      throw writeFailure(folder, error);
    }
  }

  private async detailSizes(): Promise<ReadonlyMap<string, number>> {
    const folder = join(this.options.folder, "sessions");
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".db"));
    return new Map(await Promise.all(names.map(async (name) => [name, await sizeOf(join(folder, name))] as const)));
  }

  private get catalog(): Catalog {
    return this.file.catalog;
  }

  private async change(id: string, change: () => void): Promise<void> {
    this.file.requireWritable();
    if (!this.catalog.has(id))
      throw new UserError("HISTORY_UNKNOWN_SESSION", `There is no session ${id} in the history.`);
    change();
    this.restore();
    await this.file.flush();
    await writeEdits(this.options.folder, this.catalog.edits());
  }

  private outline(id: string, error: unknown): RecordedSession | undefined {
    const outline = this.catalog.outline(id);
    if (outline === undefined) return undefined;
    const reason = errorCode(error) === "ENOENT" ? "is gone" : `cannot be read (${errorText(error)})`;
    const text = `The file with this session's full series ${reason}: its convergence curves are shown at few points, its samples not at all.`;
    this.options.log.warn(`${this.detailPath(id)}: ${text}`);
    const { detail, tables } = outline;
    const time = detail.session.endTime ?? detail.session.startTime;
    return { tables, detail: { ...detail, notes: [...detail.notes, { time, level: "warning", text }] } };
  }

  /** Takes in the sessions whose files the catalog does not know: it was set aside, or not written before the process ended. */
  private async importMissing(): Promise<void> {
    const known = new Set(this.catalog.ids().map(detailFileName));
    const names = await readdir(join(this.options.folder, "sessions")).catch(() => []);
    const missing = names.filter((name) => name.endsWith(".db") && !known.has(name));
    if (missing.length === 0) return;
    this.options.log.info(`taking ${missing.length} sessions into the catalog of ${this.options.folder}`);
    const damaged: string[] = [];
    const edits = new Map((await readEdits(this.options.folder, this.options.log)).map((entry) => [entry.id, entry]));
    for (const name of missing) {
      const path = join(this.options.folder, "sessions", name);
      try {
        const session = decodeDetail(this.sqlite, await readFile(path));
        this.catalog.put(session);
        const said = edits.get(session.detail.session.id);
        if (said !== undefined) this.catalog.restore(said);
      } catch (error) {
        this.options.log.warn(`${path}: ${errorText(error)}`);
        damaged.push(name);
      }
    }
    if (damaged.length > 0) this.options.onWarning(damagedMessage(damaged, this.options.folder));
    if (damaged.length < missing.length)
      await this.file.save().catch((error: unknown) => this.options.onWarning(errorText(error)));
  }

  private detailPath(id: string): string {
    return join(this.options.folder, "sessions", detailFileName(id));
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function damagedMessage(names: readonly string[], folder: string): string {
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
  const subject = names.length === 1 ? "The file of one session" : `The files of ${names.length} sessions`;
  return `${subject} in ${join(folder, "sessions")} cannot be read and are left as they are: ${shown}.`;
}
