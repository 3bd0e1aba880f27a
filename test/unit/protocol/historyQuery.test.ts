import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHistoryQuery, HISTORY_QUERY_HELP, parseHistoryQuery } from "../../../src/protocol/historyQuery";
import { neighbour } from "../../../src/protocol/queryValues";
import { SESSION_FIGURES, type MetricRange, type SessionFilter } from "../../../src/protocol/sessionFilter";

const NOW = 1_795_600_000;
const local = (...parts: [number, number, number, number?, number?]): number => new Date(...parts).getTime() / 1000;

function parsed(text: string): SessionFilter {
  const result = parseHistoryQuery(text, NOW);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function reason(text: string): string {
  const result = parseHistoryQuery(text, NOW);
  return result.ok ? `accepted: ${JSON.stringify(result.value)}` : result.reason;
}

describe("parseHistoryQuery", () => {
  it("reads every kind of word", () => {
    const text =
      'ga tag:night status:failed problem:rastrigin algorithm:"Simulated annealing" commit:33f6 branch:main ' +
      'after:2026-11-01 before:2026-11-20 is:pinned not:baseline sort:-duration label:"GA \\"on\\" tours" "two words"';
    expect(parsed(text)).toEqual({
      words: ["ga", "two words"],
      tag: "night",
      status: "failed",
      problem: "rastrigin",
      algorithm: "Simulated annealing",
      commit: "33f6",
      branch: "main",
      from: local(2026, 10, 1),
      to: neighbour(local(2026, 10, 20), -1),
      isPinned: true,
      isBaseline: false,
      sort: { by: "duration", descending: true },
      label: 'GA "on" tours',
    });
    expect(parsed("")).toEqual({});
    expect(parsed("  \n ")).toEqual({});
  });

  it("reads figures with their units, and joins the bounds of one", () => {
    const text = "best<0.1 duration>5m memory>=2GB evaluations>1e6 runs:3 cpu:<=50% iterations>=10 iterations<100";
    expect(parsed(text).ranges).toEqual([
      { figure: "best", max: neighbour(0.1, -1) },
      { figure: "duration", min: neighbour(300, 1) },
      { figure: "memory", min: 2e9 },
      { figure: "evaluations", min: neighbour(1e6, 1) },
      { figure: "runs", min: 3, max: 3 },
      { figure: "cpu", max: 50 },
      { figure: "iterations", min: 10, max: neighbour(100, -1) },
    ]);
    expect(parsed("duration>=1h30m memory<=512MiB best>=-.5e-3").ranges).toEqual([
      { figure: "duration", min: 5400 },
      { figure: "memory", max: 2 ** 29 },
      { figure: "best", min: -0.0005 },
    ]);
  });

  it("reads times by day, by minute, from now and as Unix seconds", () => {
    expect(parsed("after:2026-11-01T12:30").from).toBe(local(2026, 10, 1, 12, 30));
    expect(parsed("after:7d").from).toBe(NOW - 7 * 86_400);
    expect(parsed("after:@12.5").from).toBe(12.5);
    const { from = 0, to = 0 } = parsed("on:today");
    expect([from <= NOW, NOW <= to, new Date(from * 1000).getHours()]).toEqual([true, true, 0]);
    expect(parsed("on:yesterday").to).toBe(neighbour(from, -1));
  });

  it("is quick about long words that are no number, and short about them", () => {
    const began = performance.now();
    expect(reason(`after:${"9".repeat(9000)}x`)).toMatch(/expected a time such as/);
    expect(reason(`duration>${"1".repeat(9000)}x`).length).toBeLessThan(300);
    expect(reason(`${"status".repeat(1000)}:failed`).length).toBeLessThan(500);
    // Before, thirty digits took minutes.
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it("names the word that it cannot read, and what it expected", () => {
    expect(reason("statsu:failed")).toMatch(
      /^"statsu:failed": there is no field "statsu"; the fields are .*status.*quotation marks\.$/,
    );
    expect(reason("status:done")).toBe(
      '"status:done": expected one of running, completed, failed, stopped, interrupted, not "done".',
    );
    expect(reason("duration>soon")).toBe('"duration>soon": expected a duration such as 30s, 5m or 1h30m, not "soon".');
    expect(reason("memory>2parsecs")).toMatch(/expected a size such as 500MB/);
    expect(reason("best<")).toBe('"best<" is not complete: say what comes after "<".');
    expect(reason("tag:")).toMatch(/is not complete/);
    expect(reason("after:2026-02-30")).toMatch(/expected a time such as 2026-11-01.*not "2026-02-30"/);
    expect(reason("on:7d")).toMatch(/"7d" is no day/);
    expect(reason("tag<5")).toBe('"tag<5": "tag" is followed by ":", not by "<".');
    expect(reason("sort:name")).toMatch(/expected one of start, duration, best/);
    expect(reason("tag:a tag:b")).toMatch(/"tag:b".*only once/);
    expect(reason('label:"open')).toMatch(/quotation mark .* is open/);
    expect(parsed('"statsu:failed"')).toEqual({ words: ["statsu:failed"] });
  });

  it("accepts every example of its help", () => {
    for (const { example } of HISTORY_QUERY_HELP) expect(parseHistoryQuery(example, NOW)).toMatchObject({ ok: true });
  });

  it("never throws, and refuses with a sentence", () => {
    const pieces = fc.array(
      fc.constantFrom("best", "tag", "after", "on", ":", "<", ">=", '"', "\\", " ", "5m", "-", "é", "@"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          pieces.map((list) => list.join("")),
        ),
        (text) => {
          const result = parseHistoryQuery(text, NOW);
          if (!result.ok) expect(result.reason).toMatch(/[.]$/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }).map((value) => value + 0);
const nice = fc.oneof(
  finite,
  fc.integer(),
  fc.nat().map((value) => value / 100),
);
const time = fc.oneof(
  fc.double({ noNaN: true, min: 0, max: 4e9 }),
  fc
    .date({ min: new Date(2000, 0, 1), max: new Date(2099, 0, 1), noInvalidDate: true })
    .map((date) => date.setHours(0, 0, 0, 0) / 1000),
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const range: fc.Arbitrary<MetricRange> = fc
  .record({
    figure: fc.constantFrom(...SESSION_FIGURES),
    min: nice,
    max: nice,
    which: fc.constantFrom("min", "max", "both", "same"),
  })
  .map(({ figure, min, max, which }) => ({
    figure,
    ...(which === "max" ? {} : { min }),
    ...(which === "min" ? {} : { max: which === "same" ? min : max }),
  }));
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("a b", "tag:x", "best<1", '"', "\\", "-x", 'say "a"'),
);
const filters = fc
  .record({
    words: maybe(fc.array(text, { minLength: 1, maxLength: 4 })),
    algorithm: maybe(text),
    problem: maybe(text),
    tag: maybe(text),
    label: maybe(text),
    commit: maybe(text),
    branch: maybe(text),
    status: maybe(fc.constantFrom("running" as const, "failed" as const)),
    isPinned: maybe(fc.boolean()),
    isBaseline: maybe(fc.boolean()),
    from: maybe(time),
    to: maybe(time),
    ranges: maybe(fc.uniqueArray(range, { minLength: 1, maxLength: 5, selector: ({ figure }) => figure })),
    sort: maybe(fc.record({ by: fc.constantFrom(...SESSION_FIGURES), descending: fc.boolean() })),
  })
  .map(
    (filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as SessionFilter,
  );

describe("formatHistoryQuery", () => {
  it("writes what is read as the same filter", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parsed(formatHistoryQuery(filter))).toEqual(filter);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes what a person would", () => {
    const query =
      'ga algorithm:"Simulated annealing" tag:night status:failed is:pinned after:2026-11-01 before:2026-11-20 ' +
      "best<0.1 duration>5m memory>=2GB sort:-duration";
    expect(formatHistoryQuery(parsed(query))).toBe(query);
    expect(formatHistoryQuery({ text: "two words", limit: 5, offset: 3 })).toBe('"two words"');
    expect(formatHistoryQuery({})).toBe("");
  });
});
