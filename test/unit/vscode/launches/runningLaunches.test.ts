import { setImmediate as turn } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../../src/base/log";
import type { EngineConnection } from "../../../../src/vscode/engine/engineConnection";
import type { Engines } from "../../../../src/vscode/engine/engines";
import { RunningLaunches } from "../../../../src/vscode/launches/runningLaunches";

/** What the engine was told, in its order. */
let told: [method: string, text?: string][];
let holds: number;
let launches: RunningLaunches;

const engine = {
  state: "connected",
  hold: () => {
    holds++;
    return { dispose: () => holds-- };
  },
  onDidConnect: () => ({ dispose: () => undefined }),
  request: async (method: string, { label, text }: { label?: string; text?: string }) => {
    told.push([method, ...[label ?? text].filter((word) => word !== undefined)] as [string, string?]);
    return { recording: "onReport", wanted: true };
  },
} as unknown as EngineConnection;

beforeEach(() => {
  told = [];
  holds = 0;
  const engines = {
    forEach: (visit: (one: EngineConnection) => void) => (visit(engine), { dispose: () => undefined }),
  };
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  launches = new RunningLaunches(engines as unknown as Engines, memory, silentLog);
});

const begin = (label: string): void => launches.begin(engine, { launchId: "a", kind: "task", label });
const endIsTold = (): Promise<void> => expect.poll(() => told.at(-1)?.[0]).toBe("endLaunch");

/** What is read until the test says that nothing more comes. */
function startReading(): () => void {
  let over: () => void = () => undefined;
  launches.addReading("a", new Promise<void>((resolve) => (over = resolve)));
  return over;
}

describe("the end of a launch", () => {
  it("is told at once where nobody reads what it prints", async () => {
    begin("first");
    launches.end("a", { exitCode: 0 });
    await endIsTold();
    expect(holds).toBe(0);
  });

  it("is told after its last words", async () => {
    begin("first");
    const over = startReading();
    launches.end("a", { exitCode: 0 });
    await turn();
    expect(told).toEqual([["startLaunch", "first"]]);
    launches.output("a", "the optimum");
    over();
    await endIsTold();
    expect(told).toEqual([["startLaunch", "first"], ["launchOutput", "the optimum"], ["endLaunch"]]);
  });

  it("is told after the last words of what is found to be read only then", async () => {
    begin("first");
    let found: () => void = () => undefined;
    launches.end("a", { exitCode: 0 }, new Promise<void>((resolve) => (found = resolve)));
    const over = startReading();
    found();
    await turn();
    expect(told).toEqual([["startLaunch", "first"]]);
    over();
    await endIsTold();
  });

  it("is told before the same task's next beginning, however soon that comes", async () => {
    begin("first");
    const over = startReading();
    launches.end("a", { exitCode: 0 });
    begin("second");
    over();
    await expect.poll(() => told.length).toBe(3);
    expect(told).toEqual([["startLaunch", "first"], ["endLaunch"], ["startLaunch", "second"]]);
    expect(holds).toBe(1);
    launches.end("a", { exitCode: 0 });
    await expect.poll(() => told.length).toBe(4);
    expect(holds).toBe(0);
  });
});
