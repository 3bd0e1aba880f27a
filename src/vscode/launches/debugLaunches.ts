import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import { isObject } from "../../protocol/fields";
import { VARIABLES } from "../../protocol/environment";
import type { Engines } from "../engine/engines";
import { canCarryVariables, runsInTerminal, withVariables } from "./debugConfiguration";
import { terminalBase } from "./configuredVariables";
import type { LaunchEnvironment } from "./launchEnvironment";
import type { LaunchEnd, RunningLaunches } from "./runningLaunches";

/** What a debug adapter told of the program. */
interface Debuggee {
  readonly launchId: string;
  exitCode?: number;
  /** The user asked for the end. */
  stopped: boolean;
  /** The program has ended; what the editor sends now tidies up. */
  over: boolean;
  hasProcess: boolean;
  /** What it prints is read there, and must not be read again from the debug console. */
  readonly isInTerminal: boolean;
}

/** js-debug reports no exit code but in words, and the process only in its child session's name. */
const EXIT_WORDS = /^Process exited with code (-?\d+)/;
const CHILD_NAME = / \[(\d+)\]/;

/** What adapters call a program's own output, if they call it anything. */
const PROGRAM_OUTPUT: ReadonlySet<unknown> = new Set([undefined, "stdout"]);

/** Every debug session that launches a program is a launch; its program gets the variables through the configuration. */
export class DebugLaunches implements Disposable {
  private readonly store = new DisposableStore();
  private readonly debuggees = new Map<string, Debuggee>();

  constructor(
    private readonly engines: Engines,
    private readonly environment: LaunchEnvironment,
    private readonly launches: RunningLaunches,
    private readonly log: Log,
  ) {
    this.store.add(
      vscode.debug.registerDebugConfigurationProvider("*", {
        resolveDebugConfigurationWithSubstitutedVariables: (folder, configuration) =>
          this.resolve(folder, configuration),
      }),
    );
    this.store.add(
      vscode.debug.registerDebugAdapterTrackerFactory("*", {
        createDebugAdapterTracker: (session) => this.track(session),
      }),
    );
    this.store.add(vscode.debug.onDidStartDebugSession((session) => this.onStart(session)));
    this.store.add(vscode.debug.onDidTerminateDebugSession((session) => this.onEnd(session)));
  }

  private async resolve(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    const engine = this.engines.forFolder(folder?.uri);
    if (engine === undefined || !canCarryVariables(configuration) || !this.environment.isRecording(engine)) {
      return configuration;
    }
    try {
      const address = await this.environment.addressVariables(engine);
      const launchId = `debug-${randomUUID()}`;
      const fixed = {
        ...address,
        ...this.environment.settingVariables(engine),
        ...this.environment.otlpVariables(engine, configuration["env"], launchId),
        [VARIABLES.session]: launchId,
      };
      return withVariables(configuration, {
        fixed,
        paths: this.environment.pathsFor(engine),
        inherited: terminalBase(),
      });
    } catch (error) {
      // Debugging goes on without us.
      this.log.warn(`${configuration.name} runs unmonitored: ${errorText(error)}`);
      return configuration;
    }
  }

  private onStart(session: vscode.DebugSession): void {
    const launchId = launchIdOf(session);
    const engine = this.engines.forFolder(session.workspaceFolder?.uri);
    if (session.parentSession !== undefined) this.onChildStart(session);
    if (launchId === undefined || engine === undefined) return;
    this.debuggeeOf(session, launchId);
    const { program, cwd } = session.configuration;
    this.launches.begin(engine, {
      launchId,
      kind: "debug",
      label: session.name,
      ...(typeof program === "string" ? { command: commandOf(program, session.configuration["args"]) } : {}),
      ...(typeof cwd === "string" ? { cwd } : {}),
    });
  }

  private onChildStart(session: vscode.DebugSession): void {
    const debuggee = this.debuggees.get(rootOf(session).id);
    const pid = CHILD_NAME.exec(session.name)?.[1];
    // The first child is the program, later ones are its workers and children.
    if (debuggee === undefined || debuggee.hasProcess || pid === undefined) return;
    debuggee.hasProcess = true;
    this.launches.update(debuggee.launchId, { pid: Number(pid) });
  }

