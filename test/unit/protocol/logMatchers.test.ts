import { describe, expect, it } from "vitest";
import { parseLogMatchers } from "../../../src/protocol/logMatchers";

const least = { name: "mine", pattern: "best (?<best>.*)" };

describe("log matchers", () => {
  it("are taken with all that they say", () => {
    const whole = { ...least, start: "^Begin", end: "^Done", direction: "maximize", algorithm: "GA" };
    expect(parseLogMatchers([whole, least, { ...least, direction: "minimize" }])).toEqual([
      whole,
      least,
      { ...least, direction: "minimize" },
    ]);
    expect(parseLogMatchers([{ ...least, pattern: "x".repeat(2000) }])).toHaveLength(1);
    expect(parseLogMatchers(Array.from({ length: 50 }, () => least))).toHaveLength(50);
  });

  it.each<readonly [string, unknown]>([
    ["a list of matchers", {}],
    ["a list of at most 50 matchers", Array.from({ length: 51 }, () => least)],
    ["a list of matchers (number 2 must be an object)", [least, "x"]],
    ['a list of matchers (number 1: "name" must be a text that is not empty, got nothing)', [{ pattern: "x" }]],
    ['a list of matchers (number 2: "pattern" must be a regular expression, got nothing)', [least, { name: "a" }]],
    [
      'a list of matchers (number 1: "start" must be a regular expression of at most 2000 characters, got "")',
      [{ ...least, start: "" }],
    ],
    [
      `a list of matchers (number 1: "end" must be a regular expression of at most 2000 characters, got "${"x".repeat(39)}…)`,
      [{ ...least, end: "x".repeat(2001) }],
    ],
    [
      'a list of matchers (number 1: "direction" must be one of minimize, maximize, got "up")',
      [{ ...least, direction: "up" }],
    ],
    ['a list of matchers (number 1: "algorithm" must be a text, got 7)', [{ ...least, algorithm: 7 }]],
  ])("must be: %s", (reason, value) => {
    expect(parseLogMatchers(value)).toBe(reason);
  });
});
