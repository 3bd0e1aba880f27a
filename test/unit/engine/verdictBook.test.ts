import { describe, expect, it } from "vitest";
import { VerdictBook } from "../../../src/engine/verdictBook";
import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";

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
  book.on(state, state.detail, START + second).map(({ title }) => title);

describe("the verdict book", () => {
  it("looks again after two seconds while a session runs, and no sooner", () => {
    const book = new VerdictBook();
    const state = session();
    expect(titles(book, state, 60)).toEqual(["One of eight cores works"]);
    for (let second = 60; second < 600; second++) load(state, second, 790);
    const first = book.on(state, state.detail, START + 61.9);
    expect(first.map(({ title }) => title)).toEqual(["One of eight cores works"]);
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
