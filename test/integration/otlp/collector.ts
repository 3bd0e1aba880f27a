import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { MESSAGES } from "../../../src/ingest/otlp/otlpSchema";
import { parseMetrics, type MetricPoint, type ResourceMetrics } from "../../../src/ingest/otlp/parseMetrics";

/** One export as a collector gets it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly metrics: readonly ResourceMetrics[];
}

/** A collector's OTLP/HTTP side. */
export class Collector {
  readonly received: Received[] = [];
  /** What it answers. */
  status = 200;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const { url = "", headers } = request;
        const body = Buffer.concat(pieces);
        const bytes = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
        const message = MESSAGES.metricsRequest.toObject(MESSAGES.metricsRequest.decode(bytes), { longs: String });
        this.received.push({ path: url, headers, metrics: parseMetrics(message) });
        response.writeHead(this.status, { "Content-Type": "application/x-protobuf" }).end();
      });
    });
  }

  static async listen(): Promise<Collector> {
    const made = new Collector();
    await new Promise<void>((resolve) => made.server.listen({ host: "127.0.0.1", port: 0 }, resolve));
    return made;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Every point of a metric that came, oldest first. */
  points(name: string): readonly MetricPoint[] {
    return this.received
      .flatMap(({ metrics }) => metrics.flatMap(({ points }) => points))
      .filter(({ metric }) => metric.name === name);
  }

  dispose(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
