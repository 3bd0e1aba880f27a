import { accept, refuse, type Result } from "../base/result";
import { compact } from "./fields";
import { figureText, neighbour, parseFigure, parseTime, timeText, type TimeSpan } from "./queryValues";
import type { SessionStatus } from "./session";
import { SESSION_FIGURES, type MetricRange, type SessionFigure, type SessionFilter } from "./sessionFilter";

/** What can be asked for, one line a kind of word: an example and what it finds. */
export const HISTORY_QUERY_HELP: readonly { readonly example: string; readonly meaning: string }[] = [
  { example: 'rastrigin "night run"', meaning: "each text occurs in the label, algorithms, problem, tags or note" },
  { example: "status:failed", meaning: "running, completed, failed, stopped or interrupted" },
  { example: 'algorithm:"Simulated annealing"', meaning: "one of the session's algorithms" },
  { example: "problem:rastrigin", meaning: "the problem" },
  { example: "tag:night", meaning: "one of the tags" },
  { example: 'label:"GA on tours"', meaning: "the label, whole" },
  { example: "commit:33f6", meaning: "the beginning of the git commit's name" },
  { example: "branch:main", meaning: "the git branch" },
  { example: "is:pinned", meaning: "pinned or baseline; not: to turn it round" },
  {
    example: "after:2026-11-01",
    meaning: "began then or later: a date, a time, today, yesterday, or 7d for so long ago",
  },
  { example: "before:2026-11-20", meaning: "began before it" },
  { example: "on:yesterday", meaning: "began on that day" },
  { example: "best<0.1", meaning: "the best objective; the operators are < <= > >= =" },
  { example: "duration>5m", meaning: "how long it took: s, m, h, d" },
  { example: "memory>=2GB", meaning: "the peak memory of its processes" },
  { example: "cpu>50%", meaning: "the mean CPU use of the machine" },
  { example: "evaluations>1e6", meaning: "also iterations and runs" },
  {
    example: "sort:-duration",
    meaning: "by start, duration, best, evaluations, iterations, runs, cpu or memory; - puts the largest first",
  },
];

const STATUSES: readonly SessionStatus[] = ["running", "completed", "failed", "stopped", "interrupted"];
const OPERATORS = ["<=", ">=", "<", ">", "="] as const;
type Operator = (typeof OPERATORS)[number];

/** Fields of the filter that take a text as it is. */
const TEXT_FIELDS = ["algorithm", "problem", "tag", "label", "commit", "branch"] as const;
const FLAGS = { pinned: "isPinned", baseline: "isBaseline" } as const;
const FIELDS = [...TEXT_FIELDS, "status", "is", "not", "after", "before", "on", "sort", ...SESSION_FIGURES];

