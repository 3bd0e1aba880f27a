import type { Log } from "../base/log";

const KEPT_LINES = 500;

/** Passes everything on to the editor's log, and keeps the last lines of it, whatever level the user has chosen. */
export class RecentLog implements Log {
  private readonly kept: string[] = [];

  constructor(private readonly target: Log) {}

  /** Oldest first, each with its time and level. */
  get lines(): readonly string[] {
    return this.kept;
  }

  debug(message: string): void {
    this.keep("debug", message);
    this.target.debug(message);
  }

  info(message: string): void {
    this.keep("info", message);
    this.target.info(message);
  }

  warn(message: string): void {
    this.keep("warn", message);
    this.target.warn(message);
  }

  error(message: string): void {
    this.keep("error", message);
    this.target.error(message);
  }

  private keep(level: string, message: string): void {
    this.kept.push(`${new Date().toISOString()} ${level} ${message}`);
    if (this.kept.length > KEPT_LINES) this.kept.shift();
  }
}
