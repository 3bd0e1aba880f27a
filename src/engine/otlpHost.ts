import type { Disposable } from "../base/disposable";
import { errorText, type Log } from "../base/log";
import type { OtlpServer } from "../ingest/otlp/otlpServer";
import type { ClientReceiver } from "../ingest/receiver";
import type { OtlpStatus } from "../protocol/otlp";
import type { Settings } from "../protocol/settings";
import { loadOtlpReceiver } from "./otlpBundles";
import { Turns } from "./turns";

/** What an engine's side of OpenTelemetry is made of. */
export interface OtlpHostOptions {
  readonly receiver: ClientReceiver;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
}

/** Turns an engine's OTLP receiver on and off as the settings say. */
export class OtlpHost implements Disposable {
  private readonly turns = new Turns();
  private server: OtlpServer | undefined;
  private problem: string | undefined;
  private isDisposed = false;

  constructor(private readonly options: OtlpHostOptions) {}

  /** Takes new settings; `status` waits until they are in force. */
  configure(settings: Settings): void {
    void this.turns.take(() => this.apply(settings));
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

  dispose(): void {
    this.isDisposed = true;
    this.stop();
  }

  private async apply({ otlpReceive }: Settings): Promise<void> {
    if (otlpReceive === (this.server !== undefined) || this.isDisposed) return;
    if (!otlpReceive) return this.stop();
    try {
      const { receiver, log } = this.options;
      this.server = await loadOtlpReceiver().OtlpServer.listen(receiver, log);
      this.problem = undefined;
      log.info(`OpenTelemetry is heard at ${this.server.endpoint}`);
      if (this.isDisposed) this.stop();
    } catch (error) {
      this.problem = `OpenTelemetry cannot be heard: ${errorText(error)}`;
      this.options.onWarning(this.problem);
    }
  }

  private stop(): void {
    this.server?.dispose();
    this.server = undefined;
  }
}
