import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launch, RawClient } from "./helpers";
import { Workbench } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const iterations = (count: number, best: (iteration: number) => number): object[] =>
  Array.from({ length: count }, (_, iteration) => ({ type: "iteration", run: "r", iteration, best: best(iteration) }));

describe("what a session means", () => {
  it("is told with the running session, with its views, and with the session from the history", async () => {
    const controller = await bench.control();
    const { sessionId = "" } = await controller.request(
      "startLaunch",
      launch("tour", { definite: true, kind: "command" }),
    );
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "tour", session: "tour" });
    const start = { type: "run_start", run: "r", algorithm: "GA", problem: "tour" };
    raw.send({ type: "batch", sequence: 1, events: [start, ...iterations(300, (i) => 1000 - Math.min(i, 120))] });
    await raw.acknowledged(1);
    const { findings } = await controller.request("getSession", { sessionId });
    expect(findings).toEqual([
      {
        kind: "stalled",
        severity: "notice",
        title: "GA has stalled",
        evidence: "no improvement for 179 iterations (60\u00a0% of the run)",
        target: { kind: "convergence", runId: "r" },
      },
    ]);
    const view = await controller.request("openView", { viewId: "v", sessionId, queries: [] });
    expect(view.detail?.findings?.map(({ title }) => title)).toEqual(["GA has stalled"]);

    raw.send({
      type: "batch",
      sequence: 2,
      events: [{ type: "run_end", run: "r", status: "completed" }, { type: "bye" }],
    });
    await raw.acknowledged(2);
    raw.socket.end();
    await controller.request("endLaunch", { launchId: "tour", exitCode: 0 });
    const ended = await controller.request("getSession", { sessionId });
    expect(ended.findings?.map(({ title, evidence }) => [title, evidence])).toEqual([
      [
        "GA needed only 40\u00a0% of its iterations",
        "no improvement after iteration 120 of 299; anytime performance 0.80",
      ],
    ]);
  });
});
