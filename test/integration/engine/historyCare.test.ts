import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SessionSummary } from "../../../src/protocol/session";
import { ended, killEngine, launch, RawClient } from "./helpers";
import { PYTHON, Workbench, type Controller } from "./workbench";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  // The engine stays between the commands: starting it is most of what each would cost.
  controller = await bench.control();
});
afterEach(() => bench.dispose());

const program = (name: string, best: number): string => `
import optimizer_monitor as om
with om.run(${JSON.stringify(name)}, problem="sphere", direction="minimize", library="deap 1.4.1") as run:
    for i in range(200):
        run.iteration(i, best=${best} + 199 - i, evaluations=(i + 1) * 10)
`;

async function record(label: string, algorithm: string, best: number): Promise<void> {
  const outcome = await bench.cli("run", "--label", label, "--", PYTHON, "-c", program(algorithm, best));
  expect(outcome.code).toBe(0);
}

async function listed(...query: readonly string[]): Promise<readonly SessionSummary[]> {
  const { code, stdout, stderr } = await bench.cli("history", "list", "--json", ...query);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as SessionSummary[];
}

const labels = (sessions: readonly SessionSummary[]): string[] => sessions.map(({ label }) => label);

function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: bench.folder, encoding: "utf8" }).trim();
}

describe("a session", () => {
  it("knows its commit, branch and versions, also after the engine was killed", async () => {
    git("init", "-q", "-b", "main");
    git("commit", "-q", "--allow-empty", "-m", "first");
    const commit = git("rev-parse", "HEAD");
    await record("one", "GA", 1);
    const shown = JSON.parse((await bench.cli("history", "show", "latest", "--json")).stdout) as SessionSummary;
    expect(shown).toMatchObject({
      git: { commit, branch: "main", isDirty: false },
      machine: { versions: { deap: "1.4.1", python: expect.stringMatching(/^3\./) as string } },
    });
    expect(labels(await listed(`commit:${commit.slice(0, 6)}`, "branch:main"))).toEqual(["one"]);

    const { sessionId } = await controller.request("startLaunch", launch("cut off", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "c", session: "cut off", runtime: "julia 1.10.0", libraries: ["Evolutionary 0.11.1", 5] });
    await expect
      .poll(async () => (await controller.sessions()).find(({ id }) => id === sessionId)?.git)
      .toMatchObject({ commit });
    await controller.request("setNote", { sessionId: sessionId ?? "", note: "watch this" });
    await controller.request("setPinned", { sessionId: sessionId ?? "", isPinned: true });
    await killEngine(bench);
    const again = await bench.control();
    const [session] = (await ended(again, 2)).filter(({ id }) => id === sessionId);
    expect(session).toMatchObject({ git: { commit, branch: "main" }, note: "watch this", isPinned: true });
    const { machine } = await again.request("getSession", { sessionId: sessionId ?? "" });
    expect(machine.versions).toEqual({ julia: "1.10.0", Evolutionary: "0.11.1" });
  });
});

