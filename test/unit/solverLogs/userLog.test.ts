// Formats that users define, and the answer to "what does this line become?".
import { describe, expect, it } from "vitest";
import { parseLogMatchers, type LogMatcherRule } from "../../../src/protocol/logMatchers";
import { readSettings } from "../../../src/protocol/settings";
import { formatsFor } from "../../../src/solverLogs/printedRuns";
import { tryLines } from "../../../src/solverLogs/tryLine";
import { runsOf } from "./readLog";

const GENERATIONS: LogMatcherRule = {
  name: "my GA",
  pattern: "^gen (?<iteration>\\d+): best (?<best>\\S+) mean (?<mean>\\S+)(?: stall (?<stall>\\d+))?",
};

describe("a user's format", () => {
  it("reads iterations, its own metrics too; one that starts anew is the next run", () => {
    const log = "gen 0: best 9 mean 12\ngen 1: best 7.5 mean 1,200.5 stall 3\nother\ngen 0: best 8 mean nan\n";
    const [first, second, ...more] = runsOf(log, 5, [GENERATIONS]);
    expect(more).toEqual([]);
    expect(first?.start).toMatchObject({ algorithm: "my GA", library: "my GA", direction: "minimize" });
    expect(first?.iterations).toMatchObject([
      { iteration: 0, best: 9, mean: 12 },
      { iteration: 1, best: 7.5, mean: 1200.5, stall: 3 },
    ]);
    expect(first?.end).toMatchObject({ status: "completed", best: 7.5 });
    expect(second?.iterations).toMatchObject([{ iteration: 0, best: 8 }]);
    expect(second?.end).toBeUndefined();
  });

  it("begins and ends where its patterns say so, with what they name", () => {
    const rule: LogMatcherRule = {
      name: "solver",
      start: "^Solving (?<problem>\\w+) with (?<algorithm>\\w+), (?<dimension>\\d+) variables",
      pattern: "obj=(?<best>\\S+) gap=(?<gap>\\S+)",
      end: "^Done: (?<best>\\S+) after (?<evaluations>\\d+), (?<termination>\\w+)",
      direction: "maximize",
    };
    const log =
      "obj=1 gap=50%\nSolving tsp with SA, 12 variables\nobj=2 gap=50%\nobj=3 gap=0.1\nDone: 4 after 99, time\nobj=5 gap=0\n";
    expect(runsOf(log, 9, [rule])).toMatchObject([
      {
        start: { algorithm: "SA", problem: "tsp", dimension: 12, direction: "maximize" },
        iterations: [
          { iteration: 1, best: 2, gap: 0.5 },
          { iteration: 2, best: 3, gap: 0.1 },
        ],
        end: { status: "completed", best: 4, evaluations: 99, termination: "time" },
      },
    ]);
  });

  it("is asked before the known ones", () => {
    const rule = { name: "mine", pattern: "Integer solution of (?<best>\\S+) found" };
    const runs = runsOf("Cbc0012I Integer solution of -5 found by x after 1 iterations and 2 nodes\n", 100, [rule]);
    expect(runs.map(({ start }) => start["algorithm"])).toEqual(["mine"]);
  });

  it("cannot make the engine wait, whatever its expression", () => {
    const rule = { name: "evil", pattern: "^(a+)+(?<best>b)$" };
    const started = performance.now();
    runsOf(`${"a".repeat(4000)}!\n`.repeat(20), 10_000, [rule]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    [{ name: "x", pattern: "(?<best>" }, /x: .*parenthes|x: .*missing|x: /],
    [{ name: "x", pattern: "(?<best>a)(?=b)" }, /x: /],
    [{ name: "x", pattern: "best \\d+" }, /no named groups/],
    [{ name: "x", pattern: "(?<time>\\d+)" }, /cannot be called “time”/],
  ])("that cannot be used is named: %j", (rule, reason) => {
    const { formats, problems } = formatsFor([rule, GENERATIONS]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(reason);
    expect(formats[0]?.name).toBe("my GA");
  });
});

describe("the setting", () => {
  it("accepts what is whole and names what is wrong", () => {
    expect(parseLogMatchers([GENERATIONS])).toEqual([GENERATIONS]);
    expect(parseLogMatchers("x")).toMatch(/list of matchers/);
    expect(parseLogMatchers([{ name: "x" }])).toMatch(/number 1: "pattern" must be a regular expression, got nothing/);
    expect(parseLogMatchers([{ name: "x", pattern: "y", direction: "up" }])).toMatch(/minimize, maximize/);
    const { settings, problems } = readSettings((key) => (key === "logMatchers" ? [1] : undefined));
    expect(settings.logMatchers).toEqual([]);
    expect(problems).toEqual([
      expect.stringMatching(/logMatchers: \[1\] is not a list of matchers .*; using \[\] instead/),
    ]);
  });
});

describe("trying a line", () => {
  it("shows what each format makes of it, without the lines before", () => {
    const line = "  1234   567 infeasible   20      42387.0000 42790.0000  0.95%   9.0    5s";
    const findings = tryLines(line, [GENERATIONS]);
    expect(findings.map(({ name, isOwn, matches }) => [name, isOwn, matches])).toEqual([
      ["my GA", true, false],
      ["Gurobi", false, true],
    ]);
    expect(findings[1]?.events).toContainEqual(expect.objectContaining({ best: 42387, bound: 42790, nodes: 1234 }));
  });

  it.each([
    ["CBC", "Cbc0010I After 1000 nodes, 13 on tree, -25591 best solution, best possible -25853.411 (0.35 seconds)"],
    ["GLPK", "+ 88296: mip =   4.252500000e+04 <=   4.264200000e+04   0.3% (13353; 3516)"],
    [
      "HiGHS",
      " L    9187      97      4270  94.60%   -26676.360374   -26579   0.37%   785   14   9979   55139     2.5s",
    ],
    [
      "SCIP",
      "r 0.1s|  1 |  0 |  88 |  - |randroun|   0 | 104 |  70 |  75 |   5 |  1 |   0 |   0 | 2.35e+03 | 2.70e+03 |  15.01%| unknown",
    ],
    ["CPLEX", "*   531   210      integral     0    42387.0000    42800.0000     4939    0.97%"],
    ["pycma", "  100    800 3.517009120914713e-07 3.9e+00 1.10e-03  2e-04  4e-04 0:00.1"],
    ["SciPy", "differential_evolution step 3: f(x)= 2.44426"],
  ])("knows a single line of %s", (name, line) => {
    const [finding] = tryLines(line, []);
    expect(finding).toMatchObject({ name, matches: true });
    expect(finding?.events.some(({ type }) => type === "iteration")).toBe(true);
  });

  it("names an expression that cannot be used", () => {
    const [finding] = tryLines("x", [{ name: "broken", pattern: "(" }]);
    expect(finding).toMatchObject({ name: "broken", matches: false });
    expect(finding?.problem).toBeDefined();
  });
});
