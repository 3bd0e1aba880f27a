import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { toDisposable, type Disposable } from "../../base/disposable";
import { Emitter } from "../../base/event";
import { errorText, type Log } from "../../base/log";
import { UserError } from "../../base/userError";
import {
  RPC_VERSION,
  type EngineFacts,
  type EngineMethod,
  type EngineNotifications,
  type ParamsOf,
  type ResultOf,
  type WatchedMethod,
} from "../../protocol/rpc";
import type { Settings } from "../../protocol/settings";
import { openEngineChannel } from "../../control/engineChannel";
import type { RpcChannel, Watching } from "../../control/rpcChannel";

/** `idle`: nothing has asked for it yet, or it left and nobody needs it. */
export type EngineState = "idle" | "starting" | "connected" | "lost";

/** What a connection needs from the extension. */
export interface EngineConnectionOptions {
  readonly folder: vscode.WorkspaceFolder;
  readonly engineFile: string;
  readonly version: string;
  readonly log: Log;
  readSettings(): Settings;
}

const MAX_BACKOFF_MS = 5000;

/**
 * The way to the engine of one workspace folder. It is opened by the first request, and comes back by itself as long
 * as somebody holds it; whoever has state in the engine brings it back on `onDidConnect`.
 */
export class EngineConnection implements Disposable {
  private readonly stateChanges = this.emitter<EngineState>();
  private readonly connects = this.emitter<EngineFacts>();
  private readonly sessionChanges = this.emitter<EngineNotifications["sessionsDidChange"]>();
  private readonly liveChanges = this.emitter<EngineNotifications["liveDidChange"]>();
  private readonly viewChanges = this.emitter<EngineNotifications["viewDidChange"]>();
  private readonly alertChanges = this.emitter<EngineNotifications["alertDidChange"]>();
  private readonly warnings = this.emitter<EngineNotifications["warning"]>();
  private readonly holds = new Set<symbol>();
  private currentState: EngineState = "idle";
  private channel: RpcChannel | undefined;
  private opening: Promise<RpcChannel> | undefined;
  private lastFacts: EngineFacts | undefined;
  private retrying = false;
  private disposed = false;

  constructor(private readonly options: EngineConnectionOptions) {}

  readonly onDidChangeState = this.stateChanges.event;
  /** The engine said hello, for the first time or again. */
  readonly onDidConnect = this.connects.event;
  readonly onDidChangeSessions = this.sessionChanges.event;
  readonly onDidChangeLive = this.liveChanges.event;
  readonly onDidChangeView = this.viewChanges.event;
  readonly onDidChangeAlert = this.alertChanges.event;
  readonly onDidWarn = this.warnings.event;

  get folder(): vscode.WorkspaceFolder {
    return this.options.folder;
  }

  get state(): EngineState {
    return this.currentState;
  }

  /** What the engine said of itself, as long as it is connected. */
  get facts(): EngineFacts | undefined {
    return this.channel === undefined ? undefined : this.lastFacts;
  }

  /** Opens the connection if it is not open. */
  async open(): Promise<EngineFacts> {
    await this.ensureChannel();
    if (this.lastFacts === undefined) throw new Error("An open connection has facts.");
    return this.lastFacts;
  }

