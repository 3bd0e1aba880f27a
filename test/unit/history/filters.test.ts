import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fits, inOrder } from "../../../src/engine/sessionFits";
import type { HistoryStore } from "../../../src/history/historyStore";
import type { SessionSummary } from "../../../src/protocol/session";
import { SESSION_FIGURES, type SessionFilter } from "../../../src/protocol/sessionFilter";
import { recordSession } from "./sessions";
import { TemporaryHistory } from "./temporaryHistory";

const history = new TemporaryHistory();
let store: HistoryStore;
let all: readonly SessionSummary[] = [];
const NOW = 2e9;

beforeAll(async () => {
  history.begin();
  store = await history.open();
  for (let number = 0; number < 12; number++) {
    const { detail, tables } = recordSession({
      id: `s${number}`,
      label: number % 3 === 0 ? "Nightly" : `run ${number}`,
      startTime: 1e9 + (number % 5) * 1000,
      runs: 1 + (number % 3),
      iterations: 3 + number,
      problem: number % 2 === 0 ? "Rastrigin" : "sphere",
      tags: number % 4 === 0 ? ["Night", "a"] : [],
    });
    const commit = (number % 3 === 0 ? "33f6" : "ab12").padEnd(40, "0");
    const session: SessionSummary = {
      ...detail.session,
      ...(number % 2 === 0 ? { git: { commit, branch: "Main", isDirty: number === 4 } } : {}),
      ...(number === 5 ? { note: "Größe geprüft" } : {}),
      ...(number === 6 ? { best: "Infinity" as const } : {}),
      ...(number % 5 === 0 ? { isPinned: true } : {}),
      endTime: detail.session.startTime + number * 10,
    };
    await store.save({ tables, detail: { ...detail, session } });
  }
  await store.setBaseline("s3", 5);
  all = store.list({}).sessions;
});
afterAll(() => history.end());

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined, freq: 2 });
const bound = fc.constantFrom(0, 1, 2, 5, 50, 70, 90, 450, 1000, 1e9, 1e9 + 2000);
const filters = fc
  .record({
    text: maybe(fc.constantFrom("night", "NIGHT", "größe", "run 1", "%", "")),
    words: maybe(fc.subarray(["ga", "tour", "RAST", "a"])),
    algorithm: maybe(fc.constantFrom("ga", "PSO", "G", "none")),
    problem: maybe(fc.constantFrom("rastrigin", "Sphere", "sph")),
    tag: maybe(fc.constantFrom("night", "A", "b")),
    label: maybe(fc.constantFrom("Nightly", "nightly", "run 1")),
    commit: maybe(fc.constantFrom("33F6", "ab1", "0", "")),
    branch: maybe(fc.constantFrom("main", "dev")),
    isPinned: maybe(fc.boolean()),
    isBaseline: maybe(fc.boolean()),
    from: maybe(bound),
    ranges: maybe(
      fc.array(fc.record({ figure: fc.constantFrom(...SESSION_FIGURES), min: maybe(bound), max: maybe(bound) }), {
        maxLength: 2,
      }),
    ),
    sort: maybe(fc.record({ by: fc.constantFrom(...SESSION_FIGURES), descending: fc.boolean() })),
  })
  .map((filter) => JSON.parse(JSON.stringify(filter)) as SessionFilter);

describe("a filter", () => {
  it("means the same to the history and to sessions that are not in it yet", () => {
    const found = new Set<number>();
    fc.assert(
      fc.property(filters, (filter) => {
        const page = store.list(filter);
        const expected = all.filter((summary) => fits(summary, filter, NOW)).sort(inOrder(filter, NOW));
        expect(page.sessions.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        expect(page.total).toBe(expected.length);
        found.add(page.total);
      }),
      { numRuns: 1500 },
    );
    expect(found.size).toBeGreaterThan(4);
  });

  it("finds what it is for", () => {
    const ids = (filter: SessionFilter): string[] =>
      store
        .list(filter)
        .sessions.map(({ id }) => id)
        .sort();
    expect(ids({ commit: "33f6", branch: "main" })).toEqual(["s0", "s6"]);
    expect(ids({ words: ["größe", "sphere"] })).toEqual(["s5"]);
    expect(ids({ isPinned: true })).toEqual(["s0", "s10", "s5"]);
    expect(ids({ isBaseline: true })).toEqual(["s3"]);
    expect(ids({ ranges: [{ figure: "duration", min: 100 }] })).toEqual(["s10", "s11"]);
    expect(store.list({ sort: { by: "best", descending: true } }).sessions.at(-1)?.id).toBe("s6");
  });

  it("counts the duration of a session that runs to now", () => {
    const [first] = all;
    if (first === undefined) throw new Error("there is no session");
    const { endTime: _end, ...running } = { ...first, status: "running" as const };
    const filter: SessionFilter = { ranges: [{ figure: "duration", min: 60, max: 70 }] };
    expect([59, 60, 71].map((seconds) => fits(running, filter, first.startTime + seconds))).toEqual([
      false,
      true,
      false,
    ]);
  });
});
