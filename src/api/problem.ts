/** The kinds of failures that the API answers with, by their status. */
export const PROBLEMS = {
  "invalid-parameters": { status: 400, title: "The parameters are not valid" },
  unauthorized: { status: 401, title: "A valid bearer token is needed" },
  "foreign-origin": { status: 403, title: "Pages of this origin may not ask here" },
  "unknown-path": { status: 404, title: "There is nothing at this path" },
  "unknown-session": { status: 404, title: "There is no such session" },
  "unknown-table": { status: 404, title: "The session has no such table" },
  "unknown-component": { status: 404, title: "No session has such a component" },
  "unknown-method": { status: 405, title: "This path cannot be asked in this way" },
  "body-refused": { status: 413, title: "Requests carry no body here" },
  "foreign-host": { status: 421, title: "This machine does not answer under that name" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "The engine failed to answer" },
  "too-many-streams": { status: 503, title: "Too many live streams are open" },
} as const;
export type ProblemKind = keyof typeof PROBLEMS;

/** Nothing of a request is repeated at length. */
const MAX_INSTANCE_LENGTH = 200;

/** One parameter that was refused. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly detail: string;
}

/** A failure that the asker can understand; answered as a problem document (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly errors: readonly ParameterProblem[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = "Problem";
  }

  get status(): number {
    return PROBLEMS[this.kind].status;
  }

  /** The document. `instance` is the path that was asked for. */
  document(instance: string): Readonly<Record<string, unknown>> {
    const { status, title } = PROBLEMS[this.kind];
    return {
      type: `urn:optimizer-monitor:problem:${this.kind}`,
      title,
      status,
      detail: this.detail,
      instance: instance.slice(0, MAX_INSTANCE_LENGTH),
      ...(this.errors.length === 0 ? {} : { errors: this.errors }),
    };
  }
}
