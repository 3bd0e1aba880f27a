import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { at } from "../../../scripts/setup/paths.mjs";
import type { Editor } from "./editor";

/** The workspace whose tasks report until they are told to finish. */
export const fixture = at("test", "ui", "fixture");

const patience = { timeout: 30_000, interval: 100 };

/** Starts a task of the fixture and resolves when the status bar shows it. */
export async function startSteadyRun(
  editor: Editor,
  task: "Steady" | "Failing" | "Diverging" = "Steady",
): Promise<void> {
  const started = join(editor.workspace, "started.txt");
  for (const file of [started, join(editor.workspace, "finished.txt")]) rmSync(file, { force: true });
  await editor.workbench.runTask(task);
  // The status bar may still show how the run before ended.
  await vi.waitUntil(() => existsSync(started), patience);
  await editor.workbench
    .monitorItem()
    .filter({ hasText: /Steady/ })
    .waitFor();
}

/** Lets the task end and resolves with the number of iterations that each of its two runs had. */
export async function finishSteadyRun(editor: Editor): Promise<number> {
  writeFileSync(join(editor.workspace, "finish"), "");
  const finished = join(editor.workspace, "finished.txt");
  await vi.waitUntil(() => existsSync(finished), patience);
  return Number(readFileSync(finished, "utf8"));
}
