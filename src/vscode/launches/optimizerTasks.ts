import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { isObject } from "../../protocol/fields";
import { VARIABLES } from "../../protocol/environment";
import { TASK_TYPE } from "../contributions";

/** Our task type: a command that is always recorded, and whose programs carry the launch's id wherever they go. */
export function registerOptimizerTasks(): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(TASK_TYPE, {
    // There is nothing to detect: these tasks are written in tasks.json.
    provideTasks: () => [],
    resolveTask: (task) => resolve(task),
  });
}

function resolve(task: vscode.Task): vscode.Task | undefined {
  const { definition } = task;
  const command: unknown = definition["command"];
  if (typeof command !== "string" || command === "") return undefined;
  const args = textList(definition["args"]);
  const cwd: unknown = definition["cwd"];
  const options: vscode.ShellExecutionOptions = {
    env: { ...textRecord(definition["env"]), [VARIABLES.session]: `task-${randomUUID()}` },
    ...(typeof cwd === "string" ? { cwd } : {}),
  };
  const execution =
    args === undefined
      ? new vscode.ShellExecution(command, options)
      : new vscode.ShellExecution(command, args.map(quoted), options);
  const scope = task.scope ?? vscode.TaskScope.Workspace;
  // The editor matches the answer to its question by the definition, which therefore must be the very same object.
  return new vscode.Task(definition, scope, task.name, TASK_TYPE, execution);
}

/** Each argument reaches the program as it is written. */
function quoted(value: string): vscode.ShellQuotedString {
  return { value, quoting: vscode.ShellQuoting.Strong };
}

function textList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: readonly unknown[] = value;
  return list.map(String);
}

function textRecord(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, String(entry)]));
}
