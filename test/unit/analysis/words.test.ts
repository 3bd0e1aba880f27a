import { describe, expect, it } from "vitest";
import { inSentence, numberWord, percentOf, roughly, shareOverTime } from "../../../src/analysis/verdicts/words";

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
    expect([2, 0.17, 0.01, 0.0099, 1 / 6000, 1 / 6001, 1e-6, 0].map(shareOverTime)).toEqual([
      "200\u00a0% a second",
      "17\u00a0% a second",
      "1\u00a0% a second",
      "59\u00a0% a minute",
      "1\u00a0% a minute",
      "60\u00a0% an hour",
      "0.4\u00a0% an hour",
      "0\u00a0% an hour",
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
