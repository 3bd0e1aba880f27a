import type { ApiServer } from "../api/apiServer";
import type { ApiSource } from "../api/apiSource";
import type { Disposable } from "../base/disposable";
import { errorCode, errorText, type Log } from "../base/log";
import type { ApiConfiguration, ApiStatus } from "../protocol/api";
import { keptToken, requireUsableToken, type KeptToken } from "./apiToken";
import { Turns } from "./turns";

/** What an engine's API is made of. */
export interface ApiHostOptions {
  readonly source: ApiSource;
  readonly workspace: string;
  readonly log: Log;
}

/** Turns the API of an engine on and off. Its code is loaded when it is first turned on. */
export class ApiHost implements Disposable {
  private readonly turns = new Turns();
  private server: ApiServer | undefined;
  private current: string | undefined;
  private state: ApiStatus = {};
  private isDisposed = false;

  constructor(private readonly options: ApiHostOptions) {}

  get status(): ApiStatus {
    return this.state;
  }

  /** Says what came of it; what cannot be done is a problem of the status, as the engine goes on recording. */
  configure(configuration: ApiConfiguration): Promise<ApiStatus> {
    return this.turns.take(async () => {
      const wanted = JSON.stringify(configuration);
      if (wanted === this.current && this.state.url !== undefined) return this.state;
      this.stop();
      if (configuration.enabled && !this.isDisposed) await this.start(configuration);
      this.current = wanted;
      return this.state;
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.stop();
  }

  private stop(): void {
    this.server?.dispose();
    this.server = undefined;
    this.state = {};
  }

  private async start(configuration: ApiConfiguration): Promise<void> {
    const { source, workspace, log } = this.options;
    try {
      const kept = chosenToken(configuration, workspace);
      const { ApiServer } = await import("../api/apiServer");
      const { port, host, allowedHosts, allowedOrigins } = configuration;
      const rules = { host, port, allowedHosts, allowedOrigins, token: kept.token };
      this.server = await ApiServer.listen(source, rules);
      if (this.isDisposed) return this.stop();
      const problem = this.server.isLoopback ? {} : { problem: openWarning(this.server.url) };
      this.state = { url: this.server.url, ...kept, ...problem };
      log.info(`the API answers at ${this.server.url}`);
    } catch (error) {
      this.state = { problem: startProblem(error, configuration) };
      log.warn(this.state.problem ?? "");
    }
  }
}

function chosenToken({ token }: ApiConfiguration, workspace: string): KeptToken | { readonly token: string } {
  return token === undefined ? keptToken(workspace) : { token: requireUsableToken(token) };
}

function openWarning(url: string): string {
  return `The API at ${url} can be reached from other machines, and what it says travels unencrypted.`;
}

function startProblem(error: unknown, { host, port }: ApiConfiguration): string {
  if (errorCode(error) === "EADDRINUSE") {
    return `The API is off: port ${port} of ${host} is taken, perhaps by the engine of another folder. Choose another in optimizerMonitor.api.port, or 0 for a free one.`;
  }
  return `The API is off: ${errorText(error)}`;
}
