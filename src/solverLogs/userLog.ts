import { RE2JS } from "re2js";
import { errorText } from "../base/log";
import type { LogMatcherRule } from "../protocol/logMatchers";
import type { RunWriter, Values } from "./runWriter";
import { finite, fraction, type LogFormat, type LogReader } from "./solverLog";

/** Groups that are texts, or numbers of the run and not of an iteration. */
const RUN_TEXTS = ["algorithm", "problem"] as const;
const RUN_NUMBERS = ["dimension", "seed", "population_size"] as const;
const END_TEXTS: ReadonlySet<string> = new Set(["termination", "message"]);
/** What these mean on the wire is not what a group could mean. */
const RESERVED: ReadonlySet<string> = new Set(["type", "run", "time", "metrics"]);

interface Patterns {
  readonly line: RE2JS;
  readonly start: RE2JS | undefined;
  readonly end: RE2JS | undefined;
}

/** A format that the user has defined, or why its expressions cannot be used. */
export type UserFormat =
  | { readonly ok: true; readonly format: LogFormat }
  | { readonly ok: false; readonly reason: string };

/**
 * Makes a format of the user's expressions. They are run by RE2, whose time grows with the line only, whatever the
 * expression: a slip in a setting must not stop the engine. In return it knows no back-references and no look-around.
 */
export function userFormat(rule: LogMatcherRule): UserFormat {
  try {
    const patterns: Patterns = {
      line: RE2JS.compile(rule.pattern),
      start: rule.start === undefined ? undefined : RE2JS.compile(rule.start),
      end: rule.end === undefined ? undefined : RE2JS.compile(rule.end),
    };
    const groups = Object.keys(patterns.line.namedGroups());
    const reserved = groups.find((group) => RESERVED.has(group));
    if (reserved !== undefined) return { ok: false, reason: `a group cannot be called “${reserved}”` };
    if (groups.length === 0) return { ok: false, reason: "the pattern has no named groups, such as (?<best>…)" };
    return { ok: true, format: { name: rule.name, preamble: [], create: (runs) => new UserLog(rule, patterns, runs) } };
  } catch (error) {
    return { ok: false, reason: errorText(error) };
  }
}

class UserLog implements LogReader {
  private lastIteration: number | undefined;

  constructor(
    private readonly rule: LogMatcherRule,
    private readonly patterns: Patterns,
    private readonly runs: RunWriter,
  ) {}

  take(line: string): boolean {
    const { start, end, line: numbers } = this.patterns;
    const begins = groupsOf(start, line);
    if (begins !== undefined) this.begin(begins);
    const found = groupsOf(numbers, line);
    if (found !== undefined) this.iterate(found);
    const ends = groupsOf(end, line);
    if (ends !== undefined) this.finish(ends);
    return begins !== undefined || found !== undefined || ends !== undefined;
  }

  private begin(groups: ReadonlyMap<string, string>): void {
    const { name, algorithm, direction } = this.rule;
    this.lastIteration = undefined;
    const facts: Record<string, unknown> = { library: name };
    for (const key of RUN_TEXTS) if (groups.has(key)) facts[key] = groups.get(key);
    for (const key of RUN_NUMBERS) {
      const value = finite(groups.get(key));
      if (value !== undefined && value >= 0) facts[key] = value;
    }
    this.runs.start({ algorithm: algorithm ?? name, ...facts, direction: direction ?? "minimize" });
  }

  private iterate(groups: ReadonlyMap<string, string>): void {
    const iteration = finite(groups.get("iteration"));
    // Without a line that begins a run, iterations that start anew are the only sign of the next one.
    const isAnew = iteration !== undefined && this.lastIteration !== undefined && iteration < this.lastIteration;
    if (!this.runs.isOpen && this.patterns.start !== undefined) return;
    if (!this.runs.isOpen || (isAnew && this.patterns.start === undefined)) this.begin(groups);
    this.lastIteration = iteration ?? this.lastIteration;
    const values = valuesOf(groups);
    if (Object.keys(values).length > 0) this.runs.report(values, iteration);
  }

  private finish(groups: ReadonlyMap<string, string>): void {
    if (!this.runs.isOpen) return;
    const { best, evaluations } = valuesOf(groups);
    const texts = Object.fromEntries([...groups].filter(([key]) => END_TEXTS.has(key)));
    this.runs.end({
      status: "completed",
      ...texts,
      ...(best === undefined ? {} : { best }),
      ...(evaluations === undefined || evaluations < 0 ? {} : { evaluations }),
    });
  }
}

/** The named groups that took part in a match; undefined where the expression does not match. */
function groupsOf(pattern: RE2JS | undefined, line: string): ReadonlyMap<string, string> | undefined {
  const matcher = pattern?.matcher(line);
  if (pattern === undefined || matcher === undefined || !matcher.find()) return undefined;
  const groups = new Map<string, string>();
  for (const name of Object.keys(pattern.namedGroups())) {
    const text = matcher.group(name);
    if (text !== null && text !== "") groups.set(name, text);
  }
  return groups;
}

/** The numbers among the groups; a gap with a percent sign is a fraction. */
function valuesOf(groups: ReadonlyMap<string, string>): Values {
  const values: Record<string, number> = {};
  const others: readonly string[] = [...RUN_TEXTS, ...RUN_NUMBERS, "iteration"];
  for (const [name, text] of groups) {
    if (others.includes(name) || END_TEXTS.has(name)) continue;
    const value = text.endsWith("%") ? fraction(text) : finite(text.replace(/(?<=\d),(?=\d{3}(\D|$))/g, ""));
    if (value !== undefined) values[name] = value;
  }
  return values;
}
