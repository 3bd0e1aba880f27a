// Newer sessions against a baseline, where samples do not deviate at all, so that every percentage can be seen from the figures.
import { describe, expect, it } from "vitest";
import {
  allVerdicts,
  metricVerdict,
  newerSample,
  regressionVerdicts,
  type VerdictSample,
} from "../../../src/analysis/trends/regressions";
import type { SessionFigures } from "../../../src/analysis/trends/sessionFigures";
import type { RegressionVerdict } from "../../../src/protocol/trends";
import { figures, plain } from "./trendSessions";

const said = (verdicts: readonly RegressionVerdict[]): string[] =>
  verdicts.map(({ kind, sentence }) => `${kind}: ${plain(sentence)}`);

const of = (sessions: readonly SessionFigures[]): VerdictSample => ({ sessions, runs: [] });

const three = (...given: Parameters<typeof figures>): SessionFigures[] => [1, 2, 3].map(() => figures(...given));

describe("the sessions that speak for a commit", () => {
  const git = { commit: "1a2b3c4d5e", isDirty: false };
  const row = Array.from({ length: 25 }, (_, index) => figures(String(index), 1, { git }));
  const ids = (some: readonly SessionFigures[], id: string): string[] =>
    newerSample(some, id).map(({ summary }) => summary.id);

  it("are twenty at most, the newest, and none after the one that is asked for", () => {
    expect(ids(row, "24")).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 5)));
    expect(ids(row, "2")).toEqual(["0", "1", "2"]);
    expect(ids(row, "0")).toEqual(["0"]);
  });

  it("are one alone where no commit is known, though those before know none either", () => {
    expect(ids([figures("0", 1), figures("1", 1)], "1")).toEqual(["1"]);
  });
});

