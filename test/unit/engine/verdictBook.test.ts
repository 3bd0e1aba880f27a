import { describe, expect, it } from "vitest";
import { VerdictBook } from "../../../src/engine/verdictBook";
import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";

const START = 1_700_000_000;

function session(): SessionState {
  const state = new SessionState(
    { id: "s", label: "tour", kind: "task", startTime: START },
    { host: "a", platform: "linux", coreCount: 8, memoryBytes: 32e9 },
  );
  for (let second = 0; second < 60; second++) load(state, second, 100);
  return state;
}

function load(state: SessionState, second: number, percent: number): void {
  state.addSamples(SAMPLE_TABLES.process, START + second, { process_cpu_percent: percent });
}

const titles = (book: VerdictBook, state: SessionState, second: number): string[] =>
  book.on(state, state.detail, START + second).findings.map(({ title }) => title);

describe("the verdict book", () => {
  it("looks again after two seconds while a session runs, and no sooner", () => {
    const book = new VerdictBook();
    const state = session();
    expect(titles(book, state, 60)).toEqual(["One of eight cores works"]);
    for (let second = 60; second < 600; second++) load(state, second, 790);
    const first = book.on(state, state.detail, START + 61.9);
    expect(first.findings.map(({ title }) => title)).toEqual(["One of eight cores works"]);
    expect(titles(book, state, 62)).toEqual(["All eight cores work"]);
  });

  it("looks once after the end", () => {
    const book = new VerdictBook();
    const state = session();
    titles(book, state, 60);
    state.finish({ status: "completed", time: START + 60.5 });
    const final = book.on(state, state.detail, START + 61);
    expect(book.on(state, state.detail, START + 9_000)).toBe(final);
  });
});

describe("the figures beside the findings", () => {
  function converged(): SessionState {
    const state = session();
    state.apply({ type: "run_start", run: "r", algorithm: "GA", direction: "minimize", target: 10 }, "c", START);
    for (let i = 0; i <= 100; i++) {
      const values = { best: 100 * 0.96 ** i, evaluations: 20 * i };
      state.apply({ type: "iteration", run: "r", iteration: i, values: NamedNumbers.of(values) }, "c", START + i / 2);
    }
    state.apply({ type: "run_end", run: "r", status: "completed" }, "c", START + 50);
    return state;
  }

  it("say what a run had cost when it was half way, at its target and at its last improvement", () => {
    const state = converged();
    const [figures] = new VerdictBook().on(state, state.detail, START + 60).convergence;
    // 100 · 0.96^i ≤ 10 from i = 57 on; half of the improvement from i = 17 on.
    expect(figures?.target).toEqual({ seconds: 28.5, iteration: 57, evaluations: 1140 });
    expect(figures?.milestones[0]).toEqual({ fraction: 0.5, seconds: 8.5, iteration: 17, evaluations: 340 });
    expect(figures?.lastImprovement).toEqual({ seconds: 50, iteration: 100, evaluations: 2000 });
    expect(figures?.stalledShare).toBe(0);
    expect(figures?.forecast).toBeUndefined();
    expect(figures?.anytime?.reference).toBe("target");
  });

  it("sum up each resource, with the extremes of all samples", () => {
    const state = session();
    load(state, 60, 700);
    const { usage } = new VerdictBook().on(state, state.detail, START + 61);
    const cpu = usage.figures.find(({ metric }) => metric === "process_cpu_percent");
    expect(cpu).toMatchObject({ unit: "%", low: 100, peak: 700 });
    expect(usage.busyCores).toBeCloseTo((59 * 1 + 4) / 60, 6);
    expect(usage.memoryGrowth).toBeUndefined();
  });
});
