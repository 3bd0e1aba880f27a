// The engine is killed in the middle of a run: after it is back, the history holds every iteration exactly once.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { OptimizerMonitorApi } from "../../../src/extension";
import { engineAddresses } from "../../../src/base/addresses";
import type { EngineFacts } from "../../../src/protocol/rpc";
import {
  activate,
  assertEveryIterationOnce,
  describeRuns,
  endTasks,
  exampleRuns,
  exportOf,
  findTask,
  NewSessions,
  readResult,
  startTask,
  until,
  workspacePath,
} from "./support";

/** The engine that listens now. */
function enginePid(): number | undefined {
  try {
    const facts = JSON.parse(readFileSync(engineAddresses(workspacePath()).factsFile, "utf8")) as EngineFacts;
    process.kill(facts.pid, 0);
    return facts.pid;
  } catch {
    return undefined;
  }
}

describe("a lost engine", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  before(async () => {
    api = await activate();
  });
  afterEach(endTasks);

  it("comes back within the run, and nothing is missing or doubled", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("stopped in the middle"));
    const session = await news.one(({ iterationCount }) => iterationCount > 10);
    const before = await until("the engine's process", enginePid);
    process.kill(before, "SIGKILL");
    await until("another engine", () => {
      const now = enginePid();
      return now !== undefined && now !== before;
    });
    const count = session.iterationCount;
    await news.one(({ status, iterationCount }) => status === "running" && iterationCount > count + 10);
    await until("the status bar is back", () => api.statusBarText()?.startsWith("$(pulse)"));
    task.execution.terminate();
    const ended = await news.ended();
    const exported = await exportOf(ended.id);
    exported.runs.forEach(assertEveryIterationOnce);
    const written = readResult("stopped", "result.json") as { runs: unknown };
    assert.deepEqual(describeRuns(exported), exampleRuns(written.runs));
    assert.equal(exported.dropped, 0);
  });

  it("answers the next request when it was killed while nothing ran", async () => {
    const before = await until("the engine's process", enginePid);
    process.kill(before, "SIGKILL");
    const news = new NewSessions(api);
    const task = await startTask(await findTask("portfolio (Python, fast)"));
    assert.equal(await task.exitCode, 0);
    const ended = await news.ended();
    assert.deepEqual(describeRuns(await exportOf(ended.id)), exampleRuns(readResult("portfolio", "summary.json")));
  });
});
