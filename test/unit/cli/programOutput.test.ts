import { createHook } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { startProgram } from "../../../src/cli/programOutput";

/** What a piece of work returns, and the timers that it has set by then. */
function withTimers<T>(work: () => T): { readonly result: T; readonly timers: readonly NodeJS.Timeout[] } {
  const timers: NodeJS.Timeout[] = [];
  const hook = createHook({
    init: (_id, type, _trigger, resource) => void (type === "Timeout" && timers.push(resource as NodeJS.Timeout)),
  });
  hook.enable();
  const result = work();
  hook.disable();
  return { result, timers };
}

describe("a program whose output is read on the way", () => {
  it("is waited for without keeping us alive: its output does that, where there is more to come", async () => {
    const texts: string[] = [];
    const args = ["-e", "process.stdout.write('done\\n')"];
    const running = startProgram({
      program: process.execPath,
      args,
      env: process.env,
      onText: (text) => texts.push(text),
    });
    const { result: printed, timers } = withTimers(() => running.printed());
    await printed;
    expect(texts.join("")).toBe("done\n");
    expect(timers.map((timer) => timer.hasRef())).toEqual([false]);
  });
});
