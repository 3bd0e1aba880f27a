import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { at } from "../../../scripts/setup/paths.mjs";
import type { Editor } from "./editor";

/** The workspace whose tasks report until they are told to finish. */
export const fixture = at("test", "ui", "fixture");

/** Starts a task of the fixture and resolves when the status bar shows it. */
export async function startSteadyRun(editor: Editor, task: "Steady" | "Failing" = "Steady"): Promise<void> {
  rmSync(join(editor.workspace, "finished.txt"), { force: true });
  await editor.workbench.runTask(task);
  await editor.workbench
    .monitorItem()
    .filter({ hasText: /Steady/ })
    .waitFor();
}

/** Lets the task end and resolves with the number of iterations that each of its two runs had. */
export async function finishSteadyRun(editor: Editor): Promise<number> {
  writeFileSync(join(editor.workspace, "finish"), "");
  const finished = join(editor.workspace, "finished.txt");
  await expect.poll(() => existsSync(finished), { timeout: 15_000 }).toBe(true);
  return Number(readFileSync(finished, "utf8"));
}
