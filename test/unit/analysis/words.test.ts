import { describe, expect, it } from "vitest";
import { inSentence, numberWord, percentOf, roughly } from "../../../src/analysis/verdicts/words";

describe("words", () => {
  it("are those one would write", () => {
    expect([0, 2, 12, 13].map(numberWord)).toEqual(["no", "two", "twelve", "13"]);
    expect(["Data Loading", "Evaluation", "evaluate()", "GPU", "io_wait"].map(inSentence)).toEqual([
      "data loading",
      "evaluation",
      "evaluate()",
      "GPU",
      "io_wait",
    ]);
    expect([0, 0.0001, 0.0123, 0.05, 0.314, 1].map((share) => percentOf(share).replace("\u00a0", " "))).toEqual([
      "0 %",
      "under 0.1 %",
      "1.2 %",
      "5 %",
      "31 %",
      "100 %",
    ]);
    expect([0.2, 42, 119, 7000, 400_000].map((seconds) => roughly(seconds).replace("\u00a0", " "))).toEqual([
      "1 s",
      "42 s",
      "2 min",
      "2 h",
      "5 days",
    ]);
  });
});
