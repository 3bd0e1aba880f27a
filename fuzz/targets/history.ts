import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { silentLog } from "../../src/base/log";
import { Catalog } from "../../src/history/catalog";
import { CatalogFile } from "../../src/history/catalogFile";
import { decodeChunk, encodeChunk, STORED_CHUNK_LENGTH } from "../../src/history/codec";
import { decodeDetail, encodeDetail, UnreadableSession } from "../../src/history/detailFile";
import { readEdits } from "../../src/history/editsFile";
import { loadSqlite, type Sqlite } from "../../src/history/sqlite";
import { isObject } from "../../src/protocol/fields";
import type { RecordedSession } from "../../src/model/recordedSession";
import { fromWireNumber } from "../../src/protocol/number";
import { must, mustBeUnpolluted, type FuzzTarget } from "../target";
import { detailContents, tablesIn } from "./detailContents";
import { cellOf, inputOf, listOf, partsOf, patched, smallSession, TargetFolder } from "./files";
import { mustExport } from "./sessions";

interface Ready {
  readonly sqlite: Sqlite;
  /** The files of an ordinary history. */
  readonly detail: Uint8Array;
  readonly catalog: Uint8Array;
}

const folder = new TargetFolder();
let ready: Promise<Ready> | undefined;

/** The files of a history: damaged ones, and ones that somebody else has made. */
export const history: FuzzTarget = {
  name: "history",
  promise:
    "A catalog is read, set aside or left alone; a session's file is read or refused with the reader's own error; what " +
    "was read can be listed, exported and entered; values come back bit for bit.",
  longest: 24_000,
  async seeds() {
    const { sqlite, detail } = await prepared();
    const contents = ["detail", decodeDetail(sqlite, detail).detail, tablesIn(sqlite, detail)];
    const first = tablesIn(sqlite, detail)[0];
    return [
      inputOf(...contents),
      inputOf("detail", contents[1], [first]),
      inputOf("patched detail", [
        [30, 1, 2],
        [2000, 0],
      ]),
      inputOf("patched detail", [[1024]]),
      inputOf("patched catalog", [
        [30, 1, 2],
        [9000, 255],
      ]),
      inputOf("patched catalog", [[4096]]),
      ...ROWS.map(([table, row]) => inputOf("rows", table, row)),
      inputOf("chunk", 4, Buffer.from(await encodeChunk(Float64Array.of(1, 2, 4, 8))).toString("hex")),
      inputOf("chunk", 3, Buffer.from(await encodeChunk(Float64Array.of(0.1, NaN, -0))).toString("hex")),
      inputOf("values", [0, "NaN", "Infinity", 5e-324, 1e308, 0.1, 1, 2, 3]),
      inputOf(
        "values",
        Array.from({ length: 40 }, (_, index) => 1_790_000_000 + index * 0.25),
      ),
      inputOf("edits", { edits: [{ id: "s1", label: "l", tags: ["t"], note: "n", isPinned: true, baselineSince: 3 }] }),
    ];
  },
  async run(input) {
    const [kind, ...parts] = partsOf(input);
    await KINDS.get(String(kind))?.(await prepared(), parts);
    mustBeUnpolluted();
  },
  end: () => folder.end(),
};

const ROWS: readonly (readonly [string, object])[] = [
  ["sessions", { label: "l", status: "failed", algorithms: ["GA"], best: 3, gpus: ["g"], versions: { deap: "1" } }],
  ["sessions", { regressions: [{ metric: "m", kind: "worse", sentence: "s", ratio: 2 }], git_commit: "c", tags: [] }],
  ["runs", { run_id: "r", direction: ["minimize", "maximize"], parameters: { a: 1 }, solution: [1], seed: "x" }],
  ["runs", { start_time: 1, end_time: 2, best: "NaN", target: "-Infinity", evaluations: 3, iteration_count: 4 }],
  ["convergence", { iteration: 1, evaluations: 2, time: 3, best: 4 }],
  ["components", { name: "n", parent: "p", count: 2, total_seconds: 3, source_file: "f", source_line: 4 }],
  ["notes", { time: 1, level: "info", text: "t" }],
  ["alerts", { alert_id: "a", kind: "threshold", severity: "notice", time: 3, end_time: 4, value: 5, is_quiet: 1 }],
  ["resource_summaries", { metric: "m", labels: "{}", mean: 3, max: 4, count: 2 }],
  ["tags", { tag: "t", position: 3 }],
  ["baselines", { name: "n", created_time: 3 }],
];

type Check = (ready: Ready, parts: readonly unknown[]) => Promise<void> | void;

