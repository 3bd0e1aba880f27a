import { appendFileSync, renameSync, statSync } from "node:fs";
import type { Log } from "../base/log";

const MAX_BYTES = 1_000_000;

/** Logs to a file that is set aside when it grows large; a log that cannot be written is silent. */
export function createFileLog(path: string, level: "debug" | "info" = "info"): Log {
  const write = (kind: string, message: string): void => {
    try {
      if (sizeOf(path) > MAX_BYTES) renameSync(path, `${path}.old`);
      appendFileSync(path, `${new Date().toISOString()} ${kind} ${message}\n`, { mode: 0o600 });
    } catch {
      // There is nowhere left to say it.
    }
  };
  return {
    debug: (message) => (level === "debug" ? write("debug", message) : undefined),
    info: (message) => write("info", message),
    warn: (message) => write("warning", message),
    error: (message) => write("error", message),
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
