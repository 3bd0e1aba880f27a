import type { LogMatcherRule } from "../protocol/logMatchers";
import type { MatcherFinding } from "../protocol/rpc";
import { FORMATS } from "./formats";
import { OutputLines } from "./outputLines";
import { RunWriter, type PrintedEvent } from "./runWriter";
import type { LogFormat } from "./solverLog";
import { userFormat } from "./userLog";

/** What each format makes of some lines; the user's own are listed also where they make nothing of them. */
export function tryLines(text: string, rules: readonly LogMatcherRule[]): readonly MatcherFinding[] {
  const own = rules.map((rule): MatcherFinding => {
    const made = userFormat(rule);
    return made.ok ? findingOf(made.format, text, true) : failed(rule.name, made.reason);
  });
  const known = FORMATS.map((format) => findingOf(format, text, false));
  return [...own, ...known.filter(({ matches }) => matches)];
}

function failed(name: string, problem: string): MatcherFinding {
  return { name, isOwn: true, matches: false, events: [], problem };
}

/** Feeds the lines behind those that the solver prints before them. */
function findingOf(format: LogFormat, text: string, isOwn: boolean): MatcherFinding {
  const events: PrintedEvent[] = [];
  const runs = new RunWriter({ now: () => 0, newRunId: () => "", emit: (event) => void events.push(event) });
  const reader = format.create(runs);
  for (const line of format.preamble) reader.take(line);
  let taken = 0;
  const lines = new OutputLines((line) => {
    if (reader.take(line)) taken++;
  });
  lines.push(text);
  lines.flush();
  runs.close();
  return { name: format.name, isOwn, matches: taken > 0, events: taken > 0 ? events : [] };
}
