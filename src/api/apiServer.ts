import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { Hono, type Context } from "hono";
import type { Disposable } from "../base/disposable";
import { listenAt } from "../base/listenAt";
import { createGate, type ApiEnvironment } from "./access/gate";
import { isLoopback, type AccessRules } from "./access/accessRules";
import type { ApiSource } from "./apiSource";
import { LiveStreams } from "./liveStreams";
import { API_BASE, openApiDocument } from "./openApi";
import { Problem } from "./problem";
import { PROMETHEUS_ROUTES } from "./prometheus/prometheusRoute";
import { readQuery } from "./readQuery";
import type { Route } from "./route";
import { ENGINE_ROUTES } from "./routes/engineRoutes";
import { METRIC_ROUTES } from "./routes/metricRoutes";
import { SESSION_ROUTES } from "./routes/sessionRoutes";
import { writeAnswer, writeProblem } from "./writeAnswer";

/** Every path there is. */
export const ROUTES: readonly Route[] = [...ENGINE_ROUTES, ...PROMETHEUS_ROUTES, ...METRIC_ROUTES, ...SESSION_ROUTES];

const DOCUMENT_PATH = "/openapi.json";
const MAX_PATH_LENGTH = 2000;

/** How long one asker may keep a connection without getting on with it, and how many connections there may be. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 10_000,
  // How often the two timeouts above are looked at.
  connectionsCheckingInterval: 1_000,
} as const;
const MAX_CONNECTIONS = 1_200;
/** Longer than the heartbeat of live streams: only a reader that takes nothing is silent for so long. */
const SILENCE_MS = 60_000;

type ApiContext = Context<ApiEnvironment>;

/** Where and for whom the API answers. */
export interface ApiServerOptions extends AccessRules {
  readonly port: number;
}

/** The HTTP server of one engine. */
export class ApiServer implements Disposable {
  private constructor(
    private readonly server: Server,
    private readonly streams: LiveStreams,
    readonly url: string,
    /** Whether only programs of this machine can reach it. */
    readonly isLoopback: boolean,
  ) {}

  /** Listens; fails with the system's error where it cannot. */
  static async listen(source: ApiSource, options: ApiServerOptions): Promise<ApiServer> {
    const streams = new LiveStreams();
    const app = createApp(source, options, streams);
    const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    const server = createServer(LIMITS, (request, response) => void listener(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    server.setTimeout(SILENCE_MS);
    server.on("clientError", answerClientError);
    const wanted = { port: options.port, host: options.host, backlog: MAX_CONNECTIONS };
    await listenAt(server, wanted, (error) => source.log.warn(`api: ${error.message}`));
    const { address, port, family } = server.address() as AddressInfo;
    const host = family === "IPv6" ? `[${address}]` : address;
    return new ApiServer(server, streams, `http://${host}:${port}`, isLoopback(address));
  }

  dispose(): void {
    this.streams.dispose();
    this.server.close();
    this.server.closeAllConnections();
  }
}

function createApp(source: ApiSource, rules: AccessRules, streams: LiveStreams): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>();
  const document = openApiDocument(ROUTES, source.version);
  const openPaths = new Set([DOCUMENT_PATH, ...ROUTES.filter(({ isOpen }) => isOpen).map(({ path }) => path)]);
  const isOpen = (path: string): boolean => openPaths.has(path) || openPaths.has(path.replace(API_BASE, ""));
  app.use(async (context, next) => {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Cache-Control", "no-cache");
    if (context.req.path.length > MAX_PATH_LENGTH) throw unknownPath("");
    await next();
  });
  app.use(createGate(rules, isOpen));
  const serve = (path: string, handle: (context: ApiContext) => Promise<Response>): void => {
    for (const base of [API_BASE, ""]) app.get(`${base}${path.replace(/\{(\w+)\}/g, ":$1")}`, handle);
  };
  serve(DOCUMENT_PATH, (context) => writeAnswer(context, { kind: "json", body: document }));
  for (const route of ROUTES) serve(route.path, (context) => answer(route, context, source, streams));
  app.notFound((context) => writeProblem(context, unknownPath(context.req.path)));
  app.onError((error, context) => {
    if (error instanceof Problem) return writeProblem(context, error);
    source.log.error(`api: ${context.req.path}: ${error.stack ?? error.message}`);
    return writeProblem(context, new Problem("internal", "The engine's log says more."));
  });
  return app;
}

async function answer(route: Route, context: ApiContext, source: ApiSource, streams: LiveStreams): Promise<Response> {
  const query = readQuery(route.query, new URL(context.req.url).searchParams);
  const found = await route.handle({
    source,
    query,
    param: (name) => context.req.param(name) ?? "",
    accept: context.req.header("accept") ?? "",
    isTrusted: context.get("isTrusted"),
  });
  return found.kind === "stream" ? streams.open(context, found) : writeAnswer(context, found);
}

function unknownPath(path: string): Problem {
  return new Problem(
    "unknown-path",
    `There is nothing at ${path.slice(0, 200)}; ${DOCUMENT_PATH} lists what there is.`,
  );
}

/** What is no request, or takes too long to become one, is answered here; nothing of it is repeated. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  const [code, ...title] = status.split(" ");
  const body = JSON.stringify({ type: "about:blank", title: title.join(" "), status: Number(code) });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
