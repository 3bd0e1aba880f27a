import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import { apiConfiguration, type ApiStatus } from "../../protocol/api";
import { SETTING_RULES, SETTINGS_PREFIX } from "../../protocol/settings";
import type { Notifications } from "../notifications";
import type { EditorSettings } from "../settings";
import type { EngineConnection } from "./engineConnection";
import { EngineHolds } from "./engineHolds";
import type { Engines } from "./engines";
import { watchEngines } from "./watchEngines";

const TOKEN_BYTES = 32;
/** The key of the token among the editor's secrets: one for all folders of the user. */
const TOKEN_KEY = "optimizerMonitor.apiToken";

/** What it works on. */
export interface ApiAccessOptions {
  readonly engines: Engines;
  readonly settings: EditorSettings;
  readonly secrets: vscode.SecretStorage;
  readonly notifications: Notifications;
  readonly log: Log;
}

/** Keeps the API of every engine as the settings want it, with a token that never leaves the editor's secrets and the engine. */
export class ApiAccess implements Disposable {
  private readonly store = new DisposableStore();
  private readonly holds = this.store.add(new EngineHolds());

  constructor(private readonly options: ApiAccessOptions) {
    this.store.add(
      watchEngines(options.engines, options.settings, {
        connected: (engine) => void this.apply(engine),
        review: (engine) => this.review(engine),
        removed: (engine) => this.holds.release(engine),
      }),
    );
  }

  /** Where an engine's API is and its token; turned on first where the settings want it. */
  async status(engine: EngineConnection): Promise<ApiStatus> {
    await engine.open();
    await this.apply(engine);
    return engine.request("apiStatus", {});
  }

  /** Turns the API on in the user's settings. */
  async turnOn(): Promise<void> {
    const { key } = SETTING_RULES.apiEnabled;
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration(SETTINGS_PREFIX).update(key, true, Global);
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Whoever asks the API wants it to answer before anything is launched, so an engine with an API is kept. */
  private review(engine: EngineConnection): void {
    const isWanted = this.options.settings.read(engine.folder.uri).apiEnabled;
    if (isWanted && engine.state === "connected") void this.apply(engine);
    if (isWanted === this.holds.has(engine)) return;
    if (isWanted) this.holds.hold(engine);
    else void this.turnOff(engine);
  }

  private async apply(engine: EngineConnection): Promise<void> {
    const settings = this.options.settings.read(engine.folder.uri);
    // An API that a command line has turned on is left alone.
    if (!settings.apiEnabled) return;
    try {
      const configuration = apiConfiguration(settings, await this.token());
      const { problem } = await engine.request("configureApi", configuration);
      if (problem !== undefined) await this.options.notifications.warnOnce(problem, problem);
    } catch (error) {
      this.options.log.warn(`The engine's API was not configured: ${errorText(error)}`);
    }
  }

  private async turnOff(engine: EngineConnection): Promise<void> {
    this.holds.release(engine);
    if (engine.state !== "connected") return;
    const settings = this.options.settings.read(engine.folder.uri);
    await engine.request("configureApi", apiConfiguration(settings)).catch((error: unknown) => {
      this.options.log.warn(`The engine's API was not turned off: ${errorText(error)}`);
    });
  }

  private async token(): Promise<string> {
    const { secrets } = this.options;
    const kept = await secrets.get(TOKEN_KEY);
    if (kept !== undefined) return kept;
    const made = randomBytes(TOKEN_BYTES).toString("base64url");
    await secrets.store(TOKEN_KEY, made);
    return made;
  }
}
