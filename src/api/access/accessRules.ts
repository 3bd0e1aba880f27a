import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { Problem } from "../problem";

/** Who may ask. */
export interface AccessRules {
  readonly token: string;
  /** The address that the server listens at. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/** Whether an address is this machine's own, which nobody else can reach. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}

/**
 * A page on the internet can make its own name point to this machine (DNS rebinding) and would then be of one origin with
 * the API. The name that it asks for gives it away. Addresses cannot be rebound.
 */
export function requireOwnHost(header: string | undefined, rules: AccessRules): void {
  const name = hostOf(header ?? "");
  if (isLoopback(name)) return;
  const isOpen = !isLoopback(rules.host);
  if (isOpen && (isIP(name) !== 0 || name === hostname().toLowerCase())) return;
  if ([rules.host, ...rules.allowedHosts].some((allowed) => bare(allowed) === name)) return;
  throw new Problem(
    "foreign-host",
    "The request names a host that is none of this machine's names; optimizerMonitor.api.allowedHosts can allow it.",
  );
}

/** The origin of a page that may read the answer; nothing where no page asks. Pages of other origins are refused. */
export function allowedOrigin(
  { origin, site }: { readonly origin: string | undefined; readonly site: string | undefined },
  { allowedOrigins }: AccessRules,
): string | undefined {
  if (origin !== undefined) {
    const found = allowedOrigins.find((allowed) => allowed.replace(/\/$/, "") === origin);
    if (found !== undefined) return origin;
  }
  // Browsers say on requests without an origin, too, whether another site's page caused them.
  const isForeign = origin !== undefined || site === "cross-site" || site === "same-site";
  if (!isForeign) return undefined;
  throw new Problem(
    "foreign-origin",
    "A page of another origin asked; optimizerMonitor.api.allowedOrigins can allow it.",
  );
}

/** Whether a header carries the token. Digests are compared: they have one length, and comparing them takes one time. */
export function hasToken(header: string | undefined, { token }: AccessRules): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The name in a Host header, without its port. */
function hostOf(header: string): string {
  return bare(header.replace(/:\d*$/, ""));
}

function bare(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}
