import { describe, expect, it } from "vitest";
import { regressionFindings } from "../../../src/analysis/verdicts/regressionFindings";

/** Title and evidence as one reads them. */
function said(findings: ReturnType<typeof regressionFindings>): string[] {
  return findings.map(({ severity, title, evidence }) =>
    `${severity}: ${title} — ${evidence}`.replaceAll("\u00a0", " "),
  );
}

describe("a session with a baseline", () => {
  it("says what changed, the worst first, and how far that is certain", () => {
    const worse = {
      metric: "component:Load, parse",
      kind: "worse",
      sentence: "Load, parse, mean of a call 34\u00a0% slower, 95\u00a0% CI 28 to 41\u00a0%, 12 vs 10 runs",
      ratio: 1.34,
    } as const;
    const ranked = {
      metric: "best:GA",
      kind: "better",
      sentence: "Best objective of GA better: median −2 vs −1, Mann–Whitney, 6 vs 6 runs",
    } as const;
    const small = {
      metric: "memory",
      kind: "worse",
      sentence: "Peak memory 3\u00a0% more, 95\u00a0% CI 1 to 5\u00a0%, 12 vs 10 runs",
      ratio: 1.03,
    } as const;
    const findings = regressionFindings([worse, small, ranked]);
    expect(said(findings)).toEqual([
      "problem: Load, parse, mean of a call 34 % slower against the baseline — 95 % CI 28 to 41 %, 12 vs 10 runs",
      "notice: Peak memory 3 % more against the baseline — 95 % CI 1 to 5 %, 12 vs 10 runs",
      "good: Best objective of GA better against the baseline — median −2 vs −1, Mann–Whitney, 6 vs 6 runs",
    ]);
    expect(findings[0]?.target).toEqual({ kind: "component", name: "Load, parse" });
  });
});
