import type { LogMatcherRule } from "../protocol/logMatchers";
import { FORMATS } from "./formats";
import { OutputLines } from "./outputLines";
import { RunWriter, type PrintedEvent } from "./runWriter";
import type { LogFormat, LogReader } from "./solverLog";
import { userFormat } from "./userLog";

/** What the reader of one output needs from its surroundings. */
export interface PrintedRunsOptions {
  readonly formats: readonly LogFormat[];
  /** An id that no run anywhere has. */
  readonly newRunId: () => string;
  readonly onEvent: (event: PrintedEvent) => void;
}

/** The output of one launch: text in, in whatever pieces, events of the wire out. */
export class PrintedRuns {
  private readonly lines = new OutputLines((line) => this.take(line));
  private readonly readers: readonly LogReader[];
  private time = 0;

  constructor({ formats, newRunId, onEvent }: PrintedRunsOptions) {
    const surroundings = { now: () => this.time, newRunId, emit: onEvent };
    // One writer each: what one solver prints never ends the run of another that it works for.
    this.readers = formats.map((format) => format.create(new RunWriter(surroundings)));
  }

  /** Reads a piece of output that came at `time` (Unix seconds). */
  push(text: string, time: number): void {
    this.time = time;
    this.lines.push(text);
  }

  /** The output has ended. */
  end(time: number): void {
    this.time = time;
    this.lines.flush();
  }

  private take(line: string): void {
    for (const reader of this.readers) if (reader.take(line)) return;
  }
}

/** The user's formats, which are asked first, and the known ones; expressions that cannot be used are named. */
export function formatsFor(rules: readonly LogMatcherRule[]): {
  readonly formats: readonly LogFormat[];
  readonly problems: readonly string[];
} {
  const own = rules.map((rule) => ({ rule, made: userFormat(rule) }));
  return {
    formats: [...own.flatMap(({ made }) => (made.ok ? [made.format] : [])), ...FORMATS],
    problems: own.flatMap(({ rule, made }) => (made.ok ? [] : [`${rule.name}: ${made.reason}`])),
  };
}
