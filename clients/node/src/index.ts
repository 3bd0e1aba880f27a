import { createClient } from "./client.js";
import type { SessionFigures } from "./figures.js";
import type { Client, DataOptions, MetricOptions, NoteOptions, Run, RunOptions, StopComponent } from "./types.js";

export { createClient, type ClientOptions } from "./client.js";
export type { FindingFigures, PlainNumber, RunFigures, SessionFigures } from "./figures.js";
export { VERSION } from "./version.js";
export type {
  Client,
  DataOptions,
  Direction,
  EndFields,
  IterationFields,
  MetricOptions,
  NoteOptions,
  Points,
  Run,
  RunOptions,
  StopComponent,
  Termination,
} from "./types.js";

// A program may load this package both by `import` and by `require`; its reports are one client's all the same.
const SHARED = Symbol.for("optimizer-monitor-client@1");
const shared = globalThis as { [SHARED]?: Client };

/** The client that the environment describes, made at the first call. */
function client(): Client {
  return (shared[SHARED] ??= createClient());
}

/** Begins a run, to be ended with `run.end(…)`; with a body, the run ends when that returns, and fails when it throws. */
export function run(algorithm: string, options?: RunOptions): Run;
export function run<T>(algorithm: string, options: RunOptions, body: (run: Run) => T): T;
export function run<T>(algorithm: string, options: RunOptions = {}, body?: (run: Run) => T): Run | T {
  return body === undefined ? client().run(algorithm, options) : client().run(algorithm, options, body);
}

/** Times `body`, sync or async, and gives back what it returns. Components inside it become its children. */
export function component<T>(name: string, body: () => T): T {
  return client().component(name, body);
}

/** Times a section until the returned function is called; it has no children of its own. Works with `using`. */
export function startComponent(name: string, options?: { readonly parent?: string | undefined }): StopComponent {
  return client().startComponent(name, options);
}

/** Bytes that went through the workflow, for the throughput. */
export function data(bytes: number, options?: DataOptions): void {
  client().data(bytes, options);
}

/** One value of a metric of your own. */
export function metric(name: string, value: number, options?: MetricOptions): void {
  client().metric(name, value, options);
}

/** A remark, shown with the session. */
export function note(text: string, options?: NoteOptions): void {
  client().note(text, options);
}

/** Waits until the engine has everything recorded so far; false when that took longer than `timeoutMs` (2000). */
export function flush(timeoutMs?: number): Promise<boolean> {
  return client().flush(timeoutMs);
}

/** The session's figures so far as plain data; where no engine answers in time (2000 ms), what this process itself knows. */
export function summary(timeoutMs?: number): Promise<SessionFigures> {
  return client().summary(timeoutMs);
}

/** Writes the session's report so far, in the form of the path's ending: .html, .md, .txt, .json; false where it could not. */
export function writeReport(path: string, timeoutMs?: number): Promise<boolean> {
  return client().writeReport(path, timeoutMs);
}

/** Whether this process has somewhere to report to. */
export function enabled(): boolean {
  return client().enabled();
}
