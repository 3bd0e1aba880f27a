import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importFile } from "../../../../src/engine/importFiles";
import { loadSqlite } from "../../../../src/history/sqlite";
import type { RecordedSession } from "../../../../src/model/recordedSession";
import { runTable } from "../../../../src/model/metrics";
import type { ImportedFile } from "../../../../src/reports/importers/importer";

const PYTHON = "/usr/bin/python3";
const HAS_OPTUNA = existsSync("/usr/lib/python3/dist-packages/optuna");

/** Two studies with trials of all kinds; prints what Optuna itself says of them. */
const STUDIES = `
import json, sys, warnings
warnings.simplefilter("ignore")
import optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = "sqlite:///" + sys.argv[1]
def objective(trial):
    x, kind, n = trial.suggest_float("x", -1, 1), trial.suggest_categorical("kind", ["a", None, True]), trial.suggest_int("n", 1, 5)
    if trial.number == 2:
        trial.report(1.0, 0)
        raise optuna.TrialPruned()
    if trial.number == 4:
        raise ValueError()
    return float("-inf") if trial.number == 0 else n - x * x
one = optuna.create_study(storage=storage, study_name="one", direction="maximize", sampler=optuna.samplers.RandomSampler(seed=1))
one.optimize(objective, n_trials=9, catch=(ValueError,))
one.enqueue_trial({"x": 0.5})
two = optuna.create_study(storage=storage, directions=["minimize", "maximize"], sampler=optuna.samplers.NSGAIISampler(seed=1))
two.optimize(lambda trial: (trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)), n_trials=12)
optuna.create_study(storage=storage, study_name="empty")
grid = optuna.create_study(storage=storage, study_name="grid", sampler=optuna.samplers.GridSampler({"x": [1, 2]}))
grid.optimize(lambda trial: trial.suggest_int("x", 1, 2))
complete = [trial for trial in one.trials if trial.state.name == "COMPLETE"]
print(json.dumps({
    "numbers": [trial.number for trial in complete],
    "values": [trial.value if trial.number > 0 else "-Infinity" for trial in complete],
    "ends": [trial.datetime_complete.timestamp() for trial in complete],
    "begin": one.trials[0].datetime_start.timestamp(),
    "best": one.best_value,
    "solution": one.best_params,
    "front": sorted(trial.values for trial in two.best_trials),
}))
`;

interface Told {
  readonly numbers: readonly number[];
  readonly values: readonly unknown[];
  readonly ends: readonly number[];
  readonly begin: number;
  readonly best: number;
  readonly solution: object;
  readonly front: readonly (readonly number[])[];
}

let folder: string;
let told: Told;
let contents: Buffer;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "optuna-"));
  if (!HAS_OPTUNA) return;
  told = JSON.parse(execFileSync(PYTHON, ["-c", STUDIES, join(folder, "study.db")], { encoding: "utf8" })) as Told;
  contents = readFileSync(join(folder, "study.db"));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(bytes: Uint8Array): Promise<ImportedFile | undefined> {
  const path = join(folder, "read.db");
  writeFileSync(path, bytes);
  return importFile(path);
}

/** The studies after some statements. */
async function changed(...statements: readonly string[]): Promise<ImportedFile | undefined> {
  // SQLite writes into the bytes that it was given.
  const database = (await loadSqlite()).open(Uint8Array.from(contents));
  try {
    database.execute("PRAGMA foreign_keys = OFF");
    for (const statement of statements) database.execute(statement);
    return await read(database.export());
  } finally {
    database.close();
  }
}

function column(session: RecordedSession | undefined, key: string): readonly (number | undefined)[] {
  const table = session?.tables.get(runTable("study"));
  const values = table?.columns.get(key)?.values;
  return Array.from({ length: table?.rowCount ?? 0 }, (_, row) => values?.at(row));
}

