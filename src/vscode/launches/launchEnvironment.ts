import { platform } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { engineAddresses } from "../../base/addresses";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { VARIABLES } from "../../protocol/environment";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";
import type { EditorSettings } from "../settings";
import { clientPaths, clientVariables, PATH_VARIABLES, type ClientPaths } from "../../control/clientPaths";
import { OTLP_VARIABLES, type OtlpBase } from "../../control/otlpVariables";
import { isObject } from "../../protocol/fields";
import type { OtlpAccess } from "../engine/otlpAccess";
import { ConfiguredVariables, terminalBase } from "./configuredVariables";
import { changePath } from "./variables";

/** An engine is there in a third of a second, or something is wrong with it. */
const LONGEST_WAIT_MS = 3000;

/** What it works on. */
export interface LaunchEnvironmentOptions {
  readonly engines: Engines;
  readonly settings: EditorSettings;
  readonly otlp: OtlpAccess;
  readonly distFolder: string;
}

/** Gives terminals and tasks the variables by which programs find the engine of their folder, and the clients. */
export class LaunchEnvironment implements Disposable {
  private readonly store = new DisposableStore();
  private readonly configured = this.store.add(new ConfiguredVariables());

  constructor(
    private readonly collection: vscode.GlobalEnvironmentVariableCollection,
    private readonly options: LaunchEnvironmentOptions,
  ) {
    const { engines, settings, otlp } = options;
    // A terminal that is restored before this extension runs gets the same variables, as socket paths never change.
    // A TCP port and its token do.
    collection.persistent = platform() !== "win32";
    collection.description = vscode.l10n.t("Lets programs report to Optimizer Monitor");
    // In turns of their own, as each of them takes the editor milliseconds.
    this.store.add(engines.forEachLater((engine) => this.configured.ofTasks(engine.folder.uri)));
    this.store.add(engines.forEachLater(() => this.configured.ofProfiles()));
    this.store.add(engines.forEachLater((engine) => this.watch(engine)));
    this.store.add(engines.onDidRemove((engine) => this.scoped(engine).clear()));
    this.store.add(settings.onDidChange(() => this.update()));
    this.store.add(otlp.onDidChange((engine) => this.updateFolder(engine)));
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.update()));
    this.store.add(this.configured.onDidChange(() => this.update()));
  }

  /** Whether what is launched in a folder may be recorded at all. */
  isRecording(engine: EngineConnection): boolean {
    return vscode.workspace.isTrusted && this.options.settings.read(engine.folder.uri).launches !== "off";
  }

  /**
   * What a program needs to find the engine, once that is there: a short program would be over before. Where the address is known
   * without the engine, one that cannot start holds nothing up for long.
   */
  async addressVariables(engine: EngineConnection): Promise<Record<string, string>> {
    const opened = engine.open().then(addressOf);
    const known = this.knownAddress(engine);
    if (known === undefined) return opened;
    return Promise.race([opened.catch(() => known), delay(LONGEST_WAIT_MS, known)]);
  }

  /** The clients' folders, as the folder's settings want them. */
  pathsFor(engine: EngineConnection): ClientPaths {
    return clientPaths(this.options.distFolder, this.options.settings.read(engine.folder.uri));
  }

  /** What the settings add to the variables of a launch. */
  settingVariables(engine: EngineConnection): Record<string, string> {
    return clientVariables(this.options.settings.read(engine.folder.uri));
  }

  /** What leads a program's OpenTelemetry SDK here; nothing where `env`, the program's own, leads it elsewhere. */
  otlpVariables(engine: EngineConnection, env: unknown, launchId: string): Readonly<Record<string, string>> {
    const own = isObject(env) ? env : {};
    const inherited = terminalBase();
    const valueOf = (name: string): string | undefined => (typeof own[name] === "string" ? own[name] : inherited(name));
    return this.options.otlp.variables(engine, baseOf(valueOf), launchId);
  }

  private watch(engine: EngineConnection): void {
    this.store.add(engine.onDidConnect(() => this.updateFolder(engine)));
    this.updateFolder(engine);
  }

  private update(): void {
    for (const engine of this.options.engines.all) this.updateFolder(engine);
  }

  private updateFolder(engine: EngineConnection): void {
    const collection = this.scoped(engine);
    const address = this.knownAddress(engine);
    if (address === undefined || !this.isRecording(engine)) {
      collection.clear();
      return;
    }
    // Each change is told to the editor's other processes, also one of nothing.
    for (const name of [VARIABLES.auto, ...OTLP_VARIABLES])
      if (collection.get(name) !== undefined) collection.delete(name);
    const isConfigured = (name: string): boolean => this.configured.has(engine.folder.uri, name);
    const inherited = terminalBase();
    const base = baseOf((name) => (isConfigured(name) ? "set by a task or a profile" : inherited(name)));
    const fixed = { ...address, ...this.settingVariables(engine), ...this.options.otlp.variables(engine, base) };
    for (const [name, value] of Object.entries(fixed)) collection.replace(name, value);
    const paths = this.pathsFor(engine);
    for (const name of PATH_VARIABLES) {
      const { kind, value } = changePath(paths[name], inherited(name), isConfigured(name));
      if (kind === "prepend") collection.prepend(name, value);
      else collection.replace(name, value);
    }
  }

  private knownAddress(engine: EngineConnection): Record<string, string> | undefined {
    if (engine.facts !== undefined) return addressOf(engine.facts);
    const { ingest } = engineAddresses(engine.folder.uri.fsPath);
    return ingest === undefined ? undefined : { [VARIABLES.endpoint]: `unix:${ingest}` };
  }

  private scoped(engine: EngineConnection): vscode.EnvironmentVariableCollection {
    return this.collection.getScoped({ workspaceFolder: engine.folder });
  }

  dispose(): void {
    this.store.dispose();
  }
}

function addressOf(facts: { readonly endpoint: string; readonly token?: string }): Record<string, string> {
  return {
    [VARIABLES.endpoint]: facts.endpoint,
    ...(facts.token === undefined ? {} : { [VARIABLES.token]: facts.token }),
  };
}

function baseOf(valueOf: (name: string) => string | undefined): OtlpBase {
  return Object.fromEntries(OTLP_VARIABLES.map((name) => [name, valueOf(name)]));
}
