import { once } from "node:events";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Disposable } from "../../base/disposable";
import { listenAt } from "../../base/listenAt";
import { errorText, type Log } from "../../base/log";
import { SESSION_HEADER } from "../../protocol/otlp";
import type { ClientReceiver } from "../receiver";
import { OtlpProblem, writeOtlpProblem, writeOtlpSuccess } from "./otlpAnswer";
import { decodeBody, encodingOf, inflated, type Encoding } from "./otlpBody";
import { OtlpClients, type ResourcePart } from "./otlpClients";
import { MESSAGES } from "./otlpSchema";
import { parseMetrics } from "./parseMetrics";
import { parseTraces } from "./parseTraces";

/** A request's body may not be longer, in bytes as it travels. */
export const MAX_BODY_BYTES = 4 << 20;

const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
} as const;
const MAX_CONNECTIONS = 200;
/** How soon an exporter may try again while the disk takes nothing, in seconds. */
const RETRY_SECONDS = "2";

/** What nobody wants is read for so long, so that its sender gets to the answer. */
const DISCARD_MS = 1000;

type Signal = "metrics" | "traces";

const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ["/v1/metrics", "metrics"],
  ["/v1/traces", "traces"],
]);

/** An OTLP/HTTP receiver on the loopback interface, for programs that are instrumented with OpenTelemetry. */
export class OtlpServer implements Disposable {
  /** What exporters prove themselves with: `Authorization: Bearer <token>`. */
  readonly token = randomBytes(32).toString("base64url");
  private readonly clients: OtlpClients;
  private readonly server: Server;

  private constructor(
    receiver: ClientReceiver,
    private readonly log: Log,
  ) {
    this.clients = new OtlpClients(receiver);
    this.server = createServer(LIMITS, (request, response) => void this.answer(request, response));
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** Listens on a free port; fails with the system's error where it cannot. */
  static async listen(receiver: ClientReceiver, log: Log): Promise<OtlpServer> {
    const made = new OtlpServer(receiver, log);
    await listenAt(made.server, { host: "127.0.0.1", port: 0 }, (error) => log.warn(`otlp: ${error.message}`));
    return made;
  }

  /** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  dispose(): void {
    this.clients.dispose();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const encoding = encodingOf(request.headers["content-type"]);
    try {
      const signal = this.admit(request);
      if (encoding === undefined) {
        throw new OtlpProblem(415, "The Content-Type must be application/x-protobuf or application/json.");
      }
      const { rejected, isSafe } = await this.record(request, signal, encoding);
      if (!isSafe) {
        const headers = { "Retry-After": RETRY_SECONDS };
        throw new OtlpProblem(503, "The journal cannot be written now, perhaps as the disk is full.", headers);
      }
      writeOtlpSuccess(response, signal, rejected, encoding);
    } catch (error) {
      if (request.destroyed && !request.complete) return void response.destroy();
      if (!(error instanceof OtlpProblem)) this.log.error(`otlp: ${errorText(error)}`);
      const problem = error instanceof OtlpProblem ? error : new OtlpProblem(500, "The engine's log says more.");
      await discardRest(request);
      writeOtlpProblem(response, problem, encoding ?? "json");
    }
  }

  private async record(
    request: IncomingMessage,
    signal: Signal,
    encoding: Encoding,
  ): ReturnType<OtlpClients["record"]> {
    const body = await bodyOf(request);
    const message = signal === "metrics" ? MESSAGES.metricsRequest : MESSAGES.tracesRequest;
    const decoded = decodeBody(body, encoding, message);
    if (!decoded.ok) throw new OtlpProblem(400, `The request could not be read: ${decoded.reason}.`);
    const header = request.headers[SESSION_HEADER];
    const session = typeof header === "string" && header !== "" ? header.slice(0, 200) : undefined;
    return this.clients.record(body, session, () => partsOf(decoded.value, signal));
  }

  /** Looks at everything but the body. */
  private admit(request: IncomingMessage): Signal {
    const { headers, method, url } = request;
    // A page that lets its own name point here (DNS rebinding) is given away by it; no page has any business here.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(headers.host ?? "")) {
      throw new OtlpProblem(403, "The Host header must be 127.0.0.1 or localhost.");
    }
    if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) {
      throw new OtlpProblem(403, "Web pages cannot send telemetry here.");
    }
    if (!this.hasToken(headers.authorization)) {
      const challenge = { "WWW-Authenticate": 'Bearer realm="optimizer-monitor"' };
      const text =
        "Send the header that OTEL_EXPORTER_OTLP_HEADERS holds in launched programs: Authorization: Bearer <token>.";
      throw new OtlpProblem(401, text, challenge);
    }
    const path = (url ?? "").split("?")[0] ?? "";
    if (path === "/v1/logs") {
      throw new OtlpProblem(404, "Logs are not recorded here; set OTEL_LOGS_EXPORTER=none to stop sending them.");
    }
    const signal = SIGNALS.get(path);
    if (signal === undefined) throw new OtlpProblem(404, "There are /v1/metrics and /v1/traces here.");
    if (method !== "POST") throw new OtlpProblem(405, "Exporters POST.", { Allow: "POST" });
    return signal;
  }

  /** Digests are compared: they have one length, and comparing them takes one time. */
  private hasToken(header: string | undefined): boolean {
    const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? "";
    return timingSafeEqual(digest(given), digest(this.token));
  }
}

/** A connection that is closed while its peer still writes is reset, and the answer is lost with it. */
async function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  request.resume();
  const signal = AbortSignal.timeout(DISCARD_MS);
  await Promise.race([once(request, "end", { signal }), once(request, "close", { signal })]).catch(() => undefined);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Reads a body up to the limit, and undoes its compression. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const compression = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (compression !== "gzip" && compression !== "identity") {
    throw new OtlpProblem(415, "The Content-Encoding must be gzip, or there must be none.");
  }
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw tooLong();
  const pieces: Buffer[] = [];
  let length = 0;
  // Leaving early must not destroy the connection that the answer goes over.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BODY_BYTES) throw tooLong();
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  if (compression === "identity") return body;
  const result = await inflated(body);
  if (result.ok) return result.value;
  throw new OtlpProblem(400, `The request could not be read: ${result.reason}.`);
}

function tooLong(): OtlpProblem {
  return new OtlpProblem(413, `The body is longer than ${MAX_BODY_BYTES} bytes; export smaller batches.`);
}

function partsOf(request: unknown, signal: Signal): readonly ResourcePart[] {
  if (signal === "metrics") {
    return parseMetrics(request).map(({ resource, points, rejected }) => ({
      resource,
      rejected,
      translate: (translation) => translation.metrics(points),
    }));
  }
  return parseTraces(request).map(({ resource, spans, rejected }) => ({
    resource,
    rejected,
    translate: (translation) => translation.spans(spans),
  }));
}
