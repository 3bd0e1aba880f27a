import type { RunOutcome, RunWriter } from "./runWriter";

/** Reads one solver's lines, in the order in which they are printed. */
export interface LogReader {
  /** Takes a line; true where it is one of this solver's, so that no other reader is asked. */
  take(line: string): boolean;
}

/** How one solver prints what it does. */
export interface LogFormat {
  /** What the solver is called, also as the algorithm of its runs. */
  readonly name: string;
  /** Lines as they are printed before the ones with numbers; whoever tries a single line feeds these first. */
  readonly preamble: readonly string[];
  create(runs: RunWriter): LogReader;
}

/** What a line says, by the pattern that it matches. */
export type LineRule = readonly [pattern: RegExp, read: (match: RegExpExecArray) => void];

/** How a run ended that ends with words which match. */
export type OutcomeRule = readonly [pattern: RegExp, outcome: Partial<RunOutcome>];

/** What a solver's last words say of how its run ended; where that is no success, they are the run's message. */
export function outcomeOf(rules: readonly OutcomeRule[], text: string): Partial<RunOutcome> {
  const [, outcome] = rules.find(([pattern]) => pattern.test(text)) ?? [];
  return outcome?.converged === true ? outcome : { ...outcome, message: text };
}

/** Bounds beyond this stand for "none yet" in every solver's output. */
const NO_BOUND = 1e20;

/** A number as solvers print it; undefined for what is none: `-`, `--`, `inf`, an empty column. Fortran writes `1.5D+03`. */
export function finite(text: string | undefined): number | undefined {
  const plain = text?.trim().replace(/[dD](?=[+-]?\d)/, "e") ?? "";
  // A negative zero is nobody's result.
  const value = plain === "" ? NaN : Number(plain) + 0;
  return Number.isFinite(value) && Math.abs(value) < NO_BOUND ? value : undefined;
}

/** A percentage as the fraction that a gap is. */
export function fraction(text: string | undefined): number | undefined {
  const percent = finite(text?.replace("%", ""));
  return percent === undefined ? undefined : percent / 100;
}

const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ["k", 1e3],
  ["K", 1e3],
  ["M", 1e6],
  ["G", 1e9],
]);

/** A count that may be shortened: `12k`, `3M`. */
export function count(text: string | undefined): number | undefined {
  const plain = text?.trim() ?? "";
  const factor = SUFFIXES.get(plain.slice(-1));
  const value = finite(factor === undefined ? plain : plain.slice(0, -1));
  return value === undefined ? undefined : value * (factor ?? 1);
}

/** The cells of a table row that is drawn with `|`. */
export function cells(line: string): readonly string[] {
  return line.split("|").map((cell) => cell.trim());
}

/** Reads the cells of rows by the titles of their columns; undefined for a line that is no row of this table. */
export function rowOf(titles: readonly string[], line: string): ReadonlyMap<string, string> | undefined {
  const found = cells(line);
  if (titles.length < 3 || found.length !== titles.length) return undefined;
  return new Map(titles.map((title, index) => [title, found[index] ?? ""]));
}
