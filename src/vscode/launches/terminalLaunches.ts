import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import type { Log } from "../../base/log";
import { VARIABLES } from "../../protocol/environment";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";
import type { LaunchEnvironment } from "./launchEnvironment";
import type { RunningLaunches } from "./runningLaunches";
import type { TaskOutputs } from "./taskOutputs";
import { TerminalOutput } from "./terminalOutput";

/** The launch that a debugger's command line in a terminal belongs to. */
const DEBUG_LAUNCH = new RegExp(`${VARIABLES.session}=["']?([\\w-]+)`);

/**
 * Commands that the user types into terminals, as far as shell integration tells them. While a terminal is open its
 * folder's engine is kept there, because any program in it may report.
 */
export class TerminalLaunches implements Disposable {
  private readonly store = new DisposableStore();
  private readonly holds = new Map<vscode.Terminal, Disposable>();
  private readonly launchIds = new Map<vscode.TerminalShellExecution, string>();

  constructor(
    private readonly engines: Engines,
    private readonly environment: LaunchEnvironment,
    private readonly launches: RunningLaunches,
    private readonly taskOutputs: TaskOutputs,
    private readonly log: Log,
  ) {
    this.store.add(vscode.window.onDidOpenTerminal((terminal) => this.hold(terminal)));
    this.store.add(vscode.window.onDidCloseTerminal((terminal) => this.release(terminal)));
    this.store.add(vscode.window.onDidStartTerminalShellExecution((event) => void this.onStart(event)));
    this.store.add(vscode.window.onDidEndTerminalShellExecution((event) => this.onEnd(event)));
    for (const terminal of vscode.window.terminals) this.hold(terminal);
  }

  private hold(terminal: vscode.Terminal): void {
    const engine = this.engineOf(terminal);
    // An extension's own terminal runs no processes.
    if (engine === undefined || "pty" in terminal.creationOptions || !this.environment.isRecording(engine)) return;
    this.holds.set(terminal, engine.hold());
  }

  private release(terminal: vscode.Terminal): void {
    this.holds.get(terminal)?.dispose();
    this.holds.delete(terminal);
  }

  private async onStart({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): Promise<void> {
    const engine = this.engineOf(terminal);
    const command = execution.commandLine.value.trim();
    if (engine === undefined || !this.environment.isRecording(engine)) return;
    // What a debugger types into a terminal is announced as a debug session.
    const debugLaunch = DEBUG_LAUNCH.exec(command)?.[1];
    // Nothing is handed over of what is printed before this call.
    const output = new TerminalOutput(execution, this.launches, this.log);
    if (command.includes(VARIABLES.session)) return output.readFor(debugLaunch);
    const launchId = `terminal-${randomUUID()}`;
    this.launchIds.set(execution, launchId);
    const pid = await terminal.processId;
    // The same goes for a task's command, and a short command has ended by now.
    const mayBeTasks = this.mayBeTasks(terminal, command, pid);
    this.log.debug(`${mayBeTasks ? "A task's" : "A"} command begins in terminal ${pid ?? "?"}: ${command}`);
    if (mayBeTasks) {
      this.launchIds.delete(execution);
      return this.taskOutputs.addOutput(output, pid, command);
    }
    if (!this.launchIds.has(execution)) return;
    this.launches.begin(engine, {
      launchId,
      kind: "terminal",
      label: command.length > 60 ? `${command.slice(0, 59)}…` : command,
      command,
      ...(pid === undefined ? {} : { pid }),
      ...(execution.cwd === undefined ? {} : { cwd: execution.cwd.fsPath }),
    });
    output.readFor(launchId);
  }

  /** What has no words is an empty line or, where much goes on, a task's command that the editor did not catch. */
  private mayBeTasks(terminal: vscode.Terminal, command: string, pid: number | undefined): boolean {
    const isTaskProcess = pid !== undefined && this.launches.ownsProcess(pid);
    return this.taskOutputs.owns(terminal, command, isTaskProcess) || command === "";
  }

  private onEnd({ execution, exitCode }: vscode.TerminalShellExecutionEndEvent): void {
    const launchId = this.launchIds.get(execution);
    if (launchId === undefined) return;
    this.launchIds.delete(execution);
    this.launches.end(launchId, exitCode === undefined ? {} : { exitCode });
  }

  private engineOf(terminal: vscode.Terminal): EngineConnection | undefined {
    const { cwd } = "pty" in terminal.creationOptions ? {} : terminal.creationOptions;
    const folder = terminal.shellIntegration?.cwd ?? (typeof cwd === "string" ? vscode.Uri.file(cwd) : cwd);
    return this.engines.forFolder(folder);
  }

  dispose(): void {
    this.store.dispose();
    for (const hold of this.holds.values()) hold.dispose();
  }
}
