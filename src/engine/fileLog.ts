import { closeSync, renameSync, writeSync } from "node:fs";
import { lstatIfThere } from "../base/fileLook";
import type { Log } from "../base/log";
import { openToAppend } from "../base/privateFiles";

const MAX_BYTES = 1_000_000;

/** Logs to a file that is set aside when it grows large; a log that cannot be written is silent. */
export function createFileLog(path: string, level: "debug" | "info" = "info"): Log {
  const write = (kind: string, message: string): void => {
    try {
      if (sizeOf(path) > MAX_BYTES) renameSync(path, `${path}.old`);
      append(path, `${new Date().toISOString()} ${kind} ${message}\n`);
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

function append(path: string, text: string): void {
  const file = openToAppend(path);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  return lstatIfThere(path)?.size ?? 0;
}
