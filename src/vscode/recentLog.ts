import type { Log } from "../base/log";

const KEPT_LINES = 500;

/** Passes everything on to the editor's log, and keeps the last lines of it, whatever level the user has chosen. */
export class RecentLog implements Log {
  readonly debug = this.at("debug");
  readonly info = this.at("info");
  readonly warn = this.at("warn");
  readonly error = this.at("error");
  private readonly kept: string[] = [];

  constructor(private readonly target: Log) {}

  /** Oldest first, each with its time and level. */
  get lines(): readonly string[] {
    return this.kept;
  }

  private at(level: keyof Log): (message: string) => void {
    return (message) => {
      this.kept.push(`${new Date().toISOString()} ${level} ${message}`);
      if (this.kept.length > KEPT_LINES) this.kept.shift();
      this.target[level](message);
    };
  }
}
