/** What a parser returns: the value, or the reason why there is none. Parsers never throw. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** A parsed value. */
export function accept<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A refusal with its reason. */
export function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