describe.skipIf(!HAS_OPTUNA)("the import of Optuna's studies", () => {
  it("makes a session of each study: its complete trials, as Optuna tells them", async () => {
    const file = await read(contents);
    expect(file?.problems).toEqual(['The study "empty" of read.db cannot be imported: it has no complete trial.']);
    const one = file?.sessions[0];
    expect(one?.detail.session).toMatchObject({
      label: "one",
      kind: "imported",
      tags: ["imported"],
      status: "completed",
    });
    expect(one?.detail.session.startTime).toBeCloseTo(told.begin, 5);
    expect(one?.detail.runs).toMatchObject([
      { direction: "maximize", library: "Optuna", problem: "one", dimension: 3, evaluations: 9, best: told.best },
    ]);
    expect(one?.detail.runs[0]?.solution).toEqual(told.solution);
    expect(one?.detail.notes.map(({ text }) => text)).toEqual([
      "Of 10 trials, the curve leaves out 1 pruned, 1 failed, 1 waiting.",
    ]);
    const values = told.values.map(Number);
    expect(column(one, "iteration")).toEqual(told.numbers);
    expect(column(one, "current")).toEqual(values);
    expect(column(one, "best")).toEqual(values.map((_, index) => Math.max(...values.slice(0, index + 1))));
    for (const [row, time] of column(one, "time").entries()) expect(time).toBeCloseTo(told.ends[row] ?? NaN, 5);
  });

  it("keeps the front of several objectives, and tells the sampler where the study does", async () => {
    const [one, two, grid] = (await read(contents))?.sessions ?? [];
    expect([one, grid].map((session) => session?.detail.session.algorithms)).toEqual([["Optuna"], ["GridSampler"]]);
    const [run] = two?.detail.runs ?? [];
    expect(run).toMatchObject({ algorithm: "NSGAIISampler", direction: ["minimize", "maximize"], iterationCount: 12 });
    expect(run).not.toHaveProperty("problem");
    expect([...(run?.front ?? [])].sort(([a], [b]) => Number(a) - Number(b))).toEqual(told.front);
    expect(column(two, "front_size").at(-1)).toBe(told.front.length);
  });

  it("gives a study the same id when it has gone on", async () => {
    const ids = (file: ImportedFile | undefined): unknown => file?.sessions.map(({ detail }) => detail.session.id);
    const grown = await changed(
      "UPDATE trials SET state = 'COMPLETE', datetime_start = '2099-01-01 00:00:00', datetime_complete = '2099-01-01 00:00:01' WHERE state = 'WAITING'",
      "INSERT INTO trial_values (trial_id, objective, value, value_type) SELECT trial_id, 0, 99.5, 'FINITE' FROM trials WHERE datetime_start LIKE '2099%'",
    );
    expect(grown?.sessions[0]?.detail.session.best).toBe(99.5);
    expect(ids(grown)).toEqual(ids(await read(contents)));
    expect(new Set(ids(grown) as string[]).size).toBe(3);
  });

  it("reads values without a type, as versions before 3 wrote them, and files with a write-ahead log", async () => {
    const old = await changed(
      "CREATE TABLE older AS SELECT trial_id, objective, CASE value_type WHEN 'INF_NEG' THEN -9e999 ELSE value END AS value FROM trial_values",
      "DROP TABLE trial_values",
      "CREATE TABLE trial_values (trial_id INTEGER, objective INTEGER, value FLOAT)",
      "INSERT INTO trial_values SELECT * FROM older",
    );
    expect(column(old?.sessions[0], "current")).toEqual(told.values.map(Number));
    const logged = Buffer.from(contents);
    logged.fill(2, 18, 20);
    expect((await read(logged))?.sessions).toHaveLength(3);
    writeFileSync(join(folder, "read.db-wal"), "x");
    const open = await read(logged);
    rmSync(join(folder, "read.db-wal"));
    expect(open?.problems).toEqual([
      expect.stringMatching(/^read\.db cannot be imported: a program still writes to it; /),
    ]);
  });

  it.each([
    [["DROP TABLE studies"], "read.db cannot be imported: it is a database without Optuna studies."],
    [
      ["DROP TABLE studies", "CREATE VIEW studies AS SELECT 1 AS study_id, 'v' AS study_name"],
      /without Optuna studies\.$/,
    ],
    [["DELETE FROM studies"], "read.db cannot be imported: it holds no study."],
    [
      ["ALTER TABLE trials DROP COLUMN datetime_complete"],
      /its table trials has no datetime_complete; .*storage upgrade/,
    ],
    [
      ["UPDATE trials SET datetime_start = 'soon'"],
      /study "one" of read\.db .*"datetime_start" must be a date and a time/,
    ],
    [["UPDATE trials SET datetime_start = NULL, datetime_complete = NULL"], /"datetime_complete" must be a time/],
    [["UPDATE trial_values SET value = 'high'"], /"value" must be a number, got "high"/],
    [["DELETE FROM trial_values"], /trial 0 has no value of objective 0/],
    [["UPDATE trial_params SET distribution_json = '{'"], /a distribution is no JSON/],
  ])("names what is wrong: %j", async (statements, problem) => {
    expect((await changed(...statements))?.problems).toContainEqual(
      typeof problem === "string" ? problem : expect.stringMatching(problem),
    );
  });

  it("says that a file is cut off, and leaves alone what is no database", async () => {
    const cut = await read(contents.subarray(0, 9000));
    expect(cut).toEqual({ sessions: [], problems: [expect.stringMatching(/^read\.db cannot be imported: /)] });
    expect(await read(Buffer.from("no database"))).toBeUndefined();
  });

  it("tells of damage, and never fails of it", async () => {
    const damage = fc.array(fc.tuple(fc.nat(contents.length - 101), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 400,
    });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(contents.length - 100), fc.boolean(), async (bytes, end, isCut) => {
        const damaged = Buffer.from(contents.subarray(0, isCut ? 100 + end : contents.length));
        for (const [at, byte] of bytes) if (100 + at < damaged.length) damaged[100 + at] = byte;
        const file = await read(damaged);
        expect(file?.sessions.length === 0 ? file.problems.length : 1).toBeGreaterThan(0);
        for (const problem of file?.problems ?? []) expect(problem).toMatch(/read\.db cannot be imported: .+\.$/s);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