describe("verdicts on sessions", () => {
  const baseline = three(
    "before",
    10,
    { evaluations: 1000, peakRssBytes: 1e9 },
    {
      "resource:process_cpu_percent": 100,
      "component:Evaluation": 0.02,
      "total:Evaluation": 8,
      "component:Setup": 0.5,
      "total:Setup": 0.5,
      "component:Report": 0.1,
      "total:Report": 0.1,
      "component:Idle": 0,
      "total:Idle": 0,
    },
  );
  const newer = three(
    "since",
    15,
    { evaluations: 1200, peakRssBytes: 0.9e9 },
    {
      "resource:process_cpu_percent": 80,
      "component:Evaluation": 0.01,
      "total:Evaluation": 5,
      "component:Setup": 0.5,
      "total:Setup": 0.5,
      "component:Idle": 2,
      "total:Idle": 2,
    },
  );
  const [first, ...others] = newer;
  const once = { "component:Report": 0.2, "total:Report": 1, "component:New": 1, "total:New": 1 };
  const withReport =
    first === undefined ? [] : [{ ...first, values: new Map([...first.values, ...Object.entries(once)]) }, ...others];

  it("are of every figure that both have, the worst first, then what is not worse", () => {
    expect(said(allVerdicts(of(withReport), of(baseline)))).toEqual([
      "worse: Duration 50 % slower, 95 % CI 50 to 50 %, 3 vs 3 runs",
      "worse: Evaluations per second 20 % lower, 95 % CI 20 to 20 %, 3 vs 3 runs",
      "worse: CPU time 20 % more, 95 % CI 20 to 20 %, 3 vs 3 runs",
      "better: Evaluation, mean of a call 50 % faster, 95 % CI 50 to 50 %, 3 vs 3 runs",
      "better: Peak memory 10 % less, 95 % CI 10 to 10 %, 3 vs 3 runs",
      "same: Setup, mean of a call unchanged, 95 % CI 0 to 0 %, 3 vs 3 runs",
      "tooFew: Report, mean of a call: too few runs to compare, 1 vs 3 runs; 1 vs 5 are needed",
      "noRatio: Idle, mean of a call: no ratio where a median is negative or the baseline's is zero, 3 vs 3 runs",
    ]);
  });

  it("hold the metric and its ratio, and none where there is none", () => {
    const [duration] = allVerdicts(of(newer), of(baseline));
    expect(duration?.metric).toBe("duration");
    expect(duration?.ratio).toBeCloseTo(1.5, 12);
    const last = allVerdicts(of(newer), of(baseline)).at(-1);
    expect(Object.keys(last ?? {}).sort()).toEqual(["kind", "metric", "sentence"]);
  });

  it("that tell a person something are changes only, where anything was tested", () => {
    const kinds = regressionVerdicts(of(withReport), of(baseline)).map(({ kind }) => kind);
    expect(kinds).toEqual(["worse", "worse", "worse", "better", "better"]);
    const unchanged = three("since", 10, {}, { "component:Idle": 1, "total:Idle": 1 });
    expect(regressionVerdicts(of(unchanged), of(baseline))).toEqual([]);
  });

  it("say one thing where nothing could be tested: too few, or that no ratio is there", () => {
    const instant = three("instant", 0, { peakRssBytes: 0 });
    const noRatio = "no ratio where a median is negative or the baseline's is zero, 3 vs 3 runs";
    expect(said(regressionVerdicts(of(instant), of(instant)))).toEqual([`noRatio: Duration: ${noRatio}`]);
    const [one] = three("one", 5, { peakRssBytes: 5 });
    const mixed = one === undefined ? [] : [one, ...instant.slice(0, 1).map(withoutMemory), ...instant.slice(1, 2)];
    expect(said(regressionVerdicts(of(mixed), of(instant)))).toEqual([
      "tooFew: Peak memory: too few runs to compare, 2 vs 3 runs; 3 vs 3 are needed",
    ]);
  });

  it("leave out what one side does not have", () => {
    const memory = three("memory", 10, { peakRssBytes: 1 });
    expect(allVerdicts(of(memory), of(three("none", 10))).map(({ metric }) => metric)).toEqual(["duration"]);
    expect(allVerdicts(of(three("none", 10)), of(memory)).map(({ metric }) => metric)).toEqual(["duration"]);
    expect([metricVerdict("memory", [], [1, 2, 3]), metricVerdict("memory", [1], [])]).toEqual([undefined, undefined]);
  });

  it("leave out components below a hundredth of all the time, however they changed", () => {
    const timed = (seconds: number) => three("s", 100, {}, { "component:Log": seconds, "total:Log": seconds });
    const metrics = (a: number, b: number) => allVerdicts(of(timed(a)), of(timed(b))).map(({ metric }) => metric);
    // 600 s in all.
    expect(metrics(1.5, 0.5)).toEqual(["component:Log", "duration"]);
    expect(metrics(1.4, 0.5)).toEqual(["duration"]);
  });

  it("are those of chance where many figures were tested", () => {
    // Welch's p on logarithms is 0.0280 for these (SciPy), and twice as much where two figures are tested.
    const durations = [
      [10.4, 11, 10.7, 11.2],
      [10, 10.5, 9.8, 10.3],
    ];
    const samples = (more: { readonly peakRssBytes?: number }): VerdictSample[] =>
      durations.map((some) => of(some.map((duration) => figures("s", duration, more))));
    const verdicts = (more: { readonly peakRssBytes?: number }): string[] => {
      const [since, before] = samples(more);
      return since === undefined || before === undefined ? [] : said(allVerdicts(since, before));
    };
    const sentence = "Duration 6.6 % slower, 95 % CI 1 to 13 %, 4 vs 4 runs";
    expect(verdicts({})).toEqual([`worse: ${sentence}`]);
    expect(verdicts({ peakRssBytes: 5e8 })).toEqual([
      `same: ${sentence}; not significant after Holm's correction`,
      "same: Peak memory unchanged, 95 % CI 0 to 0 %, 4 vs 4 runs",
    ]);
  });
});

describe("the verdict on one metric", () => {
  const verdict = (metric: string, better?: "lower" | "higher"): string[] =>
    said([metricVerdict(metric, [12, 12, 12], [10, 10, 10], better)].flatMap((one) => one ?? []));

  it("has a direction where the metric or who asks has one", () => {
    expect(verdict("memory")).toEqual(["worse: Peak memory 20 % more, 95 % CI 20 to 20 %, 3 vs 3 runs"]);
    expect(verdict("best", "higher")).toEqual(["better: Best objective 20 % higher, 95 % CI 20 to 20 %, 3 vs 3 runs"]);
    expect(verdict("iterations")).toEqual(["same: Iterations 20 % higher, 95 % CI 20 to 20 %, 3 vs 3 runs"]);
  });
});

function withoutMemory(one: SessionFigures): SessionFigures {
  const { peakRssBytes: _, ...summary } = one.summary;
  return { ...one, summary };
}
