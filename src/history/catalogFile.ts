import { existsSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, errorText, type Log } from "../base/log";
import { UserError } from "../base/userError";
import { Catalog } from "./catalog";
import { isSealBroken, seal } from "./catalogSeal";
import { CATALOG_VERSION, requireTables, versionOf } from "./catalogSchema";
import { writeDurably } from "./durableFile";
import type { Sqlite, SqliteDatabase } from "./sqlite";

/** A catalog of this size is written in a few milliseconds, and saving a session waits for it. */
const SMALL_CATALOG_BYTES = 4 << 20;

/** A catalog up to this size is checked with its indices, which takes twice as long. */
const FULL_CHECK_BYTES = 8 << 20;

/** How long changes of a larger catalog are collected before it is written. */
const COLLECT_MS = 2000;

/** What a catalog file needs to know. */
export interface CatalogFileOptions {
  readonly folder: string;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
}

/**
 * Keeps `history.db` in step with the catalog in memory: written as a whole to a temporary file that then takes its
 * place, so that readers never see half of it, and one write for all changes that came while another was under way.
 */
export class CatalogFile {
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private isDirty = false;
  private size = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly options: CatalogFileOptions,
    readonly catalog: Catalog,
    /** Why the file that is there must not be written over. */
    private readonly untouchable: UserError | undefined,
  ) {}

  /**
   * Reads the catalog of a folder. A damaged one is set aside; one that cannot be read, or is of a newer program, is left
   * alone and not written: the files of the sessions are enough to make its entries later.
   */
  static async open(sqlite: Sqlite, options: CatalogFileOptions): Promise<CatalogFile> {
    const path = join(options.folder, "history.db");
    const read = await readIfThere(path);
    if (read === undefined) return new CatalogFile(options, new Catalog(sqlite.open()), undefined);
    const opened = "contents" in read ? openSound(sqlite, read.contents) : read;
    if ("catalog" in opened) {
      const file = new CatalogFile(options, opened.catalog, undefined);
      file.size = opened.size;
      return file;
    }
    const error = await errorOf(path, opened, options);
    options.onWarning(error.message);
    const isLeft = error.code !== "HISTORY_SET_ASIDE";
    return new CatalogFile(options, new Catalog(sqlite.open()), isLeft ? error : undefined);
  }

  /** Throws where changes could not be kept. */
  requireWritable(): void {
    if (this.untouchable !== undefined) throw this.untouchable;
  }

  /**
   * Keeps what a saved session has changed. The session's own file is on the disk by then and enough to make its entry
   * again, so that a large catalog is written a little later, once for several sessions: the cost of ending a session
   * does not grow with the number of sessions kept.
   */
  async save(): Promise<void> {
    if (this.size <= SMALL_CATALOG_BYTES) return this.flush();
    this.isDirty = true;
    this.timer ??= setTimeout(() => {
      this.flush().catch((error: unknown) => this.options.onWarning(errorText(error)));
    }, COLLECT_MS);
  }

  /** Writes the catalog as it is now; resolves when it is on the disk. */
  flush(): Promise<void> {
    if (this.untouchable !== undefined) return Promise.resolve();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isDirty = true;
    if (this.writing === undefined) return this.write();
    this.next ??= this.writing.then(
      () => this.writeNext(),
      () => this.writeNext(),
    );
    return this.next;
  }

  async close(): Promise<void> {
    try {
      if (this.timer !== undefined || this.isDirty) await this.flush();
      else await this.writing;
    } finally {
      clearTimeout(this.timer);
      this.catalog.close();
    }
  }

  private writeNext(): Promise<void> {
    this.next = undefined;
    return this.write();
  }

  private write(): Promise<void> {
    this.writing = this.writeNow().finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeNow(): Promise<void> {
    const contents = this.catalog.export();
    seal(contents);
    this.isDirty = false;
    try {
      const path = join(this.options.folder, "history.db");
      await removeForeignJournals(path);
      await writeDurably(path, contents);
      this.size = contents.length;
    } catch (error) {
      this.isDirty = true;
      throw error;
    }
  }
}

