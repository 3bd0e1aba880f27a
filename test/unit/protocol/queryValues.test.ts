import { describe, expect, it } from "vitest";
import { figureText, neighbour, parseFigure, parseTime, timeText } from "../../../src/protocol/queryValues";
import type { SessionFigure } from "../../../src/protocol/sessionFilter";

/** A local time in Unix seconds. */
const at = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  new Date(year, month - 1, day, hour, minute, second).getTime() / 1000;
const NOW = at(2026, 3, 15, 10, 20, 30);

describe("a bound of a figure", () => {
  it.each<readonly [SessionFigure, string, number]>([
    ["duration", "90", 90],
    ["duration", "1h30m", 5400],
    ["duration", "250ms", 0.25],
    ["duration", "2min", 120],
    ["duration", "1W2D", 777_600],
    ["memory", "512", 512],
    ["memory", "2GB", 2e9],
    ["memory", "1kib", 1024],
    ["memory", "3MiB", 3 * 2 ** 20],
    ["memory", "1.5tb", 1.5e12],
    ["memory", "7b", 7],
    ["cpu", "50%", 50],
    ["cpu", "50", 50],
    ["best", "-1e-3", -0.001],
    ["best", ".5", 0.5],
    ["runs", "+5.", 5],
    ["start", "today", at(2026, 3, 15)],
    ["start", "7d", NOW - 7 * 86_400],
  ])("%s:%s is %d", (figure, text, value) => {
    expect(parseFigure(figure, text, NOW)).toEqual({ ok: true, value });
  });

  it.each<readonly [SessionFigure, string, string]>([
    ["duration", "5x", "a duration such as 30s, 5m or 1h30m"],
    ["duration", "", "a duration such as 30s, 5m or 1h30m"],
    ["duration", "1h 30m", "a duration such as 30s, 5m or 1h30m"],
    ["memory", "2XB", "a size such as 500MB or 2GB"],
    ["memory", "GB", "a size such as 500MB or 2GB"],
    ["memory", "1constructor", "a size such as 500MB or 2GB"],
    ["cpu", "50%%", "a percentage such as 50 or 50%"],
    ["cpu", "%50", "a percentage such as 50 or 50%"],
    ["best", "1e999", "a number such as 0.1 or 1e6"],
    ["best", "fast", "a number such as 0.1 or 1e6"],
    ["start", "soon", "a time such as 2026-11-01, 2026-11-01T12:30, today, yesterday or 7d"],
  ])("%s:%s is refused: %s", (figure, text, reason) => {
    expect(parseFigure(figure, text, NOW)).toEqual({ ok: false, reason });
  });

  it("is no negative zero, which is written as another number", () => {
    const zero = parseFigure("best", "-0", NOW);
    expect(zero.ok && Object.is(zero.value, 0)).toBe(true);
  });
});

describe("a time", () => {
  const span = (text: string): unknown => {
    const found = parseTime(text, NOW);
    return found.ok ? found.value : found.reason;
  };

  it("is a day, or a moment", () => {
    expect(span("2026-11-01")).toEqual({ start: at(2026, 11, 1), end: at(2026, 11, 2) });
    expect(span("Yesterday")).toEqual({ start: at(2026, 3, 14), end: at(2026, 3, 15) });
    const noon = at(2026, 11, 1, 12, 30);
    expect(span("2026-11-01T12:30")).toEqual({ start: noon, end: noon });
    expect(span("2026-11-01t12:30:05")).toEqual({ start: noon + 5, end: noon + 5 });
    expect(span("@-5.5")).toEqual({ start: -5.5, end: -5.5 });
    expect(span("90m")).toEqual({ start: NOW - 5400, end: NOW - 5400 });
    // The last minute of a day, and the last second of a minute.
    const last = at(2026, 12, 31, 23, 59, 59);
    expect(span("2026-12-31T23:59:59")).toEqual({ start: last, end: last });
    expect(span("0050-02-03")).toMatchObject({ start: new Date("0050-02-03T00:00:00").getTime() / 1000 });
  });

  it.each([
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-01-01T24:00",
    "2026-01-01T23:60",
    "2026-01-01T23:59:60",
    "90",
    "@1e999",
    "@x",
    "",
    "2026-1-1",
  ])("is none: %s", (text) => {
    expect(span(text)).toBe("a time such as 2026-11-01, 2026-11-01T12:30, today, yesterday or 7d");
  });
});

describe("what is written", () => {
  it.each<readonly [SessionFigure, number, string]>([
    ["duration", 5400, "90m"],
    ["duration", 60, "60"],
    ["duration", 7200, "2h"],
    ["duration", 777_600, "9d"],
    ["duration", 0.001, "0.001"],
    ["memory", 2e9, "2GB"],
    ["memory", 5e6, "5MB"],
    ["memory", 7000, "7KB"],
    ["memory", 12, "12"],
    ["best", 1e21, "1e+21"],
    ["evaluations", 5000, "5000"],
    ["start", at(2026, 11, 1), "2026-11-01"],
  ])("of a %s of %d is the shortest that means it: %s", (figure, value, text) => {
    expect(figureText(figure, value)).toBe(text);
    expect(parseFigure(figure, figureText(figure, value), NOW)).toEqual({ ok: true, value });
  });

  it("of a time is as exact as need be", () => {
    expect(timeText(at(2026, 3, 5))).toBe("2026-03-05");
    expect(timeText(at(2026, 3, 5, 7, 8))).toBe("2026-03-05T07:08");
    expect(timeText(at(2026, 3, 5, 7, 8, 9))).toBe("2026-03-05T07:08:09");
    expect(timeText(at(2026, 3, 5, 7, 8, 9) + 0.5)).toBe(`@${at(2026, 3, 5, 7, 8, 9) + 0.5}`);
    expect(timeText(1e15)).toBe("@1000000000000000");
  });
});

describe("the number beside another one", () => {
  it("is the next one that there is, in either direction", () => {
    for (const value of [1, -1, 0.1, -0.1, 1e300]) {
      expect(neighbour(value, 1)).toBeGreaterThan(value);
      expect(neighbour(value, -1)).toBeLessThan(value);
      expect(neighbour(neighbour(value, 1), -1)).toBe(value);
    }
    expect(neighbour(1, 1)).toBe(1 + Number.EPSILON);
    expect([neighbour(0, 1), neighbour(0, -1)]).toEqual([Number.MIN_VALUE, -Number.MIN_VALUE]);
    expect([neighbour(-Number.MIN_VALUE, 1), neighbour(Number.MIN_VALUE, -1)]).toEqual([0, 0]);
    expect([neighbour(Infinity, -1), neighbour(-Infinity, 1), neighbour(NaN, 1)]).toEqual([Infinity, -Infinity, NaN]);
  });
});
