import * as vscode from "vscode";
import { otlpVariables, type OtlpBase } from "../../control/otlpVariables";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { Emitter } from "../../base/event";
import { errorText, type Log } from "../../base/log";
import type { OtlpReceiverAddress } from "../../protocol/otlp";
import { askText } from "../askUser";
import { OTLP_HEADERS_KEY } from "../contributions";
import type { EditorSettings } from "../settings";
import type { EngineConnection } from "./engineConnection";
import { EngineHolds } from "./engineHolds";
import type { Engines } from "./engines";
import { watchEngines } from "./watchEngines";

/** What it works on. */
export interface OtlpAccessOptions {
  readonly engines: Engines;
  readonly settings: EditorSettings;
  readonly secrets: vscode.SecretStorage;
  readonly log: Log;
}

/** Knows where each engine hears OpenTelemetry, and gives it the headers that its collector wants. */
export class OtlpAccess implements Disposable {
  private readonly store = new DisposableStore();
  private readonly receivers = new Map<EngineConnection, OtlpReceiverAddress>();
  private readonly holds = this.store.add(new EngineHolds());
  private readonly changes = new Emitter<EngineConnection>();

  /** Fires with an engine whose receiver came, moved or went. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly options: OtlpAccessOptions) {
    const { engines, settings, secrets } = options;
    this.store.add(
      watchEngines(engines, settings, {
        connected: (engine) => void this.connected(engine),
        review: (engine) => this.review(engine),
        removed: (engine) => this.release(engine),
      }),
    );
    this.store.add(
      secrets.onDidChange(({ key }) => {
        if (key === OTLP_HEADERS_KEY) for (const engine of connectedOf(engines)) void this.giveHeaders(engine, true);
      }),
    );
  }

  /** The variables by which a program's SDK finds the engine, on top of what it has. */
  variables(engine: EngineConnection, base: OtlpBase, launchId?: string): Readonly<Record<string, string>> {
    return otlpVariables(this.receivers.get(engine), base, launchId);
  }

  /** Asks for the headers; an empty text forgets them. */
  async askForHeaders(): Promise<void> {
    const text = await askText({
      title: vscode.l10n.t("Headers for the OpenTelemetry Collector"),
      prompt: vscode.l10n.t(
        "name=value, separated by commas. Kept by the editor's secret storage. Empty forgets them.",
      ),
      password: true,
      ignoreFocusOut: true,
    });
    if (text === "") await this.options.secrets.delete(OTLP_HEADERS_KEY);
    else if (text !== undefined) await this.options.secrets.store(OTLP_HEADERS_KEY, text);
  }

  dispose(): void {
    this.store.dispose();
    for (const engine of [...this.receivers.keys()]) this.release(engine);
  }

  /** Programs can only be told of a receiver that is there before they are launched, so an engine that hears is kept. */
  private review(engine: EngineConnection): void {
    if (this.isWanted(engine)) this.holds.hold(engine);
    else this.release(engine);
    if (engine.state === "connected") void this.refresh(engine);
  }

  private isWanted(engine: EngineConnection): boolean {
    return vscode.workspace.isTrusted && this.options.settings.read(engine.folder.uri).otlpReceive;
  }

  private async connected(engine: EngineConnection): Promise<void> {
    await this.giveHeaders(engine, false);
    await this.refresh(engine);
  }

  private async refresh(engine: EngineConnection): Promise<void> {
    const { receiver } = this.isWanted(engine) ? await this.statusOf(engine) : {};
    if (receiver?.endpoint === this.receivers.get(engine)?.endpoint) return;
    if (receiver === undefined) this.receivers.delete(engine);
    else this.receivers.set(engine, receiver);
    this.changes.fire(engine);
  }

  private async statusOf(engine: EngineConnection): Promise<{ readonly receiver?: OtlpReceiverAddress }> {
    try {
      return await engine.request("otlpStatus", {});
    } catch (error) {
      this.options.log.warn(`Where the engine hears OpenTelemetry is not known: ${errorText(error)}`);
      return {};
    }
  }

  /** `forgets`: also tells that there are none. */
  private async giveHeaders(engine: EngineConnection, forgets: boolean): Promise<void> {
    try {
      const headers = await this.options.secrets.get(OTLP_HEADERS_KEY);
      if (headers !== undefined || forgets) await engine.request("setOtlpHeaders", { headers: headers ?? "" });
    } catch (error) {
      this.options.log.warn(`The engine did not take the headers of the collector: ${errorText(error)}`);
    }
  }

  private release(engine: EngineConnection): void {
    this.holds.release(engine);
    if (this.receivers.delete(engine)) this.changes.fire(engine);
  }
}

function connectedOf({ all }: Engines): readonly EngineConnection[] {
  return all.filter(({ state }) => state === "connected");
}
