import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { VARIABLES } from "../../protocol/environment";
import { TASK_TYPE } from "../contributions";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";
import type { LaunchEnvironment } from "./launchEnvironment";
import type { RunningLaunches } from "./runningLaunches";
import type { TaskOutputs } from "./taskOutputs";

/** Every task with a process is a launch, from its process's start to its exit. */
export class TaskLaunches implements Disposable {
  private readonly store = new DisposableStore();
  private readonly launchIds = new Map<vscode.TaskExecution, string>();
  /** Tasks that the user asked to monitor, until their process starts. */
  private readonly definite = new Set<string>();

  constructor(
    private readonly engines: Engines,
    private readonly environment: LaunchEnvironment,
    private readonly launches: RunningLaunches,
    private readonly outputs: TaskOutputs,
  ) {
    this.store.add(vscode.tasks.onDidStartTaskProcess((event) => this.onStart(event)));
    this.store.add(vscode.tasks.onDidEndTaskProcess((event) => this.onEnd(event.execution, event.exitCode)));
    // A task whose terminal is closed may end without an exit of its process.
    this.store.add(vscode.tasks.onDidEndTask((event) => this.onEnd(event.execution, undefined)));
  }

  /** Runs a task that is recorded even if nothing in it reports. */
  async runDefinite(task: vscode.Task): Promise<void> {
    this.definite.add(taskKey(task));
    await vscode.tasks.executeTask(task);
  }

  private onStart({ execution, processId }: vscode.TaskProcessStartEvent): void {
    const engine = this.engineOf(execution.task);
    if (engine === undefined || !this.environment.isRecording(engine)) return;
    const { task } = execution;
    const isDefinite = this.definite.delete(taskKey(task)) || task.definition.type === TASK_TYPE;
    const launchId = this.launches.recall(processId) ?? ownLaunchId(task) ?? `task-${randomUUID()}`;
    this.launchIds.set(execution, launchId);
    const described = describe(task, engine.folder.uri.fsPath);
    this.launches.begin(engine, {
      launchId,
      kind: "task",
      label: labelOf(task),
      pid: processId,
      ...(isDefinite ? { definite: true } : {}),
      ...described,
    });
    this.outputs.addLaunch(launchId, processId, described.command ?? "");
  }

  private onEnd(execution: vscode.TaskExecution, exitCode: number | undefined): void {
    const launchId = this.launchIds.get(execution);
    if (launchId === undefined) return;
    this.launchIds.delete(execution);
    const told = this.outputs.endLaunch(launchId);
    // The editor gives no code where it ended the task itself, because the user terminated it or closed its terminal.
    this.launches.end(launchId, exitCode === undefined ? { stopped: true } : { exitCode }, told);
  }

  private engineOf(task: vscode.Task): EngineConnection | undefined {
    return this.engines.forFolder(typeof task.scope === "object" ? task.scope.uri : undefined);
  }

  dispose(): void {
    this.store.dispose();
  }
}

function taskKey(task: vscode.Task): string {
  const scope = typeof task.scope === "object" ? task.scope.uri.toString() : "";
  return `${scope}|${task.source}|${task.name}`;
}

function labelOf(task: vscode.Task): string {
  const label: unknown = task.definition.type === TASK_TYPE ? task.definition["label"] : undefined;
  return typeof label === "string" && label !== "" ? label : task.name;
}

/** The launch id that our own task type gave to the program. */
function ownLaunchId(task: vscode.Task): string | undefined {
  const execution = task.execution;
  if (!(execution instanceof vscode.ShellExecution)) return undefined;
  return execution.options?.env?.[VARIABLES.session];
}

/** Command line and folder of a task as far as the editor tells them. */
function describe({ execution }: vscode.Task, folder: string): { command?: string; cwd?: string } {
  if (execution instanceof vscode.ShellExecution) {
    const parts = [execution.command ?? "", ...(execution.args ?? [])].map(plainText);
    return known(execution.commandLine ?? parts.join(" "), execution.options?.cwd, folder);
  }
  if (execution instanceof vscode.ProcessExecution) {
    return known([execution.process, ...execution.args].join(" "), execution.options?.cwd, folder);
  }
  return {};
}

function plainText(part: string | vscode.ShellQuotedString): string {
  return typeof part === "string" ? part : part.value;
}

/** The editor hands tasks over as they are written; of their variables only the folder is known here. */
function known(command: string, cwd: string | undefined, folder: string): { command?: string; cwd?: string } {
  const written = (text: string): string => text.replace(/\$\{workspace(Folder|Root)\}/g, folder);
  const path = resolve(folder, written(cwd ?? ""));
  return { ...(command === "" ? {} : { command: written(command) }), ...(path.includes("${") ? {} : { cwd: path }) };
}