  private debuggeeOf({ id, configuration }: vscode.DebugSession, launchId: string): Debuggee {
    const known = this.debuggees.get(id);
    if (known !== undefined) return known;
    const isInTerminal = runsInTerminal(configuration);
    const debuggee: Debuggee = { launchId, stopped: false, over: false, hasProcess: false, isInTerminal };
    this.debuggees.set(id, debuggee);
    return debuggee;
  }

  private onEnd(session: vscode.DebugSession): void {
    const debuggee = this.debuggees.get(session.id);
    if (debuggee === undefined) return;
    this.debuggees.delete(session.id);
    const { exitCode, stopped } = debuggee;
    const end: LaunchEnd = { ...(exitCode === undefined ? {} : { exitCode }), ...(stopped ? { stopped } : {}) };
    this.launches.end(debuggee.launchId, end);
  }

  /** Reads process and exit code from what the adapter says; adapters differ in what they say. */
  private track(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    const root = rootOf(session);
    const launchId = launchIdOf(root);
    if (launchId === undefined) return undefined;
    const debuggee = this.debuggeeOf(root, launchId);
    return {
      onWillReceiveMessage: (message: unknown) => {
        const command = isObject(message) ? message["command"] : undefined;
        if (command === "terminate" || command === "disconnect") debuggee.stopped ||= !debuggee.over;
      },
      onDidSendMessage: (message: unknown) => this.read(debuggee, message),
    };
  }

  private read(debuggee: Debuggee, message: unknown): void {
    if (!isObject(message) || message["type"] !== "event") return;
    const body = isObject(message["body"]) ? message["body"] : {};
    switch (message["event"]) {
      case "terminated":
        debuggee.over = true;
        break;
      case "exited":
        debuggee.over = true;
        if (typeof body["exitCode"] === "number") debuggee.exitCode = body["exitCode"];
        break;
      case "output":
        readExit(debuggee, body["output"]);
        this.readOutput(debuggee, body);
        break;
      case "process":
        this.readProcess(debuggee, body["systemProcessId"]);
        break;
    }
  }

  /** What the program prints into the debug console; adapters' own remarks and telemetry are none of it. */
  private readOutput(debuggee: Debuggee, { category, output }: Readonly<Record<string, unknown>>): void {
    if (typeof output !== "string" || debuggee.isInTerminal || !PROGRAM_OUTPUT.has(category)) return;
    this.launches.output(debuggee.launchId, output);
  }

  private readProcess(debuggee: Debuggee, pid: unknown): void {
    if (typeof pid !== "number" || debuggee.hasProcess) return;
    debuggee.hasProcess = true;
    this.launches.update(debuggee.launchId, { pid });
  }

  dispose(): void {
    this.store.dispose();
  }
}

function readExit(debuggee: Debuggee, output: unknown): void {
  const code = typeof output === "string" ? EXIT_WORDS.exec(output)?.[1] : undefined;
  if (code === undefined) return;
  debuggee.over = true;
  debuggee.exitCode ??= Number(code);
}

function rootOf(session: vscode.DebugSession): vscode.DebugSession {
  return session.parentSession === undefined ? session : rootOf(session.parentSession);
}

/** The id that the session's own configuration carries; a child's belongs to its parent. */
function launchIdOf(session: vscode.DebugSession): string | undefined {
  if (session.parentSession !== undefined) return undefined;
  const { env, environment } = session.configuration;
  if (isObject(env)) return text(env[VARIABLES.session]);
  const entries: readonly unknown[] = Array.isArray(environment) ? environment : [];
  const entry = entries.find((candidate) => isObject(candidate) && candidate["name"] === VARIABLES.session);
  return isObject(entry) ? text(entry["value"]) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function commandOf(program: string, args: unknown): string {
  const list: readonly unknown[] = Array.isArray(args) ? args : [];
  return [program, ...list.map(String)].join(" ");
}
