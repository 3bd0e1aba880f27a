import { expect, it } from "vitest";
import { Association } from "../../../src/engine/association";
import { LaunchBook, type ProcessLookup } from "../../../src/engine/launchBook";
import type { Recording } from "../../../src/engine/recording";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings";

const SHELL = 100;
const processes: ProcessLookup = {
  ancestors: (pid) => Promise.resolve(pid === SHELL ? [] : [SHELL]),
  identity: () => Promise.resolve("there"),
};

/** A program below the shell that began to report `ago` seconds before now, and that no launch was known for. */
async function earlier(kind: "terminal" | "task", ago: number): Promise<number> {
  const now = 1000;
  const book = new LaunchBook(processes, () => now);
  const recording = { state: { startTime: now - ago }, clients: { pids: [200] } } as unknown as Recording;
  const association = new Association(book, processes, () => [recording]);
  const launch = book.announce({ launchId: "a", kind, label: "ls", pid: SHELL }, DEFAULT_SETTINGS);
  return (await association.earlierOf(launch)).length;
}

it.each([
  ["of a command that is told of a moment late", "terminal", 3, 1],
  ["not of the command that is typed while it goes on in the background", "terminal", 60, 0],
  ["of its task, however late that is told of", "task", 60, 1],
] as const)("what a program reports is %s", async (_, kind, ago, count) => {
  expect(await earlier(kind, ago)).toBe(count);
});
