import { describe, expect, it } from "vitest";
import { previewAlerts } from "../../../src/alerts/preview";
import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import { rulesOf } from "./observing";

/** A session in which much went wrong, as the history would give it. */
function recorded(): SessionState {
  const state = new SessionState(
    { id: "s1", label: "tour", kind: "task", startTime: 1000 },
    { host: "h", platform: "linux", coreCount: 2, memoryBytes: 16e9 },
  );
  state.apply(
    { type: "run_start", run: "r1", algorithm: "GA", direction: "minimize", budget: 100, target: 1 },
    "c",
    1000,
  );
  for (let i = 0; i < 50; i++) {
    const best = i === 20 ? NaN : Math.max(5 - i, 2);
    state.apply(
      { type: "iteration", run: "r1", iteration: i, values: NamedNumbers.of({ best, evaluations: i * 2 }) },
      "c",
      1000 + i,
    );
  }
  // A pause of a quarter of an hour, in which only samples were taken.
  for (let i = 0; i < 1000; i++) {
    state.addSamples(SAMPLE_TABLES.system, 1000 + i, { system_memory_percent: i > 500 ? 95 : 50 });
  }
  state.apply({ type: "metric", name: "queue", value: 12 }, "c", 1990);
  state.apply({ type: "run_end", run: "r1", status: "failed", message: "out of luck" }, "c", 1995);
  state.finish({ status: "failed", time: 2000, reason: "Exit code 1." });
  return state;
}

describe("a preview", () => {
  it("finds in a recorded session what the rules would have told while it ran", () => {
    const rules = rulesOf(
      { kind: "stagnation", iterations: 25, seconds: 0 },
      { kind: "threshold", name: "memory", metric: "system_memory_percent", above: 90, forSeconds: 30 },
      { kind: "threshold", name: "queue", metric: "metric:queue", above: 10 },
      { kind: "budget-nearly-used", percent: 95 },
    );
    const alerts = previewAlerts(recorded(), rules);
    expect(alerts.map(({ rule, time }) => [rule, time])).toEqual([
      ["nan-objective", 1020],
      ["stagnation", 1029],
      ["budget-nearly-used", 1048],
      ["memory", 1531],
      ["no-report", 1649],
      ["queue", 1990],
      ["run-failed", 1995],
    ]);
    expect(alerts.at(-1)?.message).toBe("GA failed: out of luck.");
  });

  it("of a session in which nothing was the matter is empty", () => {
    const state = recorded();
    expect(
      previewAlerts(
        state,
        rulesOf().filter(({ name }) => name === "memory-leak"),
      ),
    ).toEqual([]);
  });
});
