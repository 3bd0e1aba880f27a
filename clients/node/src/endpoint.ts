/** Where the engine listens. */
export type Endpoint =
  | { readonly kind: "pipe"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

/** Reads `unix:/path`, `pipe:\\.\pipe\name` or `tcp://host:port`; `undefined` for anything else. */
export function parseEndpoint(text: string | undefined): Endpoint | undefined {
  if (text === undefined) return undefined;
  const path = /^(?:unix|pipe):(.+)$/s.exec(text)?.[1];
  if (path !== undefined) return { kind: "pipe", path };
  const match = /^tcp:\/\/(\[[^\]]+\]|[^:/[\]]+):(\d{1,5})\/?$/.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535) return undefined;
  return { kind: "tcp", host: match[1].replace(/^\[|\]$/g, ""), port };
}
