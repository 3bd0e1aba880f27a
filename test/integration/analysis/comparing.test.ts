import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Comparison } from "../../../src/protocol/comparison";
import type { SessionSummary } from "../../../src/protocol/session";
import type { RegressionReport, Trend } from "../../../src/protocol/trends";
import { PYTHON, until, Workbench, type Controller } from "../engine/workbench";
import { EXAMPLES } from "../examples/program";

let bench: Workbench;
let control: Controller;
beforeEach(async () => {
  bench = new Workbench();
  // The engine stays between the commands: starting it is most of what each would cost.
  control = await bench.control();
});
afterEach(() => bench.dispose());

/** Two algorithms, six seeds each; `factor` makes every final objective that much larger. */
const searches = (factor: number): string => `
import optimizer_monitor as om
for name, scale in (("CMA-ES", 0.01), ("GA", 0.2)):
    for seed in range(6):
        with om.run(name, problem="sphere", direction="minimize", budget=300, seed=seed, dimension=4,
                    parameters={"rate": seed % 2}) as run:
            for i in range(30):
                run.iteration(i, best=${factor} * scale * (1 + seed / 100) * (30 - i), evaluations=(i + 1) * 10)
`;

const record = async (label: string, code: string): Promise<void> => {
  const outcome = await bench.cli("run", "--label", label, "--", PYTHON, "-c", code);
  expect(outcome).toMatchObject({ code: 0 });
};

describe("comparing over the control socket", () => {
  it("compares the algorithms of the tour example by their own curves", async () => {
    const output = join(bench.folder, "results");
    const tour = [join(EXAMPLES, "tour/tour.py"), "--fast", "--workers", "1", "--output", output];
    for (const seed of ["1", "2"]) {
      const outcome = await bench.cli("run", "--label", "tour", "--", PYTHON, ...tour, "--seed", seed);
      expect(outcome.code, outcome.stderr).toBe(0);
    }
    const comparison = await control.request("compareRuns", { groupBy: "algorithm", axis: "evaluations", points: 100 });
    expect(comparison).toMatchObject({ runs: 6, sessions: 2, direction: "minimize" });
    const byName = new Map(comparison.groups.map((group) => [group.name, group]));
    expect([...byName.keys()].sort()).toEqual(["Ant Colony", "Genetic Algorithm", "Simulated Annealing"]);
    const details = await Promise.all(
      (await control.sessions()).map(({ id }) => control.request("getSession", { sessionId: id })),
    );
    for (const [name, group] of byName) {
      const finals = details.flatMap(({ runs }) => runs.filter(({ algorithm }) => algorithm === name));
      expect(group.best).toBe(Math.min(...finals.map(({ best }) => Number(best))));
      expect(group.cost).toBe(finals.reduce((sum, { evaluations = 0 }) => sum + evaluations, 0) / 2);
      expect(group.lines.map(({ y }) => y.at(-1)).sort()).toEqual(finals.map(({ best }) => best).sort());
      expect(group.ecdf?.share.at(-1)).toBeGreaterThan(0);
    }
    expect(comparison.pairs.map(({ verdict }) => verdict)).toEqual(["tooFew", "tooFew", "tooFew"]);
    const usage = await control.request("usagePatterns", {});
    expect(usage.algorithms.map(({ runs }) => runs)).toEqual([2, 2, 2]);
    const trend = await control.request("trend", { metric: "duration" });
    expect(trend).toMatchObject({ label: "tour", title: "Duration", unit: "s" });
    expect(trend.points).toHaveLength(2);
    const [component] = usage.components;
    const calls = await control.request("trend", { metric: `component:${component?.name}` });
    expect(calls.points).toHaveLength(2);
    expect(trend.metrics.map(({ metric }) => metric)).toContain(`component:${component?.name}`);
  });

  it("takes running sessions from memory, along time too", async () => {
    const code = `${searches(1)}\nprint("recorded", flush=True)\nimport sys; sys.stdin.read()`;
    const program = bench.python(code);
    await program.firstOutput;
    const comparison = await untilRuns(12);
    expect(comparison.groups.map(({ name, runs }) => [name, runs])).toEqual([
      ["CMA-ES", 6],
      ["GA", 6],
    ]);
    expect(comparison.axis).toBe("time");
    program.child.stdin?.end();
    await program.done;
  });
});

async function untilRuns(runs: number): Promise<Comparison> {
  for (;;) {
    const found = await control.request("compareRuns", { groupBy: "algorithm", axis: "time", points: 50 });
    const isComplete = found.groups.every(({ band }) => Number(band?.x.length) > 1);
    if (found.runs === runs && found.groups.length === 2 && isComplete) return found;
  }
}

