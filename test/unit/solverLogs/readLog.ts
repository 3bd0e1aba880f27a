// What a log becomes, run by run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogMatcherRule } from "../../../src/protocol/logMatchers";
import { parseClientMessage } from "../../../src/protocol/parseWire";
import { formatsFor, PrintedRuns } from "../../../src/solverLogs/printedRuns";
import type { PrintedEvent } from "../../../src/solverLogs/runWriter";

type Fields = Readonly<Record<string, unknown>>;

/** One run of a log. */
export interface ReadRun {
  readonly start: Fields;
  readonly iterations: readonly Fields[];
  readonly end: Fields | undefined;
}

/** A log of the folder `logs`. */
export function logText(name: string): string {
  return readFileSync(join(import.meta.dirname, "logs", `${name}.txt`), "utf8");
}

/** All events of a text that comes in pieces of a length; each must be one that the wire's own parser accepts. */
export function eventsOf(text: string, pieceLength = 1000, rules: readonly LogMatcherRule[] = []): PrintedEvent[] {
  const events: PrintedEvent[] = [];
  let count = 0;
  const runs = new PrintedRuns({
    formats: formatsFor(rules).formats,
    newRunId: () => `run-${++count}`,
    onEvent: (event) => events.push(event),
  });
  for (let at = 0; at < text.length; at += pieceLength) runs.push(text.slice(at, at + pieceLength), 1000 + at);
  runs.end(1000 + text.length);
  const parsed = parseClientMessage({ type: "batch", sequence: 1, events });
  if (!parsed.ok || parsed.value.type !== "batch") throw new Error("the events are no batch");
  if (parsed.value.refused.length > 0) throw new Error(parsed.value.refused.join("; "));
  return events;
}

/** The runs of a text, in the order of their beginning. */
export function runsOf(text: string, pieceLength?: number, rules?: readonly LogMatcherRule[]): readonly ReadRun[] {
  const events = eventsOf(text, pieceLength, rules);
  const starts = events.filter(({ type }) => type === "run_start");
  return starts.map((start) => {
    const own = events.filter(({ run }) => run === start["run"]);
    return {
      start,
      iterations: own.filter(({ type }) => type === "iteration"),
      end: own.find(({ type }) => type === "run_end"),
    };
  });
}
