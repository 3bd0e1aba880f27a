import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One call of a client and the event that it must put on the wire. */
export interface GoldenEvent {
  readonly name: string;
  readonly call: {
    readonly verb: "run" | "iteration" | "front" | "end" | "component" | "data" | "metric" | "note";
    readonly args: readonly unknown[];
    readonly kwargs: Readonly<Record<string, unknown>>;
  };
  readonly event: Readonly<Record<string, unknown>>;
}

/** One raw line; `reason` is there for lines that a parser must refuse. */
export interface GoldenLine {
  readonly name: string;
  readonly line: string;
  readonly reason?: string;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, "golden", file), "utf8"));

/** What every client must send. */
export const goldenEvents = read("events.json") as readonly GoldenEvent[];

/** What a parser must accept. */
export const validLines = read("valid.json") as readonly GoldenLine[];

/** What a parser must refuse. */
export const invalidLines = read("invalid.json") as readonly GoldenLine[];

const SAMPLES: Readonly<Record<string, unknown>> = {
  "<run>": "c0ffee-1",
  "<time>": 1_700_000_000.25,
  "<seconds>": 0.5,
  "<source>": { file: "/home/a/ga.py", line: 12 },
  "<buckets>": { le: [0.1, 1], counts: [0, 1, 0] },
};

/** The golden event with a value in place of each placeholder. */
export function sampleEvent(event: GoldenEvent["event"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => [key, typeof value === "string" ? (SAMPLES[value] ?? value) : value]),
  );
}
