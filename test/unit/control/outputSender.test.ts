// What a launch prints reaches the engine in order and one piece at a time, and never waits for it.
import { describe, expect, it } from "vitest";
import { OutputSender } from "../../../src/control/outputSender";

/** An engine that answers when it is told to. */
class SlowEngine {
  readonly received: string[] = [];
  inFlight = 0;
  mostInFlight = 0;
  private answer: () => void = () => undefined;

  readonly send = async (text: string): Promise<{ wanted: boolean }> => {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    await new Promise<void>((resolve) => (this.answer = resolve));
    this.inFlight--;
    this.received.push(text);
    return { wanted: true };
  };

  release(): void {
    this.answer();
  }
}

describe("an output on its way to the engine", () => {
  it("is collected and comes in order, one call at a time", async () => {
    const engine = new SlowEngine();
    const sender = new OutputSender(engine.send);
    for (const text of ["a", "b", "c"]) sender.push(text);
    await expect.poll(() => engine.inFlight).toBe(1);
    sender.push("d");
    const flushed = sender.flush();
    engine.release();
    await expect.poll(() => engine.received).toEqual(["abc"]);
    await expect.poll(() => engine.inFlight).toBe(1);
    engine.release();
    await flushed;
    expect(engine.received).toEqual(["abc", "d"]);
    expect(engine.mostInFlight).toBe(1);
  });

  it("is bounded while the engine does not answer: its beginning and its end stay", async () => {
    const engine = new SlowEngine();
    const sender = new OutputSender(engine.send);
    sender.push("header\n");
    for (let line = 0; line < 200_000; line++) sender.push(`line ${line}\n`);
    const flushed = sender.flush();
    const releasing = setInterval(() => engine.release(), 1);
    await flushed;
    clearInterval(releasing);
    const text = engine.received.join("");
    expect(text.length).toBeLessThan(300_000);
    expect(text.startsWith("header\nline 0\n")).toBe(true);
    expect(text.endsWith("line 199999\n")).toBe(true);
    for (const piece of engine.received) expect(piece.length).toBeLessThanOrEqual(64 * 1024);
  });

  it("is sent again where the engine was not there", async () => {
    const received: string[] = [];
    let calls = 0;
    const sender = new OutputSender(async (text) => {
      if (++calls < 3) throw new Error("no engine");
      received.push(text);
      return { wanted: true };
    });
    sender.push("a");
    await expect.poll(() => received).toEqual(["a"]);
    expect(calls).toBe(3);
  });

  it("is dropped from when nobody wants it", async () => {
    let calls = 0;
    const sender = new OutputSender(async () => ({ wanted: ++calls > 1 }));
    sender.push("a");
    await sender.flush();
    sender.push("b");
    await sender.flush();
    expect(sender.isWanted).toBe(false);
    expect(calls).toBe(1);
  });
});
