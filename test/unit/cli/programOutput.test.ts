import { describe, expect, it } from "vitest";
import { startProgram } from "../../../src/cli/programOutput";

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

describe("a program whose output is read on the way", () => {
  it("keeps nobody waiting once all that it printed has been handed over", async () => {
    const before = timers();
    const texts: string[] = [];
    const args = ["-e", "process.stdout.write('done\\n')"];
    const running = startProgram({
      program: process.execPath,
      args,
      env: process.env,
      onText: (text) => texts.push(text),
    });
    await running.printed();
    expect(texts.join("")).toBe("done\n");
    expect(timers()).toBe(before);
  });
});
