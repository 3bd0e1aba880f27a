import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { ApiSource } from "../api/apiSource";
import { collect } from "../api/prometheus/prometheusRoute";
import type { Disposable } from "../base/disposable";
import { DisposableStore } from "../base/disposable";
import type { Event } from "../base/event";
import type { SessionState } from "../model/sessionState";
import type { MetricsExporter, MetricsExporterOptions } from "../otlp/metricsExporter";
import type { Settings } from "../protocol/settings";
import { loadOtlpExporter } from "./otlpBundles";
import type { Recording } from "./recording";

/** What the export reads of the engine. */
export interface OtlpExportOptions extends Pick<MetricsExporterOptions, "log" | "onWarning"> {
  readonly source: ApiSource;
  /** Fires when a session is in the history. */
  readonly onDidEnd: Event<Recording>;
}

/** The engine's last figures are waited for no longer, in milliseconds. */
const FAREWELL_MS = 2000;
/** A session that ended is kept for the exports after this many more sessions at most. */
const MAX_ENDED = 20;
/** One engine is one instance for as long as it runs. */
const INSTANCE = randomUUID();

/** Exports the metrics that Prometheus gets, too: in time, when a session ends, and when the engine does. */
export class OtlpExport implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly exporter: MetricsExporter;
  /** Ended sessions whose last figures no export has taken yet. */
  private ended: readonly SessionState[] = [];

  /** Fails with a UserError where the address or the headers cannot be used. */
  constructor(
    private readonly options: OtlpExportOptions,
    { otlpEndpoint, otlpIntervalSeconds }: Settings,
    headers: string,
  ) {
    const { source, log, onWarning } = options;
    this.exporter = new (loadOtlpExporter().MetricsExporter)({
      endpoint: otlpEndpoint,
      headers,
      intervalSeconds: otlpIntervalSeconds,
      version: source.version,
      attributes: attributesOf(source.version),
      collect: () => this.collect(),
      log,
      onWarning,
    });
    this.owned.add(this.exporter);
    this.owned.add(options.onDidEnd(({ state }) => void this.sessionEnded(state)));
  }

  /** Hands in the last figures, which are read at once, and is done. */
  async finish(): Promise<void> {
    const last = this.exporter.flush();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, FAREWELL_MS)));
    await Promise.race([last, late]);
    clearTimeout(timer);
    this.dispose();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async sessionEnded(state: SessionState): Promise<void> {
    this.ended = [...this.ended, state].slice(-MAX_ENDED);
    if (await this.exporter.flush()) this.ended = this.ended.filter((kept) => kept !== state);
  }

  private collect(): ReturnType<MetricsExporterOptions["collect"]> {
    const { source } = this.options;
    const running = (): readonly SessionState[] => [...source.running(), ...this.ended];
    const period = { startTime: source.startTime, now: source.now() };
    return { metrics: collect({ ...source, running }), period };
  }
}

/** https://opentelemetry.io/docs/specs/semconv/resource/ */
function attributesOf(version: string): Readonly<Record<string, string | number>> {
  return {
    "service.name": "optimizer-monitor",
    "service.version": version,
    "service.instance.id": INSTANCE,
    "host.name": hostname(),
    "process.pid": process.pid,
  };
}
