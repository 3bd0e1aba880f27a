import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { LaterTurns } from "../../../src/base/laterTurns";

async function allOf(turns: LaterTurns): Promise<void> {
  while (!turns.cost.isDone) await nextTurn();
}

it("does one piece of work a turn, in their order, and lets others in between", async () => {
  const done: string[] = [];
  const turns = new LaterTurns((error) => done.push(String(error)));
  turns.add(() => {
    done.push("first");
    setImmediate(() => done.push("of others"));
  });
  turns.add(() => {
    throw new Error("second");
  });
  turns.add(() => done.push("third"));
  expect(done).toEqual([]);
  await allOf(turns);
  expect(done.filter((word) => word !== "of others")).toEqual(["first", "Error: second", "third"]);
  expect(done.indexOf("of others")).toBeLessThan(done.indexOf("third"));
});

it("says what it has cost, and does nothing more once it is disposed of", async () => {
  const turns = new LaterTurns(() => undefined);
  turns.add(() => undefined);
  await allOf(turns);
  const { spentMs, longestMs } = turns.cost;
  expect(spentMs).toBeGreaterThan(0);
  expect(longestMs).toBe(spentMs);
  turns.add(() => expect.unreachable());
  turns.dispose();
  await nextTurn();
  await nextTurn();
  expect(turns.cost).toEqual({ spentMs, longestMs, isDone: true });
});