describe("the command line", () => {
  it("says which algorithm is better, by figures", async () => {
    await record("search", searches(1));
    const { code, stdout } = await bench.cli("compare");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /CMA-ES is better than GA: median 0\.0103 vs 0\.205, A12 1\.00, p = 0\.031 \(Wilcoxon over shared seeds, Holm\), 6 vs 6 runs/,
    );
    const json = JSON.parse(
      (await bench.cli("compare", "search", "--by", "parameter:rate", "--json")).stdout,
    ) as Comparison;
    expect(json.groups.map(({ name, runs }) => [name, runs])).toEqual([
      ["0", 6],
      ["1", 6],
    ]);
    expect(await bench.cli("compare", "--by", "colour")).toMatchObject({ code: 2 });
    expect(await bench.cli("compare", "--fail-if-slower", "5%")).toMatchObject({ code: 2 });
  });

  it("fails with 3 where results are worse than the baseline's, and only then", async () => {
    await record("nightly", searches(1));
    expect(await bench.cli("compare", "--baseline", "nightly")).toMatchObject({ code: 1 });
    expect(await bench.cli("baseline", "set", "latest")).toMatchObject({ code: 0 });
    expect((await bench.cli("baseline", "list")).stdout).toMatch(/nightly/);
    await record("nightly", searches(1));
    const limits = ["--baseline", "nightly", "--fail-if-worse", "1%"];
    expect((await bench.cli("compare", ...limits)).code).toBe(0);

    await record("nightly", searches(1.5));
    const worse = await bench.cli("compare", ...limits);
    expect(worse.code).toBe(3);
    expect(worse.stdout.replaceAll("\u00a0", " ")).toMatch(
      /worse +Best objective of CMA-ES on sphere 50 % higher, 95 % CI 47 to 54 %, 6 vs 6 runs/,
    );
    expect((await bench.cli("compare", "--baseline", "nightly", "--fail-if-worse", "60%")).code).toBe(0);
    const report = JSON.parse((await bench.cli("compare", ...limits, "--json")).stdout) as RegressionReport;
    expect(report).toMatchObject({ label: "nightly" });
    expect(report.sessionIds).toHaveLength(1);

    const [newest, second, first] = JSON.parse(
      (await bench.cli("history", "list", "--json")).stdout,
    ) as SessionSummary[];
    expect(first?.isBaseline).toBe(true);
    expect(second?.regressions).toEqual([]);
    expect(newest?.regressions?.map(({ metric, kind }) => [metric, kind]).sort()).toEqual([
      ["best:CMA-ES on sphere", "worse"],
      ["best:GA on sphere", "worse"],
    ]);
  });

  it("tells controllers of regressions with the end of the session, and reports them", async () => {
    await record("nightly", searches(1));
    await bench.cli("baseline", "set", "latest");
    await record("nightly", searches(2));
    const told = await until("the verdict on the second session", () =>
      [...control.changed.values()].find(({ regressions }) => regressions !== undefined),
    );
    expect(told.regressions?.[0]).toMatchObject({ kind: "worse", ratio: expect.closeTo(2, 6) });
    const detail = await control.request("getSession", { sessionId: told.id });
    expect(detail.findings?.[0]).toMatchObject({ kind: "regression", severity: "problem" });

    const comparison = await bench.cli("report", "--compare", "--by", "session", "--format", "text");
    expect(comparison.stdout).toMatch(/^Comparison by session: sphere\n=+\n24 runs of 2 sessions that minimize/);
    const page = join(bench.folder, "period.html");
    expect(await bench.cli("report", "--since", "1d", "--output", page)).toMatchObject({ code: 0 });
    expect(readFileSync(page, "utf8")).toContain("is worse than its baseline");
    expect(await bench.cli("report", "--since", "yesterday")).toMatchObject({ code: 2 });
  });

  it("says when there are too few runs, and fails for that only if it is to be strict", async () => {
    await record("short", "pass");
    expect((await bench.cli("baseline", "set", "latest")).code).toBe(0);
    await record("short", "pass");
    const { code, stdout } = await bench.cli("compare", "--baseline", "short", "--fail-if-slower", "5%");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Duration: too few runs to compare, 1 vs 1 runs; 1 vs 5 are needed/);
    expect((await bench.cli("compare", "--baseline", "short", "--strict")).code).toBe(3);
    const trend = await bench.cli("trend", "duration", "--fail-on-regression");
    expect(trend.code).toBe(0);
    expect(trend.stdout).toMatch(/Duration of short: 2 sessions/);
    const json = JSON.parse((await bench.cli("trend", "memory", "--label", "short", "--json")).stdout) as Trend;
    expect(json).toMatchObject({ metric: "memory", unit: "B", label: "short" });
    expect(await bench.cli("trend", "nothing")).toMatchObject({ code: 1 });
    expect((await bench.cli("baseline", "unset", "latest")).code).toBe(0);
  });
});
