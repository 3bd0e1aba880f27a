import type * as Type from "typebox";
import type { ApiSource } from "./apiSource";
import type { ProblemKind } from "./problem";

/** A request whose query has been accepted. */
interface ApiRequest<Q> {
  readonly source: ApiSource;
  readonly query: Q;
  /** A part of the path, decoded. */
  readonly param: (name: string) => string;
  readonly accept: string;
  /** Whether the asker showed the token; only paths that are open to all need to look. */
  readonly isTrusted: boolean;
}

/** One message of a live stream. */
export interface StreamMessage {
  readonly event: string;
  readonly data: unknown;
}

/** What a path answers with. */
export type Answer =
  | { readonly kind: "json"; readonly body: unknown }
  | { readonly kind: "text"; readonly contentType: string; readonly text: string }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly contentType: string;
      readonly pieces: Iterable<string>;
    }
  | { readonly kind: "stream"; readonly listen: (tell: (message: StreamMessage) => void) => () => void };

/** One path of the API, with all that the document says of it. */
export interface Route {
  /** As the document writes it: `/sessions/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: "engine" | "metrics" | "sessions";
  readonly params: Readonly<Record<string, string>>;
  readonly query: Type.TObject;
  /** The schema of a JSON answer by its name, or the media types of another one. */
  readonly answers: string | readonly string[];
  readonly problems: readonly ProblemKind[];
  /** Answers without a token. */
  readonly isOpen: boolean;
  handle(request: ApiRequest<unknown>): Answer | Promise<Answer>;
}

interface RouteDefinition<T extends Type.TObject> {
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: Route["tag"];
  readonly params?: Readonly<Record<string, string>>;
  readonly query: T;
  readonly answers: string | readonly string[];
  readonly problems?: readonly ProblemKind[];
  readonly isOpen?: boolean;
  handle(request: ApiRequest<Type.Static<T>>): Answer | Promise<Answer>;
}

/** Ties a path's handler to the schema of its query: what it is given has been accepted by exactly that schema. */
export function route<T extends Type.TObject>(definition: RouteDefinition<T>): Route {
  return {
    params: {},
    problems: [],
    isOpen: false,
    ...definition,
    handle: (request) => definition.handle(request as ApiRequest<Type.Static<T>>),
  };
}

/** A JSON answer. */
export function json(body: unknown): Answer {
  return { kind: "json", body };
}
