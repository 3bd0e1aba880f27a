import { beforeEach, describe, expect, it } from "vitest";
import { TaskOutputs } from "../../../../src/vscode/launches/taskOutputs";
import type { TerminalOutput } from "../../../../src/vscode/launches/terminalOutput";

/** What a terminal prints, with the launches that it was read for. */
class Printed {
  readonly readFor: string[] = [];
  readonly output = { readFor: (launchId: string) => this.readFor.push(launchId) } as unknown as TerminalOutput;
}

const SOLVE = "glpsol --lp bag.lp";
let outputs: TaskOutputs;
let printed: Printed;
beforeEach(() => {
  outputs = new TaskOutputs();
  printed = new Printed();
});

describe("a task's end", () => {
  it.each(["output", "launch"])(
    "waits for nothing where its output is found, the %s being told of first",
    async (first) => {
      if (first === "output") outputs.addOutput(printed.output, 7, SOLVE);
      outputs.addLaunch("a", 7, SOLVE);
      if (first === "launch") outputs.addOutput(printed.output, 7, SOLVE);
      expect(printed.readFor).toEqual(["a"]);
      await outputs.endLaunch("a");
    },
  );

  it("comes before its terminal tells that it began: the output is its own all the same", async () => {
    outputs.addLaunch("a", 7, SOLVE);
    const ended = outputs.endLaunch("a");
    outputs.addOutput(printed.output, undefined, `*  Executing task: ${SOLVE}`);
    expect(printed.readFor).toEqual(["a"]);
    await ended;
  });

  it("does not wait for a terminal that tells nothing", async () => {
    outputs.addLaunch("a", 7, SOLVE);
    await outputs.endLaunch("a");
    outputs.addOutput(printed.output, 7, SOLVE);
    expect(printed.readFor).toEqual([]);
  });

  it("of an unknown task, or told twice, is no wait", async () => {
    await outputs.endLaunch("unknown");
    outputs.addLaunch("a", 7, SOLVE);
    void outputs.endLaunch("a");
    await outputs.endLaunch("a");
  });
});

describe("the next task in a terminal, which goes on telling the first one's process", () => {
  it("has its own output, where the first one's was never told", async () => {
    outputs.addLaunch("a", 7, "python3 first.py");
    const ended = outputs.endLaunch("a");
    outputs.addOutput(printed.output, 7, SOLVE);
    outputs.addLaunch("b", 8, SOLVE);
    expect(printed.readFor).toEqual(["b"]);
    await ended;
  });

  it("has its own output, though it is the same command", () => {
    outputs.addLaunch("a", 7, SOLVE);
    void outputs.endLaunch("a");
    outputs.addLaunch("b", 8, SOLVE);
    outputs.addOutput(printed.output, 7, SOLVE);
    expect(printed.readFor).toEqual(["b"]);
  });

  it("has its own output, though it is told of before the task and the first one's was never told", () => {
    outputs.addLaunch("a", 7, SOLVE);
    void outputs.endLaunch("a");
    outputs.addOutput(printed.output, 7, `*  Executing task: ${SOLVE}`);
    outputs.addLaunch("b", 8, SOLVE);
    expect(printed.readFor).toEqual(["b"]);
  });
});

describe("a terminal that does not tell its command", () => {
  it("is the launch's where nothing else has just begun, and not where something else has", () => {
    const other = new Printed();
    outputs.addOutput(other.output, 5, "");
    outputs.addOutput(printed.output, 6, "$SOLVER bag.lp");
    outputs.addLaunch("a", 7, SOLVE);
    expect(printed.readFor).toEqual(["a"]);
    outputs.addLaunch("b", 8, SOLVE);
    expect(other.readFor).toEqual(["b"]);
  });

  it("is known by its process", () => {
    outputs.addLaunch("other", 6, "python3 other.py");
    outputs.addLaunch("a", 7, SOLVE);
    outputs.addOutput(printed.output, 7, "");
    expect(printed.readFor).toEqual(["a"]);
  });
});
