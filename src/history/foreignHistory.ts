import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/userError";
import type { RecordedSession } from "../model/recordedSession";
import { Catalog, relabelled } from "./catalog";
import { CATALOG_VERSION, versionOf } from "./catalogSchema";
import { decodeDetail } from "./detailFile";
import { detailFileName } from "./detailFileName";
import type { Sqlite, SqliteDatabase } from "./sqlite";

/** The history of another workspace, read as it is and never changed. */
export class ForeignHistory {
  private constructor(
    private readonly folder: string,
    private readonly sqlite: Sqlite,
    private readonly catalog: Catalog | undefined,
    private readonly files: readonly string[],
  ) {}

  /**
   * Opens the history in a folder: `.optimizer-monitor` itself, or the workspace folder that holds it. Throws where there
   * is none or where a newer program wrote it.
   */
  static async open(sqlite: Sqlite, given: string): Promise<ForeignHistory> {
    const folder = (await isHistory(given)) ? given : join(given, ".optimizer-monitor");
    if (!(await isHistory(folder)))
      throw new UserError(
        "HISTORY_NONE",
        `${given} holds no history: choose another workspace's folder, or the .optimizer-monitor folder in it.`,
      );
    const files = (await readdir(join(folder, "sessions")).catch(() => [])).filter((name) => name.endsWith(".db"));
    return new ForeignHistory(folder, sqlite, await readCatalog(sqlite, join(folder, "history.db")), files);
  }

  /** The ids that its catalog knows, and the files of sessions that it does not. */
  contents(): { readonly ids: readonly string[]; readonly files: readonly string[] } {
    const ids = this.catalog?.ids() ?? [];
    const known = new Set(ids.map(detailFileName));
    return { ids, files: this.files.filter((name) => !known.has(name)) };
  }

  /** A session that the catalog knows, with its full series where its file can be read. */
  async session(id: string): Promise<RecordedSession> {
    const summary = this.catalog?.summary(id);
    try {
      const session = await this.file(detailFileName(id));
      return summary === undefined ? session : relabelled(session, summary);
    } catch (error) {
      const outline = this.catalog?.outline(id);
      if (outline === undefined) throw error;
      return outline;
    }
  }

  /** A session by its file. */
  async file(name: string): Promise<RecordedSession> {
    return decodeDetail(this.sqlite, await readFile(join(this.folder, "sessions", name)));
  }

  close(): void {
    this.catalog?.close();
  }
}

async function isHistory(folder: string): Promise<boolean> {
  const isThere = (name: string): Promise<boolean> =>
    stat(join(folder, name)).then(
      () => true,
      () => false,
    );
  return (await isThere("history.db")) || (await isThere("sessions"));
}

/** A damaged catalog costs labels and tags, not the sessions, whose files are read without it. */
async function readCatalog(sqlite: Sqlite, path: string): Promise<Catalog | undefined> {
  let database: SqliteDatabase | undefined;
  try {
    database = sqlite.open(await readFile(path));
    const version = versionOf(database);
    if (version > CATALOG_VERSION)
      throw new UserError(
        "HISTORY_NEWER",
        `The history ${path} was written by a newer Optimizer Monitor (schema version ${version}, this one knows ` +
          `${CATALOG_VERSION}). Update Optimizer Monitor here, then merge again.`,
      );
    return new Catalog(database);
  } catch (error) {
    database?.close();
    if (error instanceof UserError) throw error;
    return undefined;
  }
}
