import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseLogMatchers } from "../../src/protocol/logMatchers";
import { parseClientMessage } from "../../src/protocol/parseWire";
import { formatsFor, PrintedRuns } from "../../src/solverLogs/printedRuns";
import type { PrintedEvent } from "../../src/solverLogs/runWriter";
import type { LogFormat } from "../../src/solverLogs/solverLog";
import { tryLines } from "../../src/solverLogs/tryLine";
import { bytesOf, must, textOf, type FuzzTarget } from "../target";

const RULES = [
  {
    name: "own",
    pattern: "it (?<iteration>\\d+) best (?<best>\\S+)",
    start: "^Start (?<algorithm>\\w+)",
    end: "^Done",
  },
  { name: "own", pattern: "((?<best>a|b*)+)+$", direction: "maximize", algorithm: "x" },
  { name: "own", pattern: "(?:(?:(?<gap>[0-9.]+%){1,30}){1,30}){1,30}" },
  { name: "own", pattern: "(?P<best>\\p{Greek}+|[[:alpha:]]|\\x{10FFFF})(?i:K)\\bC" },
];
const LINES = "Start GA\nit 1 best 3.5\nit 2 best 1e3\nDone best 2\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n12.5%13%\n";
const LOGS = join(process.cwd(), "test", "unit", "solverLogs", "logs");
/** A few lines are enough: the time for an input counts. */
const LONGEST = 2000;

/** What solvers print, and what users have written about how theirs prints: a JSON rule on the first line, or none. */
export const solverLogs: FuzzTarget = {
  name: "solverLogs",
  promise:
    "Whatever a program prints and whatever expression a user has written: no error and no line that takes for ever; " +
    "events are the same in whatever pieces the output comes, and the wire accepts them.",
  longest: LONGEST,
  async seeds() {
    const logs = readdirSync(LOGS).map((name) => readFileSync(join(LOGS, name), "utf8"));
    const pieces = logs.flatMap((text) => [text.slice(0, LONGEST), text.slice(-LONGEST), ...middleOf(text)]);
    return [...pieces, ...RULES.map((rule) => `${JSON.stringify(rule)}\n${LINES}`)].map(bytesOf);
  },
  run(input) {
    const text = textOf(input);
    const end = text.indexOf("\n");
    const rule = ruleOf(end < 0 ? text : text.slice(0, end));
    const matchers = rule === undefined ? [] : parseLogMatchers([rule]);
    const rules = typeof matchers === "string" ? [] : matchers;
    const output = rule === undefined ? text : text.slice(end + 1);
    const { formats } = formatsFor(rules);
    const whole = eventsOf(formats, output, output.length + 1);
    must(
      isDeepStrictEqual(whole, eventsOf(formats, output, 1 + ((input[0] ?? 0) % 50))),
      "events depend on the pieces",
    );
    const parsed = parseClientMessage({ type: "batch", sequence: 1, events: whole });
    must(parsed.ok && parsed.value.type === "batch", "the events are no batch");
    must(parsed.value.refused.length === 0, `the wire refuses events: ${parsed.value.refused.join("; ")}`);
    tryLines(output.slice(0, 400), rules);
  },
};

function middleOf(text: string): readonly string[] {
  return text.length < 2 * LONGEST ? [] : [text.slice(text.length / 2, text.length / 2 + LONGEST)];
}

function ruleOf(line: string): unknown {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function eventsOf(formats: readonly LogFormat[], text: string, pieceLength: number): readonly PrintedEvent[] {
  const events: PrintedEvent[] = [];
  let count = 0;
  const runs = new PrintedRuns({
    formats,
    newRunId: () => `run-${++count}`,
    onEvent: (event) => events.push(event),
  });
  for (let at = 0; at < text.length; at += pieceLength) runs.push(text.slice(at, at + pieceLength), 1000);
  runs.end(1000);
  return events;
}
