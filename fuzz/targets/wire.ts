import { isDeepStrictEqual } from "node:util";
import { LineFramer } from "../../src/ingest/framing";
import { SessionState } from "../../src/model/sessionState";
import { parseClientLine } from "../../src/protocol/parseWire";
import type { ClientMessage, WireEvent } from "../../src/protocol/wire";
import { bytesOf, must, mustBeUnpolluted, type FuzzTarget } from "../target";
import { mustSurviveExport, mustSurviveHistory } from "./sessions";

const BATCH = [
  {
    type: "run_start",
    run: "a",
    algorithm: "GA",
    library: "deap",
    problem: "tour",
    dimension: 2,
    direction: "minimize",
  },
  { type: "iteration", run: "a", iteration: 1, best: 3.5, evaluations: 50, metrics: { "archive size": 4 }, time: 2 },
  { type: "iteration", run: "a", iteration: 2, best: "Infinity", quantiles: [1, 2, 3] },
  {
    type: "front",
    run: "a",
    iteration: 2,
    points: [
      [1, 2],
      [3, "NaN"],
    ],
  },
  {
    type: "component",
    name: "Evaluate",
    count: 2,
    total: 0.5,
    buckets: { le: [1, 2], counts: [1, 0, 1] },
    parent: "Loop",
    source: { file: "a.py", line: 3 },
  },
  { type: "metric", name: "queue", value: 7, unit: "B", labels: { node: "1" } },
  { type: "note", level: "warning", text: "slow" },
  { type: "dropped", count: 3 },
  { type: "run_end", run: "a", status: "completed", best: 3.5, solution: [1, 2], converged: true },
  { type: "bye" },
];

/** What clients send: bytes into lines, lines into messages, events into a session. */
export const wire: FuzzTarget = {
  name: "wire",
  promise:
    "Lines are the same in whatever pieces they come; each is a message or a refusal with a short reason; what was " +
    "accepted can be recorded, kept in the history and exported, and comes back from both as it was.",
  longest: 4096,
  async seeds() {
    const hello = { type: "hello", protocol: 1, client: "python 1.0", id: "x", pid: 41, session: "s", argv: "a.py" };
    return [
      bytesOf(JSON.stringify(hello)),
      bytesOf(`${JSON.stringify({ type: "batch", sequence: 1, events: BATCH })}\n`),
      bytesOf(BATCH.map((event) => `${JSON.stringify(event)}\n`).join("")),
      bytesOf('{"type":"summary","id":"x"}\n{"type":"report","format":"html","id":"x","token":"t"}\n'),
      ...BATCH.map((event) => bytesOf(JSON.stringify(event))),
    ];
  },
  async run(input) {
    const lines = linesOf(input, input.length + 1);
    must(
      isDeepStrictEqual(lines, linesOf(input, 1 + ((input[0] ?? 0) % 7))),
      "lines depend on the pieces they come in",
    );
    const session = new SessionState(
      { id: "s", label: "s", kind: "task", startTime: 1 },
      { host: "", platform: "", coreCount: 1, memoryBytes: 1 },
    );
    for (const line of lines) for (const event of eventsOf(line)) session.apply(event, "client", 2);
    session.finish({ status: "completed", time: 3 });
    mustSurviveExport(session);
    // Writing a file takes longer than all the rest: some of the inputs are enough.
    if (input.length % 8 === 0) await mustSurviveHistory(session);
    mustBeUnpolluted();
  },
};

function linesOf(input: Uint8Array, pieceLength: number): readonly (string | Buffer)[] {
  const lines: (string | Buffer)[] = [];
  const framer = new LineFramer(() => lines.push("too long"));
  const take = (bytes: Buffer): void => {
    framer.push(bytes);
    for (let line = framer.next(); line !== undefined; line = framer.next()) lines.push(Buffer.from(line));
  };
  const bytes = Buffer.from(input);
  for (let at = 0; at < bytes.length; at += pieceLength) take(bytes.subarray(at, at + pieceLength));
  take(Buffer.from("\n"));
  return lines;
}

function eventsOf(line: string | Buffer): readonly WireEvent[] {
  const parsed = parseClientLine(line);
  must(isDeepStrictEqual(parsed, parseClientLine(line)), "a line that is replayed means something else");
  if (!parsed.ok) {
    mustBeReason(parsed.reason);
    return [];
  }
  return eventsIn(parsed.value);
}

function eventsIn(message: ClientMessage): readonly WireEvent[] {
  if (message.type === "batch") {
    message.refused.forEach(mustBeReason);
    return message.events;
  }
  const isQuestion = message.type === "hello" || message.type === "summary" || message.type === "report";
  return isQuestion ? [] : [message];
}

/** Reasons are told to users and sent back: they are never empty and never long. */
export function mustBeReason(reason: string): void {
  must(reason.length > 0 && reason.length <= 500, `a reason has ${reason.length} characters`);
}
