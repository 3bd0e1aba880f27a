import type { RunWriter } from "./runWriter";
import type { LineRule, LogReader } from "./solverLog";

/** A log that is read by patterns, the first that matches a line; what none matches may be a row of a table. */
export abstract class RuleLog implements LogReader {
  private patterns: readonly LineRule[] | undefined;

  constructor(protected readonly runs: RunWriter) {}

  take(line: string): boolean {
    this.patterns ??= this.rules();
    for (const [pattern, read] of this.patterns) {
      const match = pattern.exec(line);
      if (match === null) continue;
      read(match);
      return true;
    }
    return this.takeRow(line);
  }

  protected abstract rules(): readonly LineRule[];

  protected takeRow(_line: string): boolean {
    return false;
  }
}
