import { createOtlpHttpExportDelegate, httpAgentFactoryFromOptions } from "@opentelemetry/otlp-exporter-base/node-http";
import { MetricsExporterMetricsHelper, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { Disposable } from "../base/disposable";
import { errorText, type Log } from "../base/log";
import { metricsAddress, parseHeaders } from "./collectorAddress";
import { metricDataOf, type CurrentMetric, type Period } from "./metricData";

/** What is exported, to whom and how often. */
export interface MetricsExporterOptions {
  /** The collector's address, without a path or with `/v1/metrics`. */
  readonly endpoint: string;
  /** `name=value,…`, percent-encoded. */
  readonly headers: string;
  readonly intervalSeconds: number;
  readonly version: string;
  /** Of the resource. */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly collect: () => { readonly metrics: readonly CurrentMetric[]; readonly period: Period };
  readonly log: Log;
  /** Told once, when the collector first does not take what it is sent. */
  readonly onWarning: (message: string) => void;
  /** Monotonic, in seconds. */
  readonly now?: () => number;
}

/** How long one export may take, its retries included. */
const TIMEOUT_MS = 10_000;
/** A collector that is away is asked ever more seldom, at least so often. */
const LONGEST_PAUSE_SECONDS = 600;

type Delegate = ReturnType<typeof createOtlpHttpExportDelegate<ResourceMetrics, unknown>>;

/** Exports an engine's metrics to an OpenTelemetry collector over OTLP/HTTP. Nothing of it throws into the engine or is waited for. */
export class MetricsExporter implements Disposable {
  private readonly url: string;
  private readonly delegate: Delegate;
  private readonly timer: NodeJS.Timeout;
  private readonly now: () => number;
  private running: Promise<boolean> | undefined;
  private failures = 0;
  private pausedUntil = 0;
  private hasWarned = false;

  /** Fails with a UserError where the address or the headers cannot be used. */
  constructor(private readonly options: MetricsExporterOptions) {
    this.url = metricsAddress(options.endpoint);
    this.now = options.now ?? (() => performance.now() / 1000);
    this.delegate = createDelegate(this.url, parseHeaders(options.headers), options.version);
    this.timer = setInterval(() => void this.tick(), options.intervalSeconds * 1000);
    this.timer.unref();
  }

  /** Exports what there is now, after an export that is under way. Whether the collector took it. */
  async flush(): Promise<boolean> {
    const metrics = this.resourceMetrics();
    await this.running;
    return this.export(metrics);
  }

  dispose(): void {
    clearInterval(this.timer);
    void this.delegate.shutdown();
  }

  private async tick(): Promise<void> {
    if (this.running === undefined && this.now() >= this.pausedUntil) await this.export(this.resourceMetrics());
  }

  private export(metrics: ResourceMetrics): Promise<boolean> {
    const made = new Promise<boolean>((resolve) => {
      this.delegate.export(metrics, ({ error }) => {
        if (error === undefined) this.succeeded();
        else this.failed(error);
        resolve(error === undefined);
      });
    });
    this.running = made;
    void made.then(() => {
      if (this.running === made) this.running = undefined;
    });
    return made;
  }

  private succeeded(): void {
    if (this.failures > 0) this.options.log.info(`metrics are exported to ${this.url} again`);
    this.failures = 0;
    this.pausedUntil = 0;
  }

  private failed(error: Error): void {
    const pause = Math.min(this.options.intervalSeconds * 2 ** this.failures, LONGEST_PAUSE_SECONDS);
    this.failures++;
    this.pausedUntil = this.now() + pause;
    const text = `Metrics could not be exported to ${this.url}: ${errorText(error)}.`;
    this.options.log.info(`${text} Next try in ${pause} s at the soonest.`);
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.options.onWarning(`${text} The engine keeps trying, ever more seldom; its log tells more.`);
  }

  private resourceMetrics(): ResourceMetrics {
    const { attributes, version, collect } = this.options;
    const { metrics, period } = collect();
    const found = metrics.map((metric) => metricDataOf(metric, period)).filter((data) => data !== undefined);
    return {
      resource: resourceFromAttributes(attributes),
      scopeMetrics: [{ scope: { name: "optimizer-monitor", version }, metrics: found }],
    };
  }
}

/**
 * The official exporters read OTEL_EXPORTER_OTLP_* besides what they are given: headers that are meant for another collector
 * would then travel to this one. So the delegate that they are made of is used with nothing left open.
 */
function createDelegate(url: string, headers: Readonly<Record<string, string>>, version: string): Delegate {
  const configuration = {
    url,
    headers: () => Promise.resolve({ ...headers, "Content-Type": "application/x-protobuf" }),
    timeoutMillis: TIMEOUT_MS,
    concurrencyLimit: 2,
    compression: "gzip",
    agentFactory: httpAgentFactoryFromOptions({ keepAlive: true }),
    userAgent: `optimizer-monitor/${version}`,
  } as const;
  return createOtlpHttpExportDelegate(
    configuration,
    ProtobufMetricsSerializer,
    "otlp_http_metric_exporter",
    MetricsExporterMetricsHelper,
    undefined,
  );
}