const WORD = /(?:[^\s"]|"(?:[^"\\]|\\.)*")+/gsu;
const QUOTED = /"((?:[^"\\]|\\.)*)"/gsu;
const TERM = /^([-\p{L}][\p{L}\p{N}_]*)(:|<=|>=|<|>|=)(.*)$/su;
const NEEDS_QUOTES = /[\s"]/u;

type Draft = { -readonly [K in keyof SessionFilter]?: SessionFilter[K] } & {
  words: string[];
  ranges: MetricRange[];
};

/** Thrown and caught inside the parser only. */
class Misread extends Error {}

/**
 * Reads what a person asks of the history, such as `ga tag:night best<0.1 after:2026-11-01 sort:-duration`.
 * Times without a zone are local; `now` is in Unix seconds. The reason of a refusal names the word and what was expected.
 */
export function parseHistoryQuery(text: string, now: number): Result<SessionFilter> {
  try {
    const draft: Draft = { words: [], ranges: [] };
    for (const word of wordsOf(text)) takeWord(draft, word, now);
    const { words, ranges, ...rest } = draft;
    return accept(
      compact<SessionFilter>({
        ...rest,
        words: words.length === 0 ? undefined : words,
        ranges: ranges.length === 0 ? undefined : ranges,
      }),
    );
  } catch (error) {
    if (error instanceof Misread) return refuse(error.message);
    throw error;
  }
}

/** Writes a filter as the text that means it; the page of the list (`limit`, `offset`) is no part of it. */
export function formatHistoryQuery(filter: SessionFilter): string {
  const words = [...(filter.text === undefined || filter.text === "" ? [] : [filter.text]), ...(filter.words ?? [])];
  return [
    ...words.map((word) => (TERM.test(word) || word === "" ? quoted(word) : maybeQuoted(word))),
    ...TEXT_FIELDS.flatMap((field) => textTerm(field, filter[field])),
    ...textTerm("status", filter.status),
    ...Object.entries(FLAGS).flatMap(([word, field]) =>
      filter[field] === undefined ? [] : [`${filter[field] ? "is" : "not"}:${word}`],
    ),
    ...(filter.from === undefined ? [] : [`after:${timeText(filter.from)}`]),
    ...(filter.to === undefined ? [] : [`before:${timeText(neighbour(filter.to, 1))}`]),
    ...(filter.ranges ?? []).flatMap(rangeTerms),
    ...(filter.sort === undefined ? [] : [`sort:${filter.sort.descending ? "-" : ""}${filter.sort.by}`]),
  ].join(" ");
}

function wordsOf(text: string): readonly string[] {
  const words = text.match(WORD) ?? [];
  if (text.replace(WORD, "").includes('"')) throw new Misread('A quotation mark (") is open: close it.');
  return words;
}

function takeWord(draft: Draft, word: string, now: number): void {
  const [, name, operator, value = ""] = TERM.exec(word) ?? [];
  if (name === undefined || operator === undefined) {
    draft.words.push(unquoted(word));
    return;
  }
  const field = name.toLowerCase();
  if (!FIELDS.includes(field)) throw new Misread(unknownField(word, name));
  if (value === "") throw new Misread(`"${shown(word)}" is not complete: say what comes after "${operator}".`);
  const figure = SESSION_FIGURES.find((candidate) => candidate === field);
  if (figure !== undefined) takeBound(draft, { word, figure, operator, value }, now);
  else if (operator === ":") takeField(draft, { word, field, value: unquoted(value) }, now);
  else throw new Misread(`"${shown(word)}": "${field}" is followed by ":", not by "${operator}".`);
}

interface FieldTerm {
  readonly word: string;
  readonly field: string;
  readonly value: string;
}

function takeField(draft: Draft, term: FieldTerm, now: number): void {
  const { word, field, value } = term;
  const textField = TEXT_FIELDS.find((candidate) => candidate === field);
  if (textField !== undefined) setOnce(draft, textField, value, word);
  else if (field === "status") setOnce(draft, "status", oneOf(STATUSES, value, word), word);
  else if (field === "is" || field === "not") takeFlag(draft, term);
  else if (field === "sort") setOnce(draft, "sort", sortOf(value, word), word);
  else takeTime(draft, term, now);
}

function takeFlag(draft: Draft, { word, field, value }: FieldTerm): void {
  const flag = oneOf(Object.keys(FLAGS) as (keyof typeof FLAGS)[], value, word);
  setOnce(draft, FLAGS[flag], field === "is", word);
}

function takeTime(draft: Draft, { word, field, value }: FieldTerm, now: number): void {
  const { start, end } = read<TimeSpan>(parseTime(value, now), word, value);
  if (field !== "before") setOnce(draft, "from", start, word);
  if (field === "before") setOnce(draft, "to", neighbour(start, -1), word);
  if (field !== "on") return;
  if (start === end)
    throw new Misread(`"${shown(word)}": "${shown(value)}" is no day; expected a date, today or yesterday.`);
  setOnce(draft, "to", neighbour(end, -1), word);
}

function takeBound(
  draft: Draft,
  term: { readonly word: string; readonly figure: SessionFigure; readonly operator: string; readonly value: string },
  now: number,
): void {
  const { word, figure } = term;
  const [operator, text] = term.operator === ":" ? splitOperator(term.value) : [term.operator as Operator, term.value];
  const value = read(parseFigure(figure, unquoted(text), now), word, text);
  const bound = boundOf(operator, value);
  const at = draft.ranges.findIndex((range) => range.figure === figure);
  const known = draft.ranges[at];
  const range = compact<MetricRange>({
    figure,
    min: tighter(Math.max, known?.min, bound.min),
    max: tighter(Math.min, known?.max, bound.max),
  });
  if (at < 0) draft.ranges.push(range);
  else draft.ranges[at] = range;
}

/** `best:<0.1` means `best<0.1`, and `runs:3` means `runs=3`. */
function splitOperator(value: string): readonly [Operator, string] {
  const operator = OPERATORS.find((candidate) => value.startsWith(candidate));
  return operator === undefined ? ["=", value] : [operator, value.slice(operator.length)];
}

function boundOf(operator: Operator, value: number): { readonly min?: number; readonly max?: number } {
  switch (operator) {
    case "<":
      return { max: neighbour(value, -1) };
    case "<=":
      return { max: value };
    case ">":
      return { min: neighbour(value, 1) };
    case ">=":
      return { min: value };
    case "=":
      return { min: value, max: value };
  }
}

function tighter(choose: (a: number, b: number) => number, a?: number, b?: number): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : choose(a, b);
}

