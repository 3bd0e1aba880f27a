import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import { isObject } from "../../protocol/fields";
import { askOne } from "../askUser";
import type { Engines } from "../engine/engines";
import type { TaskLaunches } from "../launches/taskLaunches";
import { pickLine } from "../shownTexts";

/** The demo workspace marks its demo task by this word in its label. */
const DEMO_LABEL = /\bdemo\b/i;

/** Starts tasks so that they are recorded, whatever they are. */
export class TaskCommands {
  constructor(
    private readonly engines: Engines,
    private readonly tasks: TaskLaunches,
    private readonly offerExamples: () => void,
  ) {}

  /** Runs a task and records it even if nothing in it reports; the caller may pass `{ task: label }`. */
  async monitorTask(argument: unknown): Promise<void> {
    this.requireRunnable();
    const all = await vscode.tasks.fetchTasks();
    if (all.length === 0) {
      throw new UserError("no-task", vscode.l10n.t("This workspace has no tasks. Add one to .vscode/tasks.json."));
    }
    const task = await chooseTask(all, argument);
    if (task !== undefined) await this.tasks.runDefinite(task);
  }

  /** Runs the demo task of the workspace that has one, else offers one that does. */
  async runDemo(): Promise<void> {
    const demo = (await vscode.tasks.fetchTasks()).find(({ name }) => DEMO_LABEL.test(name));
    if (demo === undefined) return this.offerExamples();
    this.requireRunnable();
    await this.tasks.runDefinite(demo);
  }

  private requireRunnable(): void {
    this.engines.require();
    if (vscode.workspace.isTrusted) return;
    throw new UserError("untrusted", vscode.l10n.t("Tasks run once this workspace is trusted."));
  }
}

/** The task that the caller names, else the one that the user picks. */
async function chooseTask(tasks: readonly vscode.Task[], argument: unknown): Promise<vscode.Task | undefined> {
  const wanted = isObject(argument) ? argument["task"] : undefined;
  if (typeof wanted !== "string") return askTask(tasks);
  const found = tasks.find(({ name }) => name === wanted);
  if (found === undefined) throw new UserError("no-task", vscode.l10n.t("There is no task “{0}”.", wanted));
  return found;
}

async function askTask(tasks: readonly vscode.Task[]): Promise<vscode.Task | undefined> {
  const items = tasks.map((task) => ({
    label: pickLine(task.name),
    description: task.source,
    detail: pickLine(task.detail ?? ""),
    task,
  }));
  const title = vscode.l10n.t("Monitor which task?");
  return (await askOne(items, { title, matchOnDescription: true }))?.task;
}
