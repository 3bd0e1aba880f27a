import type { NamedNumbers } from "./namedNumbers";
import type { SessionFigures } from "./sessionFigures";
import type { RunDescription } from "./session";

/** The wire protocol's version; a client with another major version is refused. */
export const WIRE_VERSION = 1;

/** A line longer than this is refused, in bytes. */
export const MAX_LINE_BYTES = 1 << 20;

/** The standard fields of an iteration, all numbers; any other number of an iteration is a custom metric. */
export const ITERATION_FIELDS = [
  "evaluations",
  "best",
  "current",
  "mean",
  "median",
  "std",
  "min",
  "max",
  "bound",
  "gap",
  "violation",
  "feasible",
  "hypervolume",
  "front_size",
  "diversity",
  "step_size",
  "gradient_norm",
  "temperature",
  "acceptance_rate",
  "nodes",
  "open_nodes",
  "lp_iterations",
  "population_size",
] as const;

/** A client's greeting: the first line of every connection that wants acknowledgements. */
export interface HelloMessage {
  readonly type: "hello";
  readonly protocol: number;
  readonly client: string;
  /**
   * Unique to this client instance; resends are recognized by it. Made from host and pid where a client sends none, empty
   * where there is no pid either: then nothing tells the client from another one.
   */
  readonly id: string;
  readonly pid?: number;
  readonly ppid?: number;
  readonly host?: string;
  readonly session?: string;
  readonly token?: string;
  readonly argv?: string;
  /** What runs the program, with its version: `python 3.11.2`. */
  readonly runtime?: string;
  /** Libraries that are loaded, each with its version: `deap 1.4.1`. */
  readonly libraries?: readonly string[];
  readonly time?: number;
}

/** Events that are acknowledged together. */
export interface BatchMessage {
  readonly type: "batch";
  readonly sequence: number;
  readonly events: readonly WireEvent[];
  /** Why events of this batch were refused, one reason each; the others count. */
  readonly refused: readonly string[];
}

/** A run begins. */
export interface RunStartEvent extends RunDescription {
  readonly type: "run_start";
  readonly time?: number;
  readonly run: string;
  readonly target?: number;
}

/**
 * One step of a run: `values` holds the standard fields and the custom metrics that were given, NaN and infinities included, and the
 * distribution of the objective by QUANTILE_COLUMNS.
 */
export interface IterationEvent {
  readonly type: "iteration";
  readonly time?: number;
  readonly run: string;
  readonly iteration: number;
  readonly values: NamedNumbers;
}

/** A Pareto front, points × objectives. */
export interface FrontEvent {
  readonly type: "front";
  readonly time?: number;
  readonly run: string;
  readonly iteration?: number;
  readonly points: readonly (readonly number[])[];
}

/** A run ends. */
export interface RunEndEvent {
  readonly type: "run_end";
  readonly time?: number;
  readonly run: string;
  readonly status: "completed" | "failed" | "stopped";
  readonly converged?: boolean;
  readonly termination?: string;
  readonly best?: number;
  readonly evaluations?: number;
  readonly solution?: unknown;
  readonly message?: string;
}

/** The increment of one component's timing since the last one; seconds. */
export interface ComponentEvent {
  readonly type: "component";
  readonly time?: number;
  readonly name: string;
  readonly parent?: string;
  readonly count: number;
  readonly total: number;
  readonly min?: number;
  readonly max?: number;
  readonly buckets?: { readonly le: readonly number[]; readonly counts: readonly number[] };
  readonly source?: { readonly file: string; readonly line: number };
}

/** Bytes that went through the workflow. */
export interface DataEvent {
  readonly type: "data";
  readonly time?: number;
  readonly bytes: number;
  readonly component?: string;
  readonly records?: number;
  readonly direction: "read" | "write";
}

/** One value of a custom metric. */
export interface MetricEvent {
  readonly type: "metric";
  readonly time?: number;
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly run?: string;
}

/** A remark. */
export interface NoteEvent {
  readonly type: "note";
  readonly time?: number;
  readonly text: string;
  readonly level: "debug" | "info" | "warning" | "error";
}

/** Events that the client had to drop since it last said so. */
interface DroppedEvent {
  readonly type: "dropped";
  readonly time?: number;
  readonly count: number;
}

/** The clean end of a client. */
interface ByeEvent {
  readonly type: "bye";
  readonly time?: number;
}

/** Anything a client reports. */
export type WireEvent =
  | RunStartEvent
  | IterationEvent
  | FrontEvent
  | RunEndEvent
  | ComponentEvent
  | DataEvent
  | MetricEvent
  | NoteEvent
  | DroppedEvent
  | ByeEvent;

/** What a report can be asked for as; `json` is the exported session. */
export const REQUEST_FORMATS = ["html", "markdown", "text", "json"] as const;
type RequestFormat = (typeof REQUEST_FORMATS)[number];

/**
 * A client asks for its own session's figures or report: over its connection, or over another one by the id that only it knows, with
 * the token where it was given one. It records nothing and begins no session.
 */
export type RequestMessage = {
  readonly id?: string;
  readonly token?: string;
} & ({ readonly type: "summary" } | { readonly type: "report"; readonly format: RequestFormat });

/** Any line of a client. */
export type ClientMessage = HelloMessage | BatchMessage | RequestMessage | WireEvent;

/** Any line of the engine to a client. */
export type EngineMessage =
  | {
      readonly type: "welcome";
      readonly protocol: number;
      readonly session: string | null;
      readonly acknowledged: number;
    }
  | { readonly type: "ack"; readonly sequence: number }
  | { readonly type: "summary"; readonly summary: SessionFigures }
  /** The next piece of a report. */
  | { readonly type: "report"; readonly text: string; readonly last: boolean }
  | { readonly type: "error"; readonly reason: string };