function sortOf(value: string, word: string): NonNullable<SessionFilter["sort"]> {
  const descending = value.startsWith("-");
  return { by: oneOf(SESSION_FIGURES, descending ? value.slice(1) : value, word), descending };
}

function setOnce<K extends keyof SessionFilter>(draft: Draft, field: K, value: SessionFilter[K], word: string): void {
  if (draft[field] !== undefined) throw new Misread(`"${shown(word)}": this was said before; it can stand only once.`);
  (draft as { -readonly [F in keyof SessionFilter]?: SessionFilter[F] })[field] = value;
}

function oneOf<T extends string>(allowed: readonly T[], value: string, word: string): T {
  const found = allowed.find((candidate) => candidate === value.toLowerCase());
  if (found === undefined)
    throw new Misread(`"${shown(word)}": expected one of ${allowed.join(", ")}, not "${shown(value)}".`);
  return found;
}

function read<T>(result: Result<T>, word: string, value: string): T {
  if (!result.ok) throw new Misread(`"${shown(word)}": expected ${result.reason}, not "${shown(value)}".`);
  return result.value;
}

function unknownField(word: string, name: string): string {
  return `"${shown(word)}": there is no field "${shown(name)}"; the fields are ${FIELDS.join(", ")}. To look for this text, put it in quotation marks.`;
}

/** A word as a reason quotes it: a pasted page need not be read twice. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function rangeTerms({ figure, min, max }: MetricRange): readonly string[] {
  if (min !== undefined && min === max) return [`${figure}=${figureText(figure, min)}`];
  return [
    ...(min === undefined ? [] : [boundTerm(figure, ">", min, neighbour(min, -1))]),
    ...(max === undefined ? [] : [boundTerm(figure, "<", max, neighbour(max, 1))]),
  ];
}

/** "At least the number after 3" reads better as "more than 3". */
function boundTerm(figure: SessionFigure, operator: "<" | ">", bound: number, excluded: number): string {
  const inclusive = figureText(figure, bound);
  const exclusive = figureText(figure, excluded);
  return exclusive.length < inclusive.length ? `${figure}${operator}${exclusive}` : `${figure}${operator}=${inclusive}`;
}

function textTerm(field: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${field}:${value === "" ? '""' : maybeQuoted(value)}`];
}

function maybeQuoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? quoted(text) : text;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function unquoted(text: string): string {
  return text.replace(QUOTED, (_, inside: string) => inside.replace(/\\(.)/gsu, "$1"));
}
