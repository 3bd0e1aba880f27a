// However output arrives, the same comes out of it; whatever it holds, reading it neither fails nor takes long.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_LINE_LENGTH, OutputLines } from "../../../src/solverLogs/outputLines";
import { eventsOf, logText } from "./readLog";

function linesOf(...pieces: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const output = new OutputLines((line) => lines.push(line));
  pieces.forEach((piece) => output.push(piece));
  output.flush();
  return lines;
}

const LOGS = [
  ...["cbc-maximize", "cbc-infeasible", "cplex-maximize", "glpk-infeasible", "glpk-maximize", "gurobi-maximize"],
  ...["highs-maximize", "highs-mip", "pycma", "scip-minimize", "scipy"],
];

describe("lines of output", () => {
  it("are cut at line feeds and carriage returns, empty ones left out", () => {
    expect(linesOf("a\r\nb\n\n10 %\r20 %\r", "30 %\nend")).toEqual(["a", "b", "10 %", "20 %", "30 %", "end"]);
  });

  it("come without colours, titles and cursor movements, also where a piece ends in the middle of one", () => {
    const text = "\u001b[1;32mbest\u001b[0m 5\u001b]0;a title\u0007\u001b[K\u001b(B\n\u001b]633;C\u001b\\next";
    expect(linesOf(text)).toEqual(["best 5", "next"]);
    expect(linesOf(...text)).toEqual(["best 5", "next"]);
  });

  it("keep their beginning when they are too long", () => {
    const [line, next] = linesOf("x".repeat(10_000), "y".repeat(1_000_000), "\nnext\n");
    expect(line).toBe("x".repeat(MAX_LINE_LENGTH));
    expect(next).toBe("next");
  });

  it.each([1, 7, 64])("mean the same in pieces of %i characters", (length) => {
    for (const name of LOGS) {
      const whole = eventsOf(logText(name), Infinity).map(withoutTime);
      expect(whole.length, name).toBeGreaterThan(2);
      expect(eventsOf(logText(name), length).map(withoutTime), name).toEqual(whole);
    }
  });

  it("mean the same with a terminal's line ends and colours", () => {
    for (const name of LOGS) {
      const coloured = logText(name)
        .split("\n")
        .map((line) => `\u001b[36m${line}\u001b[0m\r\n`)
        .join("");
      expect(eventsOf(coloured).map(withoutTime), name).toEqual(eventsOf(logText(name)).map(withoutTime));
    }
  });
});

describe("any output", () => {
  const fragments = LOGS.flatMap((name) => logText(name).split("\n"));
  const line = fc.oneof(
    fc.constantFrom(...fragments),
    // Lines of solvers with something in them changed.
    fc
      .tuple(fc.constantFrom(...fragments), fc.nat(100), fc.string({ unit: "grapheme", maxLength: 8 }))
      .map(([text, at, more]) => text.slice(0, at) + more + text.slice(at + more.length)),
    fc.string({ unit: "binary", maxLength: 200 }),
  );

  it("gives events that the wire accepts, and never an exception", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 300 }), (lines, length) => {
        eventsOf(lines.join("\n"), length);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["digits", "1".repeat(4000)],
    ["blanks", " ".repeat(4000)],
    ["columns", "1 ".repeat(2000)],
    ["bars", "|".repeat(4000)],
    ["words", "Cbc0012I Integer solution of 1 found ".repeat(100)],
    ["escapes", "\u001b[".repeat(2000)],
    ["brackets", "\u001b]".repeat(2000)],
    ["percent", "0.00% ".repeat(600)],
  ])("costs little even where the lines are %s", (_, text) => {
    const started = performance.now();
    eventsOf(
      `Running HiGHS \nGLPK Integer Optimizer\nOptimize a model with 1 rows, 1 columns and 1 nonzeros\n${`${text}\n`.repeat(250)}`,
    );
    // A megabyte; what is quadratic in a line takes many times as long.
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("costs little where there are carriage returns only", () => {
    const started = performance.now();
    eventsOf("\r".repeat(1_000_000), 100_000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

function withoutTime(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...event, time: 0 };
}