describe("the command line's history", () => {
  it("finds, notes, tags, pins, renames and deletes", async () => {
    await record("first", "GA", 5);
    await record("second", "PSO", 1);
    expect(labels(await listed("sort:best"))).toEqual(["second", "first"]);
    expect(labels(await listed("algorithm:ga", "best>=5", "evaluations=2000"))).toEqual(["first"]);
    const id = (await listed("first"))[0]?.id ?? "";
    for (const words of [
      ["note", id, "slow", "disk"],
      ["tag", id, "night", "a"],
      ["tag", id, "a", "--remove"],
      ["pin", id],
      ["rename", id, "renamed"],
    ])
      expect(await bench.cli("history", ...words)).toMatchObject({ code: 0, stderr: "" });
    expect(await listed("is:pinned")).toMatchObject([{ id, label: "renamed", note: "slow disk", tags: ["night"] }]);
    expect((await bench.cli("history", "show", id)).stdout).toMatch(/note: slow disk/);
    expect((await bench.cli("history", "facts")).stdout).toMatch(/Sessions +2 \(1 pinned\)[^]*GA, PSO[^]*night/);
    expect(await bench.cli("history", "delete", id)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/deletes 1 session for good; say --yes/) as string,
    });
    expect((await bench.cli("history", "delete", id, "--yes")).code).toBe(0);
    expect(labels(await listed())).toEqual(["second"]);
    const wrong = await bench.cli("history", "list", "bset<1");
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/no field "bset"/) as string });
    expect((await bench.cli("history", "frobnicate")).code).toBe(2);
  });

  it("prunes by flags or settings, after a dry run that changes nothing, and never what is pinned", async () => {
    await record("kept", "GA", 1);
    await bench.cli("history", "pin", "latest");
    await record("goes", "GA", 1);
    await record("stays", "GA", 1);
    const dry = await bench.cli("prune", "--sessions", "2", "--dry-run");
    expect(dry).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 session would go:[^]*goes[^]*nothing was/) as string,
    });
    expect(labels(await listed())).toEqual(["stays", "goes", "kept"]);
    const report = JSON.parse((await bench.cli("prune", "--sessions", "2", "--json")).stdout) as object;
    expect(report).toMatchObject({ isDryRun: false, removed: [{ label: "goes" }], thinned: [] });
    expect(labels(await listed())).toEqual(["stays", "kept"]);
    mkdirSync(join(bench.folder, ".vscode"), { recursive: true });
    writeFileSync(join(bench.folder, ".vscode", "settings.json"), '{"optimizerMonitor.history.retention.sessions": 1}');
    expect((await bench.cli("prune")).stdout).toMatch(/1 session went/);
    expect(labels(await listed())).toEqual(["kept"]);
    expect((await bench.cli("prune")).stdout).toBe("Nothing to prune.\n");
    expect(await bench.cli("prune", "--days", "-1")).toMatchObject({ code: 2 });
  });

  it("imports what it exported, and merges the history of another workspace, each session once", async () => {
    await record("one", "GA", 1);
    await record("two", "PSO", 2);
    const out = join(bench.folder, "out");
    mkdirSync(out);
    await bench.cli("export", "latest", "--format", "json", "--output", join(out, "two.json"));
    writeFileSync(join(out, "broken.json"), '{"schema": 99}');
    writeFileSync(join(out, "README.txt"), "no session");
    const before = JSON.parse((await bench.cli("export", "latest", "--format", "json")).stdout) as object;
    await bench.cli("history", "delete", "latest", "--yes");

    const imported = await bench.cli("history", "import", out);
    expect(imported).toMatchObject({
      code: 1,
      stdout: "1 session taken in.\n",
      stderr: expect.stringMatching(/broken\.json is no exported session/) as string,
    });
    expect(JSON.parse((await bench.cli("export", "latest", "--format", "json")).stdout)).toEqual(before);
    expect((await bench.cli("history", "import", join(out, "two.json"))).stdout).toBe(
      "0 sessions taken in, 1 were there already.\n",
    );
    expect(await bench.cli("history", "import", join(out, "README.txt"))).toMatchObject({ code: 1 });
    expect((await bench.cli("history", "import", join(out, "nowhere"))).stderr).toMatch(/There is nothing at/);

    const other = new Workbench();
    try {
      const theirs = join(other.folder, ".optimizer-monitor");
      cpSync(join(bench.folder, ".optimizer-monitor"), theirs, { recursive: true });
      const state = readdirSync(theirs).map((name) => [name, statSync(join(theirs, name)).mtimeMs]);
      await bench.cli("history", "delete", "latest", "--yes");
      const merged = await bench.cli("history", "merge", other.folder);
      expect(merged).toMatchObject({ code: 0, stdout: "1 session taken in, 1 were there already.\n", stderr: "" });
      expect(labels(await listed()).sort()).toEqual(["one", "two"]);
      expect(readdirSync(theirs).map((name) => [name, statSync(join(theirs, name)).mtimeMs])).toEqual(state);
    } finally {
      await other.dispose();
    }
    expect((await bench.cli("history", "merge", bench.folder)).stderr).toMatch(/this workspace's own history/);
    expect((await bench.cli("history", "merge", out)).stderr).toMatch(/holds no history/);
  });

  it("imports the IOHprofiler data that it exported: the same curves, once", async () => {
    await record("one", "GA", 1);
    await record("two", "PSO/2", 2);
    const out = join(bench.folder, "ioh");
    const data = ["export", "--query", "problem:sphere", "--format", "iohprofiler", "--output"];
    expect(await bench.cli(...data, out)).toMatchObject({ code: 0, stderr: "" });
    for (const { id } of await listed()) await bench.cli("history", "delete", id, "--yes");

    const imported = await bench.cli("history", "import", out);
    expect(imported).toMatchObject({ code: 0, stdout: "2 sessions taken in.\n", stderr: "" });
    const sessions = await listed();
    expect(labels(sessions).sort()).toEqual(["GA on sphere", "PSO/2 on sphere"]);
    expect(sessions).toMatchObject([1, 2].map(() => ({ kind: "imported", tags: ["imported"], runCount: 1 })));
    expect((await bench.cli("history", "import", out)).stdout).toBe("0 sessions taken in, 2 were there already.\n");
    const again = join(bench.folder, "again");
    expect(await bench.cli(...data, again)).toMatchObject({ code: 0 });
    const dats = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".dat"));
    expect(dats).toHaveLength(2);
    for (const name of dats)
      expect(readFileSync(join(again, name), "utf8")).toBe(readFileSync(join(out, name), "utf8"));
    expect(
      readFileSync(join(out, dats.sort()[0] ?? ""), "utf8")
        .split("\n")
        .slice(0, 3),
    ).toEqual(["evaluations raw_y", "10 200", "20 199"]);
  });

  it.skipIf(!existsSync("/usr/lib/python3/dist-packages/optuna"))(
    "imports an Optuna study beside what else lies in its folder, once",
    async () => {
      const folder = join(bench.folder, "studies");
      mkdirSync(folder);
      writeFileSync(join(folder, "broken.db"), "SQLite format 3\0");
      const study = `
import sys, optuna
study = optuna.create_study(storage="sqlite:///" + sys.argv[1], study_name="parabola")
study.optimize(lambda trial: trial.suggest_float("x", -1, 1) ** 2, n_trials=6)
print(study.best_value)`;
      const best = execFileSync(PYTHON, ["-W", "ignore", "-c", study, join(folder, "study.db")], { stdio: "pipe" });
      const imported = await bench.cli("history", "import", folder);
      expect(imported).toMatchObject({ code: 1, stdout: "1 session taken in.\n" });
      expect(imported.stderr).toMatch(/broken\.db cannot be imported: /);
      expect(await listed()).toMatchObject([
        { label: "parabola", kind: "imported", tags: ["imported"], iterationCount: 6, best: Number(best.toString()) },
      ]);
      expect((await bench.cli("history", "import", join(folder, "study.db"))).stdout).toBe(
        "0 sessions taken in, 1 were there already.\n",
      );
    },
  );
});