const KINDS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["detail", ({ sqlite }, [detail, tables]) => mustRead(sqlite, detailContents(sqlite, detail, tables))],
  ["patched detail", ({ sqlite, detail }, [patches]) => mustRead(sqlite, patched(detail, patches))],
  ["patched catalog", ({ sqlite, catalog }, [patches]) => mustOpen(sqlite, patched(catalog, patches))],
  ["rows", ({ sqlite, catalog }, [table, row]) => mustList(changedRows(sqlite, catalog, table, row))],
  ["chunk", (_, [count, hex]) => mustDecode(Number(count), Buffer.from(String(hex), "hex"))],
  ["values", (_, [values]) => mustComeBack(Float64Array.from(listOf(values).map((one) => fromWireNumber(one) ?? 0)))],
  ["edits", (_, [edits]) => mustReadEdits(JSON.stringify(edits) ?? "")],
]);

function prepared(): Promise<Ready> {
  return (ready ??= prepare());
}

async function prepare(): Promise<Ready> {
  const sqlite = await loadSqlite();
  const catalog = new Catalog(sqlite.open());
  catalog.put(smallSession());
  catalog.setBaseline("s1", 3);
  const contents = catalog.export();
  catalog.close();
  return { sqlite, detail: await encodeDetail(sqlite, smallSession()), catalog: contents };
}

/** The reader's own error, and no trap of the database: that would leave all that is in its memory in doubt. */
function unread(error: unknown): undefined {
  must(error instanceof UnreadableSession, `another error: ${String(error)}`);
  must(!(error.cause instanceof WebAssembly.RuntimeError), `SQLite fell: ${String(error.cause)}`);
  return undefined;
}

function mustRead(sqlite: Sqlite, contents: Uint8Array): void {
  try {
    const session = decodeDetail(sqlite, contents);
    mustList(entered(sqlite, session));
    // Values without a time, which only a hand gives them, find no place in another session.
    mustExport(session);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("broken promise")) throw error;
    unread(error);
  }
}

/** A catalog with a session; where that cannot be read, nothing stays open: databases have names by chance, and many of them meet. */
function entered(sqlite: Sqlite, session: RecordedSession): Catalog {
  const catalog = new Catalog(sqlite.open());
  try {
    catalog.put(session);
    return catalog;
  } catch (error) {
    catalog.close();
    throw error;
  }
}

async function mustOpen(sqlite: Sqlite, contents: Uint8Array): Promise<void> {
  rmSync(folder.path, { recursive: true, force: true });
  mkdirSync(folder.path);
  writeFileSync(join(folder.path, "history.db"), contents);
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const { catalog } = await CatalogFile.open(sqlite, { folder: folder.path, log: silentLog, onWarning });
  const isThere = readdirSync(folder.path).some((name) => name.endsWith(".db"));
  must(isThere, "a catalog is gone");
  must(warnings.length <= 1, `several warnings: ${warnings.join(" ")}`);
  mustList(catalog);
}

/** Asks a catalog for everything, then closes it. */
function mustList(catalog: Catalog): void {
  try {
    const { sessions, total } = catalog.list({});
    must(sessions.length === total, "a list of other length than it says");
    must(Array.isArray(catalog.runs({})) && Array.isArray(catalog.alerts({})), "no list");
    catalog.components("Evaluate", {});
    catalog.facts();
    catalog.edits();
    catalog.prunable();
    catalog.analysis.figures({});
    catalog.analysis.runs({ axis: "evaluations", groupBy: "algorithm", points: 100, filter: {} });
    for (const id of catalog.ids()) {
      const outline = catalog.outline(id);
      for (const table of outline?.tables.values() ?? []) must(table.rowCount >= 0, "no rows");
    }
  } finally {
    catalog.close();
  }
}

/** The catalog with the columns of one table set to what stands in a row, as far as its own rules allow. */
function changedRows(sqlite: Sqlite, contents: Uint8Array, table: unknown, row: unknown): Catalog {
  const database = sqlite.open(contents);
  const known = ROWS.find(([name]) => name === table)?.[0];
  for (const [column, value] of known !== undefined && isObject(row) ? Object.entries(row) : []) {
    try {
      database.run(`UPDATE ${known} SET "${column.replaceAll('"', "")}" = ?`, [cellOf(value)]);
    } catch {
      // There is no such column, or it may not hold this.
    }
  }
  return new Catalog(database);
}

function mustDecode(count: number, data: Uint8Array): void {
  try {
    const values = decodeChunk(data, count);
    must(values.length === count && count <= STORED_CHUNK_LENGTH, "a chunk of another length");
  } catch (error) {
    must(error instanceof Error && !error.message.startsWith("broken promise"), String(error));
    must(!/allocation|Array buffer|out of memory/i.test(error.message), `more memory than there is: ${error.message}`);
  }
}

async function mustComeBack(values: Float64Array): Promise<void> {
  const decoded = decodeChunk(await encodeChunk(values), values.length);
  must(isDeepStrictEqual([...decoded], [...values]), `${[...values].join()} came back as ${[...decoded].join()}`);
}

async function mustReadEdits(text: string): Promise<void> {
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(join(folder.path, "edits.json"), text);
  for (const { id, label, tags } of await readEdits(folder.path, silentLog))
    must(typeof id === "string" && typeof label === "string" && Array.isArray(tags), "edits that are none");
}