interface Unreadable {
  readonly unreadable: unknown;
}

async function readIfThere(path: string): Promise<{ readonly contents: Uint8Array } | Unreadable | undefined> {
  try {
    return { contents: await readFile(path) };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    // Where it cannot even be seen, the folder is closed, and no session could be kept there either.
    if (!existsSync(path)) throw notReadable(path, error);
    return { unreadable: error };
  }
}

type Unusable = Unreadable | { readonly newer: number } | { readonly damage: unknown };

type Opened = { readonly catalog: Catalog; readonly size: number } | Unusable;

/** Opens a catalog that is sound and of a known version, brought to the newest; else says what is the matter. */
function openSound(sqlite: Sqlite, contents: Uint8Array): Opened {
  let database: SqliteDatabase | undefined;
  try {
    database = sqlite.open(contents);
    const version = versionOf(database);
    if (version > CATALOG_VERSION) {
      database.close();
      return { newer: version };
    }
    if (isSealBroken(contents)) throw new Error("its contents do not match their checksum");
    const check = contents.length <= FULL_CHECK_BYTES ? "integrity_check" : "quick_check";
    const verdict = String(database.first(`PRAGMA ${check}(1)`)?.[check]);
    if (verdict !== "ok") throw new Error(verdict);
    // An empty file is a catalog that has yet to be made.
    if (version > 0) requireTables(database);
    return { catalog: new Catalog(database), size: contents.length };
  } catch (error) {
    database?.close();
    return { damage: error };
  }
}

async function errorOf(path: string, opened: Unusable, options: CatalogFileOptions): Promise<UserError> {
  if ("unreadable" in opened) return notReadable(path, opened.unreadable, LEFT_ALONE);
  return "newer" in opened ? newerVersion(path, opened.newer) : setAside(path, opened.damage, options);
}

const LEFT_ALONE =
  " New sessions are recorded and will be in it once it can be read; renaming, tagging and deleting need it too.";

function notReadable(path: string, error: unknown, consequence = ""): UserError {
  const [cause, remedy] =
    errorCode(error) === "EISDIR"
      ? ["a folder stands in its place", "Move it away"]
      : [errorText(error), "Give yourself permission there"];
  return new UserError(
    "HISTORY_NOT_READABLE",
    `The history ${path} cannot be read: ${cause}. ${remedy}, or choose another folder in the setting optimizerMonitor.history.folder.${consequence}`,
  );
}

function newerVersion(path: string, version: number): UserError {
  return new UserError(
    "HISTORY_NEWER",
    `The history ${path} was written by a newer Optimizer Monitor (schema version ${version}, this one knows ${CATALOG_VERSION}) ` +
      "and is left as it is. New sessions are recorded and will be in it once the newer version opens it; " +
      "renaming, tagging and deleting need the newer version.",
  );
}

/** A damaged catalog gets another name; where that cannot be given, it is left and not written over. */
async function setAside(path: string, error: unknown, options: CatalogFileOptions): Promise<UserError> {
  const time = new Date().toISOString().replace(/[:.]/g, "-");
  const aside = join(options.folder, `history.corrupt-${time}.db`);
  const damage = `The history ${path} is damaged (${errorText(error)}).`;
  try {
    await rename(path, aside);
    await removeForeignJournals(path);
  } catch (failure) {
    const text = `${damage} It cannot be set aside (${errorText(failure)}), so it is left and nothing is written to it.`;
    return new UserError("HISTORY_DAMAGED", text);
  }
  const text = `${damage} It was set aside as ${aside} and is made again from the files of its sessions.`;
  return new UserError("HISTORY_SET_ASIDE", text);
}

/**
 * What another SQLite that was killed while it wrote here has left beside the file. Whoever opens the file next would
 * roll that back into contents that it does not belong to.
 */
async function removeForeignJournals(path: string): Promise<void> {
  await Promise.all(["-journal", "-wal", "-shm"].map((ending) => rm(path + ending, { force: true })));
}
