import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseParams } from "../../../src/protocol/parseRpc";

describe("requests that look at several sessions", () => {
  it("take the subjects of reports, and say what one lacks", () => {
    const file = { format: "html", path: "/tmp/report.html" };
    const comparison = {
      kind: "comparison",
      request: { groupBy: "commit", axis: "time", points: 1e9, targets: [1, "x"] },
    };
    expect(parseParams("createReport", { ...file, subject: comparison })).toEqual({
      ok: true,
      value: {
        ...file,
        subject: { kind: "comparison", request: { groupBy: "commit", axis: "time", points: 2000, targets: [1] } },
      },
    });
    const period = { kind: "period", from: 5, filter: { tag: "night" } };
    expect(parseParams("createReport", { ...file, subject: period })).toMatchObject({
      ok: true,
      value: { subject: period },
    });
    expect(parseParams("createReport", { ...file, sessionId: "one" })).toMatchObject({ ok: true });
    for (const subject of [{ kind: "week" }, { kind: "period" }, { kind: "session" }, { kind: "comparison" }, 7]) {
      expect(parseParams("createReport", { ...file, subject }).ok).toBe(false);
    }
    expect(parseParams("createReport", file).ok).toBe(false);
  });

  it("never throw, whatever comes", () => {
    const methods = ["compareRuns", "trend", "usagePatterns", "regressions", "createReport", "setBaseline"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.anything(), (method, params) => {
        expect(typeof parseParams(method, params).ok).toBe("boolean");
      }),
    );
  });
});
