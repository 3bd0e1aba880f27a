// The words of findings at their borders, findings that are said together, and findings about a baseline.
import { describe, expect, it } from "vitest";
import type { RunFacts } from "../../../src/analysis/verdicts/facts";
import { regressionFindings } from "../../../src/analysis/verdicts/regressionFindings";
import { frontWords } from "../../../src/analysis/verdicts/runWords";
import { verdicts } from "../../../src/analysis/verdicts/verdicts";
import { counted, elapsed, inSentence, percentOf, roughly } from "../../../src/analysis/verdicts/words";
import type { RegressionVerdict } from "../../../src/protocol/trends";
import { count, run, said, session } from "./facts";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("words", () => {
  it("round shares to what can be read", () => {
    const shares = [0.000499, 0.0005, 0.0994, 0.0995, 0.995, 1.5];
    expect(shares.map(percentOf).map(plain)).toEqual(["under 0.1 %", "0.1 %", "9.9 %", "10 %", "100 %", "150 %"]);
  });

  it("change from seconds over minutes and hours to days", () => {
    const seconds = [89.9, 90, 5399, 5400, 172_799, 172_800];
    expect(seconds.map(roughly).map(plain)).toEqual(["90 s", "2 min", "90 min", "2 h", "48 h", "2 days"]);
  });

  it("have no fractions of a second that passed", () => {
    const seconds = [0.4, 59.4, 59.5, 59.9, 60, 3600];
    expect(seconds.map(elapsed).map(plain)).toEqual([
      "0 s",
      "59 s",
      "1 min 0 s",
      "1 min 0 s",
      "1 min 0 s",
      "1 h 0 min",
    ]);
  });

  it("leave names as they are that only hold a word", () => {
    const names = ["loadData", "Load data", "Load_data", "Load 2", "Load Data()"];
    expect(names.map(inSentence)).toEqual(["loadData", "load data", "Load_data", "Load 2", "Load Data()"]);
  });

  it("count one and many", () => {
    expect([0, 1, 2].map((number) => counted(number, "point"))).toEqual(["0 points", "1 point", "2 points"]);
  });

  it("tell a front's hypervolume, size and spacing", () => {
    const front = { size: 45, spacing: 0.0214 };
    expect(frontWords(run([0.87], { front }))).toBe("; hypervolume 0.87, 45 points, spacing 0.021 of its ranges");
    expect(frontWords(run([0.87], { front: { size: 1 } }))).toBe("; hypervolume 0.87, 1 point");
    expect(frontWords(run([0.87]))).toBe("");
  });
});

describe("findings", () => {
  const stalled = (index: number): RunFacts =>
    run(
      count(100).map((iteration) => 1000 - Math.min(50, iteration)),
      { id: `r${index}`, name: `GA ${index}` },
    );

  it("of two runs are said apart, of three together", () => {
    const of = (length: number) => verdicts(session({ runs: count(length).map(stalled) }));
    expect(of(2)).toMatchObject([{ target: { runId: "r0" } }, { target: { runId: "r1" } }]);
    const together = of(3);
    expect(said(together)).toEqual([
      "notice: Three runs have stalled — for example GA 0 has stalled: no improvement for 49 iterations (49 % of the run)",
    ]);
    expect(together[0]?.target).toEqual({ kind: "convergence" });
  });

  it("are said together only with those of the same kind", () => {
    const reached = count(3).map((index) => run(count(40), { id: `t${index}`, target: 5 }));
    const runs = [...count(3).map(stalled), ...reached];
    expect(verdicts(session({ runs })).map(({ title }) => title)).toEqual([
      "Three runs have stalled",
      "Three runs reached their targets",
    ]);
  });

  it("that are said together are as grave as the gravest of them, which stands for them", () => {
    const solver = (name: string, status: RunFacts["status"]): RunFacts =>
      run([2, 1], { name, status, gap: { times: [1], values: [0.2] } });
    const runs = [solver("A", "running"), solver("B", "completed"), solver("C", "running")];
    const [only, ...others] = said(verdicts(session({ runs })));
    expect(others).toEqual([]);
    expect(only).toMatch(/^notice: Three runs have a gap to their bounds — for example B ended with a gap of 20 %: /);
  });

  it("that are no runs' are never said together", () => {
    const utilization = count(20).map((index) => (index < 12 ? 0 : 90));
    const gpus = count(3).map((index) => ({ name: `GPU ${index}`, utilization, isUsed: true }));
    expect(verdicts(session({ gpus }))).toHaveLength(3);
    const worse = { metric: "memory", kind: "worse", sentence: "Peak memory 9\u00a0% more", ratio: 1.09 } as const;
    const found = verdicts(session({ regressions: [worse, worse, worse] }));
    expect(found).toHaveLength(3);
    expect(verdicts(session())).toEqual([]);
  });
});

describe("findings about a baseline", () => {
  const verdict = (more: Partial<RegressionVerdict>): RegressionVerdict => ({
    metric: "duration",
    kind: "worse",
    sentence: "Duration 34\u00a0% slower, 95\u00a0% CI 28 to 41\u00a0%, 12 vs 10 runs",
    ratio: 1.34,
    ...more,
  });
  const severities = (...ratios: readonly number[]): string[] =>
    ratios.map((ratio) => regressionFindings([verdict({ ratio })])[0]?.severity ?? "");

  it("are problems where a twentieth was lost, whichever way is worse", () => {
    expect(severities(1.05, 1.06, 1 / 1.04, 1 / 1.06, 0)).toEqual([
      "notice",
      "problem",
      "notice",
      "problem",
      "problem",
    ]);
    const { ratio: _, ...ranked } = verdict({ metric: "best:GA" });
    expect(regressionFindings([ranked])[0]?.severity).toBe("problem");
    expect(regressionFindings([verdict({ kind: "better" })])[0]?.severity).toBe("good");
  });

  it("are the three largest of each kind, and none of what did not change", () => {
    const sentence = (index: number): string => `Change ${index}`;
    const many = (kind: RegressionVerdict["kind"], from: number): RegressionVerdict[] =>
      count(4).map((index) => verdict({ kind, sentence: sentence(from + index) }));
    const found = regressionFindings([...many("better", 0), ...many("same", 10), ...many("worse", 20)]);
    expect(found.map(({ title }) => title)).toEqual(
      [20, 21, 22, 0, 1, 2].map((index) => `${sentence(index)} against the baseline`),
    );
    expect(regressionFindings([...many("tooFew", 0), ...many("noRatio", 0)])).toEqual([]);
  });

  it("take a sentence without figures as it is", () => {
    expect(regressionFindings([verdict({ sentence: "Duration slower" })])).toMatchObject([
      { kind: "regression", title: "Duration slower against the baseline", evidence: "" },
    ]);
  });

  it("lead to what changed", () => {
    const target = (metric: string): unknown => regressionFindings([verdict({ metric })])[0]?.target;
    expect(target("component:Load")).toEqual({ kind: "component", name: "Load" });
    expect(target("memory")).toEqual({ kind: "resource", resource: "memory" });
    expect(target("cpuSeconds")).toEqual({ kind: "resource", resource: "cpu" });
    expect(target("duration")).toEqual({ kind: "convergence" });
    expect(target("best:component:x")).toEqual({ kind: "convergence" });
  });
});
