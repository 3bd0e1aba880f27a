import type * as vscode from "vscode";
import type { Log } from "../../base/log";
import type { Engines } from "../engine/engines";
import { DebugLaunches } from "./debugLaunches";
import type { LaunchEnvironment } from "./launchEnvironment";
import { registerOptimizerTasks } from "./optimizerTasks";
import { RunningLaunches } from "./runningLaunches";
import { TaskLaunches } from "./taskLaunches";
import { TaskOutputs } from "./taskOutputs";
import { TerminalLaunches } from "./terminalLaunches";

/** What launches are recorded with. */
export interface LaunchTargets {
  readonly engines: Engines;
  readonly environment: LaunchEnvironment;
  readonly memory: vscode.Memento;
  readonly log: Log;
}

/** Follows tasks, debug sessions and terminals from now on; `own` keeps what has to be disposed. */
export function watchLaunches(
  { engines, environment, memory, log }: LaunchTargets,
  own: <T extends vscode.Disposable>(disposable: T) => T,
): TaskLaunches {
  const launches = own(new RunningLaunches(engines, memory, log));
  const outputs = new TaskOutputs();
  const tasks = own(new TaskLaunches(engines, environment, launches, outputs));
  own(new DebugLaunches(engines, environment, launches, log));
  own(new TerminalLaunches(engines, environment, launches, outputs, log));
  own(registerOptimizerTasks());
  return tasks;
}
