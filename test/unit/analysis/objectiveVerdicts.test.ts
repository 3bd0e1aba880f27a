// Final objectives of newer sessions against those of a baseline.
import { describe, expect, it } from "vitest";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import { allVerdicts } from "../../../src/analysis/trends/regressions";
import type { RunSummary } from "../../../src/protocol/session";
import { comparedRun } from "./comparedRuns";
import { plain } from "./trendSessions";

const runs = (best: readonly RunSummary["best"][], more: Partial<RunSummary> = {}): ComparedRun[] =>
  best.map((value, index) =>
    comparedRun(String(index), [], { ...more, ...(value === undefined ? {} : { best: value }) }),
  );

const said = (newer: readonly ComparedRun[], baseline: readonly ComparedRun[]): string[] =>
  allVerdicts({ sessions: [], runs: newer }, { sessions: [], runs: baseline }).map(
    ({ kind, sentence }) => `${kind}: ${plain(sentence)}`,
  );

const CERTAIN = "95 % CI 20 to 20 %, 3 vs 3 runs";

describe("final objectives", () => {
  const [ten, twelve, eight] = [
    [10, 10, 10],
    [12, 12, 12],
    [8, 8, 8],
  ];

  it("are judged by the direction of the runs, and by their ratio where they are positive", () => {
    const maximize = { direction: "maximize" } as const;
    expect(said(runs(twelve), runs(ten))).toEqual([`worse: Best objective of GA on sphere 20 % higher, ${CERTAIN}`]);
    expect(said(runs(eight), runs(ten))).toEqual([`better: Best objective of GA on sphere 20 % lower, ${CERTAIN}`]);
    expect(said(runs(twelve, maximize), runs(ten, maximize))).toEqual([
      `better: Best objective of GA on sphere 20 % higher, ${CERTAIN}`,
    ]);
    expect(said(runs(eight, maximize), runs(ten, maximize))).toEqual([
      `worse: Best objective of GA on sphere 20 % lower, ${CERTAIN}`,
    ]);
  });

  it("are those of one algorithm on one problem in one direction; what one side does not have is left out", () => {
    const newer = [
      ...runs(twelve, { problem: "ackley" }),
      ...runs(eight, { algorithm: "PSO" }),
      ...runs(ten),
      ...runs(ten, { problem: "only here" }),
      ...runs(eight, { problem: "turned", direction: "maximize" }),
    ];
    const baseline = [
      ...runs(ten),
      ...runs(ten, { problem: "ackley" }),
      ...runs(ten, { algorithm: "PSO" }),
      ...runs(ten, { problem: "only there" }),
      ...runs(ten, { problem: "turned" }),
    ];
    expect(said(newer, baseline)).toEqual([
      `worse: Best objective of GA on ackley 20 % higher, ${CERTAIN}`,
      `better: Best objective of PSO on sphere 20 % lower, ${CERTAIN}`,
      "same: Best objective of GA on sphere unchanged, 95 % CI 0 to 0 %, 3 vs 3 runs",
    ]);
  });

  it("need no problem to be named", () => {
    const unnamed = (best: readonly number[]): ComparedRun[] =>
      runs(best).map(({ session, run: { problem: _, ...run } }) => ({ session, run }));
    expect(said(unnamed(twelve), unnamed(ten))).toEqual([`worse: Best objective of GA 20 % higher, ${CERTAIN}`]);
  });

  it("do not count where there is none, where it is not finite, and where there are several", () => {
    const odd = runs([undefined, "NaN", "Infinity", "-Infinity"]);
    const several = runs(eight, { direction: ["minimize", "maximize"] });
    expect(said([...odd, ...several, ...runs(twelve)], [...odd, ...several, ...runs(ten)])).toEqual([
      `worse: Best objective of GA on sphere 20 % higher, ${CERTAIN}`,
    ]);
    expect(said(odd, odd)).toEqual([]);
  });
});

describe("final objectives that are not all positive", () => {
  const title = "Best objective of GA on sphere";
  const [low, high] = [
    [-4, -3, -2, 0],
    [1, 2, 3, 4],
  ];
  const [lowest, highest] = ["−2.5", "2.5"];

  it("are judged by their ranks", () => {
    // Of 70 ways to choose four of eight ranks one is as low: p is 2 / 70.
    expect(said(runs(low), runs(high))).toEqual([
      `better: ${title} better: median ${lowest} vs ${highest}, Mann–Whitney, 4 vs 4 runs`,
    ]);
    expect(said(runs(high), runs(low))).toEqual([
      `worse: ${title} worse: median ${highest} vs ${lowest}, Mann–Whitney, 4 vs 4 runs`,
    ]);
    const maximize = { direction: "maximize" } as const;
    expect(said(runs(low, maximize), runs(high, maximize))).toEqual([
      `worse: ${title} worse: median ${lowest} vs ${highest}, Mann–Whitney, 4 vs 4 runs`,
    ]);
  });

  it("are unchanged where ranks do not tell, and where all of them found the optimum of zero", () => {
    // Two of twenty: p is 0.1.
    expect(said(runs([-4, -3, -2]), runs([1, 2, 3]))).toEqual([
      `same: ${title} unchanged: median −3 vs 2, Mann–Whitney, 3 vs 3 runs`,
    ]);
    expect(said(runs([0, 0, 0, 0]), runs([0, 0, 0, 0]))).toEqual([
      `same: ${title} unchanged: median 0 vs 0, Mann–Whitney, 4 vs 4 runs`,
    ]);
  });

  it("need three runs on each side", () => {
    expect(said(runs([-1]), runs([-1, -2, -3, -4, -5, -6]))).toEqual([
      `tooFew: ${title}: too few runs to compare, 1 vs 6 runs; 3 vs 3 are needed`,
    ]);
  });

  it("are not significant by themselves where several were tested", () => {
    const two = (best: readonly number[]): ComparedRun[] => [...runs(best), ...runs([0, 0, 0], { algorithm: "PSO" })];
    // 4 / 70 after Holm's correction.
    expect(said(two(high), two(low))[0]).toBe(
      `same: ${title} worse: median 2.5 vs −2.5, Mann–Whitney, 4 vs 4 runs; not significant after Holm's correction`,
    );
  });

  it("come in the order of how far apart their ranks are", () => {
    const before = [0, 1, 2, 3, 4, 5];
    const nearly = [4.5, 6, 7, 8, 9, 10];
    const below = before.map((value) => value - 10);
    const maximize = { direction: "maximize", algorithm: "PSO" } as const;
    expect(
      said([...runs(nearly), ...runs(below, maximize)], [...runs(before), ...runs(before, maximize)]).map(
        (sentence) => sentence.split(":")[1],
      ),
    ).toEqual([" Best objective of PSO on sphere worse", ` ${title} worse`]);
  });
});
