import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importFile } from "../../src/engine/importFiles";
import { loadSqlite, type Sqlite } from "../../src/history/sqlite";
import { isObject } from "../../src/protocol/fields";
import { jsonExport } from "../../src/reports/exportJson";
import { must, mustBeUnpolluted, type FuzzTarget } from "../target";
import { cellOf, inputOf, listOf, partsOf, patched, smallSession, TargetFolder } from "./files";
import { mustSurviveExport, mustSurviveHistory } from "./sessions";

const folder = new TargetFolder();
const TIME = "2026-11-01 10:00:00.5";

/** Tables of Optuna, by their rows. */
const STUDY = {
  studies: [{ study_id: 1, study_name: "one" }],
  study_directions: [{ study_id: 1, direction: "MAXIMIZE", objective: 0 }],
  trials: [
    { trial_id: 1, number: 0, study_id: 1, state: "COMPLETE", datetime_start: TIME, datetime_complete: TIME },
    { trial_id: 2, number: 1, study_id: 1, state: "PRUNED", datetime_start: TIME, datetime_complete: TIME },
  ],
  trial_values: [{ trial_id: 1, objective: 0, value: 3.5, value_type: "FINITE" }],
  trial_params: [
    { trial_id: 1, param_name: "x", param_value: 1, distribution_json: '{"attributes":{"choices":["a","b"]}}' },
  ],
  study_system_attributes: [{ study_id: 1, key: "cma:1" }],
  trial_system_attributes: [{ trial_id: 1, key: "tpe:x" }],
};
const SPHERE = {
  version: "0.3.18",
  function_id: 1,
  function_name: "Sphere",
  maximization: false,
  algorithm: { name: "ES", info: "" },
  scenarios: [{ dimension: 5, path: "f1.dat", runs: [] }],
};
const DAT = "evaluations raw_y\n1 10\n4 12\n7 3.5\nevaluations raw_y\n1 9\n";

/** Files that others have made and a user imports. */
export const importers: FuzzTarget = {
  name: "importers",
  promise:
    "A file is imported or refused with a problem that names it; what was imported can be saved, listed and exported again.",
  longest: 16_000,
  async seeds() {
    const exported: unknown = JSON.parse([...jsonExport(smallSession())].join(""));
    return [
      inputOf("json", exported),
      inputOf("json", { report: 1, session: exported }),
      inputOf("ioh", SPHERE, DAT),
      inputOf("optuna", STUDY),
      inputOf("patched optuna", [
        [30, 1, 2],
        [3000, 7],
      ]),
      inputOf("patched optuna", [[4096]]),
    ];
  },
  async run(input) {
    rmSync(folder.path, { recursive: true, force: true });
    mkdirSync(folder.path);
    const [kind, ...parts] = partsOf(input);
    const sqlite = await loadSqlite();
    const file = WRITERS.get(String(kind))?.(sqlite, parts);
    if (file === undefined) return;
    const imported = await importFile(file);
    if (imported === undefined) return;
    must(imported.sessions.length + imported.problems.length > 0, "neither a session nor a problem");
    for (const problem of imported.problems) must(problem.length > 0 && problem.length < 1500, `a problem: ${problem}`);
    for (const session of imported.sessions) {
      mustSurviveExport(session);
      await mustSurviveHistory(session);
    }
    mustBeUnpolluted();
  },
  end: () => folder.end(),
};

type Writer = (sqlite: Sqlite, parts: readonly unknown[]) => string;

const WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ["json", (_, [value]) => written("session.json", JSON.stringify(value) ?? "")],
  [
    "ioh",
    (_, [head, data]) => {
      written("f1.dat", String(data));
      return written("IOHprofiler_f1.json", JSON.stringify(head) ?? "");
    },
  ],
  ["optuna", (sqlite, [tables]) => written("study.db", optunaContents(sqlite, tables))],
  ["patched optuna", (sqlite, [patches]) => written("study.db", patched(optunaContents(sqlite, STUDY), patches))],
]);

function written(name: string, contents: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, contents);
  return path;
}

function optunaContents(sqlite: Sqlite, tables: unknown): Uint8Array {
  const database = sqlite.open();
  for (const [table, columns] of Object.entries(STUDY)) {
    const names = Object.keys(columns[0] ?? {});
    database.execute(`CREATE TABLE ${table} (${names.join(", ")})`);
    for (const row of listOf(isObject(tables) ? tables[table] : undefined)) {
      const values = names.map((name) => cellOf(isObject(row) ? row[name] : row));
      database.run(`INSERT INTO ${table} VALUES (${names.map(() => "?").join(", ")})`, values);
    }
  }
  const contents = database.export();
  database.close();
  return contents;
}
