import type { Disposable } from "../base/disposable";
import { errorText } from "../base/log";
import type { OtlpServer } from "../ingest/otlp/otlpServer";
import type { ClientReceiver } from "../ingest/receiver";
import type { OtlpStatus } from "../protocol/otlp";
import type { Settings } from "../protocol/settings";
import { otlpHeadersOf } from "../protocol/settingTexts";
import { loadOtlpReceiver } from "./otlpBundles";
import type { OtlpExport, OtlpExportOptions } from "./otlpExport";
import { Turns } from "./turns";

/** What an engine's side of OpenTelemetry is made of. */
export interface OtlpHostOptions extends OtlpExportOptions {
  readonly receiver: ClientReceiver;
  readonly env?: NodeJS.ProcessEnv;
}

/** Turns an engine's OTLP receiver and export on and off as the settings say. What cannot be done is told, and the engine goes on recording. */
export class OtlpHost implements Disposable {
  private readonly turns = new Turns();
  private server: OtlpServer | undefined;
  private exporting: { readonly wanted: string; readonly to: OtlpExport | undefined } | undefined;
  private settings: Settings | undefined;
  private headers: string;
  private problem: string | undefined;
  private isDisposed = false;

  constructor(private readonly options: OtlpHostOptions) {
    this.headers = otlpHeadersOf(options.env ?? process.env) ?? "";
  }

  /** Takes new settings; `status` waits until they are in force. */
  configure(settings: Settings): void {
    this.settings = settings;
    void this.turns.take(() => this.apply(settings));
  }

  /** Takes the headers that the collector wants; none where the text is empty. */
  setHeaders(headers: string): void {
    this.headers = headers;
    if (this.settings !== undefined) this.configure(this.settings);
  }

  status(): Promise<OtlpStatus> {
    return this.turns.take(async () => {
      const { server, problem } = this;
      return {
        ...(server === undefined ? {} : { receiver: { endpoint: server.endpoint, token: server.token } }),
        ...(problem === undefined ? {} : { problem }),
      };
    });
  }

  /** The engine ends: resolves when the collector has the last figures, or is too slow for them. */
  async finish(): Promise<void> {
    await this.exporting?.to?.finish();
  }

  dispose(): void {
    this.isDisposed = true;
    this.stopReceiving();
  }

  private async apply(settings: Settings): Promise<void> {
    if (this.isDisposed) return;
    await this.receive(settings.otlpReceive);
    await this.export(settings);
  }

  private async receive(isWanted: boolean): Promise<void> {
    if (isWanted === (this.server !== undefined)) return;
    this.problem = undefined;
    if (!isWanted) return this.stopReceiving();
    const { receiver, log, onWarning } = this.options;
    try {
      this.server = await loadOtlpReceiver().OtlpServer.listen(receiver, log);
      log.info(`OpenTelemetry is heard at ${this.server.endpoint}`);
      if (this.isDisposed) this.stopReceiving();
    } catch (error) {
      this.problem = `Programs that are instrumented with OpenTelemetry are not heard: ${errorText(error)}`;
      onWarning(this.problem);
    }
  }

  private async export(settings: Settings): Promise<void> {
    const { otlpEndpoint, otlpIntervalSeconds } = settings;
    const wanted = JSON.stringify([otlpEndpoint, otlpIntervalSeconds, this.headers]);
    if (wanted === this.exporting?.wanted) return;
    this.exporting?.to?.dispose();
    this.exporting = { wanted, to: undefined };
    if (otlpEndpoint === "") return;
    try {
      const { OtlpExport } = await import("./otlpExport");
      if (!this.isDisposed) this.exporting = { wanted, to: new OtlpExport(this.options, settings, this.headers) };
    } catch (error) {
      this.options.onWarning(errorText(error));
    }
  }

  private stopReceiving(): void {
    this.server?.dispose();
    this.server = undefined;
  }
}
