import { join } from "node:path";
import type { Disposable } from "../base/disposable";
import { Emitter } from "../base/event";
import { silentLog } from "../base/log";
import { openEngineChannel } from "../control/engineChannel";
import type { RpcChannel, Watching } from "../control/rpcChannel";
import {
  RPC_VERSION,
  type ControllerKind,
  type EngineFacts,
  type EngineMethod,
  type ParamsOf,
  type ResultOf,
  type WatchedMethod,
} from "../protocol/rpc";
import type { Settings } from "../protocol/settings";
import { alertSecretsOf, otlpHeadersOf } from "../protocol/settingTexts";
import { VERSION } from "../base/version";

/** The folder of the bundles: this one, the engine's and the clients. */
export const DIST_FOLDER = __dirname;

/** A connection of the command line to the engine of a workspace, which is started where there is none. */
export class EngineClient {
  private readonly warnings = new Emitter<string>();
  /** What came before anybody listened. */
  private early: string[] | undefined = [];
  private readonly closes = new Emitter<void>();
  private readonly alerts = new Emitter<string>();
  /** An alert that a person should see now, as one line. */
  readonly onDidAlert = this.alerts.event;
  /** The engine went away without being asked to. */
  readonly onDidLose = this.closes.event;
  private isClosing = false;
  private lost = false;

  private constructor(
    private readonly channel: RpcChannel,
    readonly facts: EngineFacts,
  ) {
    channel.onNotification("warning", ({ message }) => {
      if (this.early === undefined) this.warnings.fire(message);
      else this.early.push(message);
    });
    channel.onNotification("alertDidChange", (news) => {
      if (news.isTold) this.alerts.fire(`${news.alert.severity} in ${news.session.label}: ${news.alert.message}`);
    });
    channel.onClose(() => {
      channel.dispose();
      if (this.isClosing) return;
      this.lost = true;
      this.closes.fire();
    });
  }

  /** What the user should know; the first listener also hears what there was to say before. */
  onDidWarn(listener: (message: string) => void): Disposable {
    const early = this.early ?? [];
    this.early = undefined;
    early.forEach(listener);
    return this.warnings.event(listener);
  }

  get isLost(): boolean {
    return this.lost;
  }

  /**
   * Connects and says hello; a command line attaches to a running engine of the workspace, else starts one. An engine that
   * leaves just then, as the last command line said that it was done, is followed by another.
   */
  static async open(workspace: string, settings: Settings, kind: ControllerKind = "cli"): Promise<EngineClient> {
    const start = {
      folder: workspace,
      engineFile: join(DIST_FOLDER, "engine.js"),
      historyFolder: settings.historyFolder,
      log: silentLog,
    };
    return openEngineChannel(start, async (channel) => {
      channel.listen();
      const facts = await channel.request("hello", { rpcVersion: RPC_VERSION, version: VERSION, kind });
      return new EngineClient(channel, facts);
    });
  }

  /** Says what holds for the workspace: its settings, and the secrets of the environment that are not settings. */
  async configure(settings: Settings, env: NodeJS.ProcessEnv = process.env): Promise<void> {
    await this.request("updateSettings", { settings });
    const secrets = alertSecretsOf(env);
    if (Object.keys(secrets).length > 0) await this.request("setAlertSecrets", secrets);
    const headers = otlpHeadersOf(env);
    if (headers !== undefined) await this.request("setOtlpHeaders", { headers });
  }

  request<M extends EngineMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    return this.channel.request(method, params);
  }

  /** A request that may take long; see `RpcChannel`. */
  requestWatched<M extends WatchedMethod>(method: M, params: ParamsOf<M>, watching: Watching): Promise<ResultOf<M>> {
    return this.channel.requestWatched(method, params, watching);
  }

  /** Lets go; the engine leaves at once where nobody else needs it. */
  async close(): Promise<void> {
    this.isClosing = true;
    try {
      await this.request("leave", {});
    } catch {
      // It is gone already, which is what was wanted.
    }
    this.channel.dispose();
  }
}