  /** Asks the engine; connects first where needed. */
  async request<M extends EngineMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    return (await this.ensureChannel()).request(method, params);
  }

  /** A request that may take long, watched; see `RpcChannel`. */
  async requestWatched<M extends WatchedMethod>(
    method: M,
    params: ParamsOf<M>,
    watching: Watching,
  ): Promise<ResultOf<M>> {
    return (await this.ensureChannel()).requestWatched(method, params, watching);
  }

  /** Keeps the connection coming back after a loss until it is released. */
  hold(): Disposable {
    const key = Symbol("hold");
    this.holds.add(key);
    if (this.currentState === "lost" || this.currentState === "idle") void this.reconnect();
    return toDisposable(() => this.holds.delete(key));
  }

  dispose(): void {
    this.disposed = true;
    this.holds.clear();
    this.channel?.dispose();
    this.channel = undefined;
  }

  private ensureChannel(): Promise<RpcChannel> {
    if (this.disposed) throw new UserError("folder-closed", vscode.l10n.t("This folder is no longer open."));
    if (this.channel !== undefined) return Promise.resolve(this.channel);
    this.opening ??= this.connect().finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async connect(): Promise<RpcChannel> {
    this.changeState("starting");
    try {
      const { folder, engineFile, log } = this.options;
      const { historyFolder } = this.options.readSettings();
      return await openEngineChannel({ folder: folder.uri.fsPath, engineFile, historyFolder, log }, (channel) => {
        this.listen(channel);
        return this.greet(channel);
      });
    } catch (error) {
      this.changeState("lost");
      const isOther = error instanceof UserError && error.code === "version-mismatch";
      if (isOther) this.warnings.fire({ message: error.message });
      throw error;
    }
  }

  private listen(channel: RpcChannel): void {
    channel.onNotification("sessionsDidChange", (params) => this.sessionChanges.fire(params));
    channel.onNotification("liveDidChange", (params) => this.liveChanges.fire(params));
    channel.onNotification("viewDidChange", (params) => this.viewChanges.fire(params));
    channel.onNotification("alertDidChange", (params) => this.alertChanges.fire(params));
    channel.onNotification("warning", (params) => this.warnings.fire(params));
    channel.onClose(() => this.onLost(channel));
    channel.listen();
  }

  private async greet(channel: RpcChannel): Promise<RpcChannel> {
    const { version, log } = this.options;
    const settings = this.options.readSettings();
    const hello = { rpcVersion: RPC_VERSION, version, kind: "editor", settings } as const;
    const facts = await channel.request("hello", hello);
    if (facts.rpcVersion !== RPC_VERSION) {
      throw new UserError("version-mismatch", otherVersion(facts.version, version));
    }
    if (this.disposed) {
      channel.dispose();
      return channel;
    }
    log.info(`Connected to engine ${facts.version} (process ${facts.pid}) of ${facts.workspace}`);
    this.channel = channel;
    this.lastFacts = facts;
    this.changeState("connected");
    this.connects.fire(facts);
    return channel;
  }

  private onLost(channel: RpcChannel): void {
    channel.dispose();
    if (this.channel !== channel) return;
    this.channel = undefined;
    if (this.disposed) return;
    this.options.log.warn(`The engine of ${this.options.folder.uri.fsPath} went away`);
    this.changeState("lost");
    void this.reconnect();
  }

  /** Tries until it is connected or nobody needs it; every failed turn waits twice as long. */
  private async reconnect(): Promise<void> {
    if (this.retrying) return;
    this.retrying = true;
    for (let waitMs = 100; this.isWanted(); waitMs = Math.min(2 * waitMs, MAX_BACKOFF_MS)) {
      try {
        await this.ensureChannel();
      } catch (error) {
        this.options.log.warn(`No engine: ${errorText(error)}`);
        await delay(waitMs, undefined, { ref: false });
      }
    }
    this.retrying = false;
    if (this.channel === undefined) this.changeState("idle");
  }

  private isWanted(): boolean {
    return !this.disposed && this.channel === undefined && this.holds.size > 0;
  }

  private changeState(state: EngineState): void {
    if (this.currentState === state) return;
    this.currentState = state;
    this.stateChanges.fire(state);
  }

  private emitter<T>(): Emitter<T> {
    return new Emitter<T>((error) => this.options.log.error(errorText(error)));
  }
}

function otherVersion(engine: string, ours: string): string {
  return vscode.l10n.t(
    "An engine of version {0} still records in this folder and is left to finish; version {1} takes over afterwards.",
    engine,
    ours,
  );
}
