import type { Context, MiddlewareHandler } from "hono";
import type { HttpBindings } from "@hono/node-server";
import { Problem } from "../problem";
import { allowedOrigin, hasToken, requireOwnHost, type AccessRules } from "./accessRules";
import { RateLimit, type Rate } from "./rateLimit";

/** What the gate leaves for those behind it. */
interface GateVariables {
  isTrusted: boolean;
}
export interface ApiEnvironment {
  Bindings: HttpBindings;
  Variables: GateVariables;
}
type ApiContext = Context<ApiEnvironment>;

/** What one address may ask. The engine records first and answers second. */
export const REQUEST_RATE: Rate = { perSecond: 1000, burst: 2000 };
/** Wrong tokens: enough for a person who mistypes, too few for guessing. */
export const FAILURE_RATE: Rate = { perSecond: 1, burst: 20 };

/** Looks at every request before anything else does. `isOpen` says which paths answer without a token. */
export function createGate(rules: AccessRules, isOpen: (path: string) => boolean): MiddlewareHandler<ApiEnvironment> {
  const requests = new RateLimit(REQUEST_RATE);
  const failures = new RateLimit(FAILURE_RATE);
  return async (context, next) => {
    const address = context.env.incoming.socket.remoteAddress ?? "";
    requireOwnHost(context.req.header("host"), rules);
    const origin = allowedOrigin(
      { origin: context.req.header("origin"), site: context.req.header("sec-fetch-site") },
      rules,
    );
    if (origin !== undefined) allowPage(context, origin);
    spend(requests, address, "This address asks too often.");
    if (context.req.method === "OPTIONS" && origin !== undefined) return context.body(null, 204);
    requireReading(context);
    const isTrusted = hasToken(context.req.header("authorization"), rules);
    if (!isTrusted && !isOpen(context.req.path)) refuse(failures, address);
    context.set("isTrusted", isTrusted);
    return next();
  };
}

/** Headers are set before anything can fail, so that the page may read the failure, too. */
function allowPage(context: ApiContext, origin: string): void {
  context.header("Access-Control-Allow-Origin", origin);
  context.header("Access-Control-Allow-Methods", "GET, HEAD");
  context.header("Access-Control-Allow-Headers", "Authorization, If-None-Match");
  context.header("Access-Control-Expose-Headers", "ETag, Content-Disposition, Retry-After");
  context.header("Vary", "Origin", { append: true });
}

function requireReading(context: ApiContext): void {
  const { method } = context.req;
  if (method !== "GET" && method !== "HEAD") {
    const headers = { Allow: "GET, HEAD", Connection: "close" };
    throw new Problem("unknown-method", `${method.slice(0, 20)} changes things; this API only reads.`, [], headers);
  }
  const length = Number(context.req.header("content-length") ?? 0);
  if (length > 0 || context.req.header("transfer-encoding") !== undefined) {
    throw new Problem("body-refused", "Leave the body out.", [], { Connection: "close" });
  }
}

function refuse(failures: RateLimit, address: string): never {
  spend(failures, address, "Too many requests without a valid token came from this address.");
  throw new Problem(
    "unauthorized",
    "Send the header `Authorization: Bearer <token>`; the command Copy API Address and Token gives it.",
    [],
    { "WWW-Authenticate": 'Bearer realm="optimizer-monitor"' },
  );
}

function spend(limit: RateLimit, address: string, detail: string): void {
  const seconds = limit.take(address);
  if (seconds === 0) return;
  throw new Problem("too-many-requests", detail, [], { "Retry-After": String(Math.ceil(seconds)) });
}
