import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ALERT_SECRET_PREFIX,
  COMMANDS,
  CONTEXT_KEYS,
  FILTERS_KEY,
  OTLP_HEADERS_KEY,
  PANEL_VIEW_TYPE,
  REPORT_VIEW_TYPE,
  SESSION_REPORT_VIEW_TYPE,
  SESSIONS_VIEW,
  TOLD_REGRESSIONS_KEY,
} from "../../../src/vscode/contributions";

/** The shell's sources as one text. */
function shellSource(): string {
  const folder = join(import.meta.dirname, "../../../src/vscode");
  const files = readdirSync(folder, { recursive: true }).map(String);
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
}

describe("names in the code", () => {
  it("are written once: no command, view or key outside the table", () => {
    const literals = [...shellSource().matchAll(/"(optimizerMonitor\.[\w.]+)"/g)].map((match) => match[1] ?? "");
    const table: readonly string[] = [
      ...Object.values(COMMANDS),
      ...Object.values(CONTEXT_KEYS),
      SESSIONS_VIEW,
      PANEL_VIEW_TYPE,
      REPORT_VIEW_TYPE,
      SESSION_REPORT_VIEW_TYPE,
    ];
    // Keys of the editor's memory and secrets, and the status bar item's id are no contributions.
    const own = [
      "optimizerMonitor.launches",
      "optimizerMonitor.session",
      "optimizerMonitor.apiToken",
      ALERT_SECRET_PREFIX,
      FILTERS_KEY,
      TOLD_REGRESSIONS_KEY,
      OTLP_HEADERS_KEY,
    ];
    expect(literals.filter((literal) => !table.includes(literal) && !own.includes(literal))).toEqual([]);
  });
});
