/// <reference lib="esnext.disposable" />
import type { SessionFigures } from "./figures.js";

/** Whether smaller or larger values of the objective are better. */
export type Direction = "minimize" | "maximize";

/** Why a run ended, where it is one of the usual reasons. */
export type Termination = "tolerance" | "iterations" | "evaluations" | "time" | "target" | "callback" | "error";

/** What is known of a run when it begins; everything is optional. */
export interface RunOptions {
  readonly problem?: string | undefined;
  readonly library?: string | undefined;
  /** The run that this one is part of (a restart, an island, an inner search). */
  readonly parent?: Run | string | undefined;
  readonly dimension?: number | undefined;
  /** One direction, or one for each objective. */
  readonly direction?: Direction | readonly Direction[] | undefined;
  /** Evaluations of the objective that the run may spend. */
  readonly budget?: number | undefined;
  /** The value of the objective that counts as solved. */
  readonly target?: number | undefined;
  readonly seed?: number | bigint | string | undefined;
  readonly populationSize?: number | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/** One step of a run. NaN and infinities are allowed and shown as such. */
export interface IterationFields {
  /** Evaluations of the objective since the run began. */
  readonly evaluations?: number | undefined;
  /** The best value found so far. */
  readonly best?: number | undefined;
  /** The value of the present solution, where it is not the best. */
  readonly current?: number | undefined;
  readonly mean?: number | undefined;
  readonly median?: number | undefined;
  readonly std?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly bound?: number | undefined;
  readonly gap?: number | undefined;
  readonly violation?: number | undefined;
  /** The share of feasible solutions, or whether the present one is. */
  readonly feasible?: number | boolean | undefined;
  readonly hypervolume?: number | undefined;
  readonly frontSize?: number | undefined;
  readonly diversity?: number | undefined;
  readonly stepSize?: number | undefined;
  readonly gradientNorm?: number | undefined;
  readonly temperature?: number | undefined;
  readonly acceptanceRate?: number | undefined;
  readonly nodes?: number | undefined;
  readonly openNodes?: number | undefined;
  readonly lpIterations?: number | undefined;
  readonly populationSize?: number | undefined;
  /**
   * The objective's values over the population, for its distribution: copied by the call, sorted when there is time to send. NaNs are left out
   * and counted.
   */
  readonly objectives?: ArrayLike<number> | undefined;
  /** Your own numbers, by name; each gets its own chart. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

/** How a run ended. */
export interface EndFields {
  /** `completed` unless said otherwise. */
  readonly status?: "completed" | "failed" | "stopped" | undefined;
  readonly converged?: boolean | undefined;
  readonly termination?: Termination | (string & {}) | undefined;
  readonly best?: number | undefined;
  readonly evaluations?: number | undefined;
  readonly solution?: unknown;
  readonly message?: string | undefined;
}

/** Details of bytes that went through the workflow. */
export interface DataOptions {
  readonly component?: string | undefined;
  readonly records?: number | undefined;
  readonly direction?: "read" | "write" | undefined;
}

/** Details of one value of a custom metric. */
export interface MetricOptions {
  readonly unit?: string | undefined;
  readonly run?: Run | string | undefined;
}

/** Details of a remark. */
export interface NoteOptions {
  readonly level?: "debug" | "info" | "warning" | "error" | undefined;
}

/** Points of a Pareto front: one list of objective values a point; typed arrays will do. */
export type Points = readonly (ArrayLike<number> & object)[];

/** One optimization run. Ending it twice is harmless: the first end counts. */
export interface Run {
  readonly id: string;
  iteration(iteration: number, fields?: IterationFields): void;
  front(points: Points, options?: { readonly iteration?: number | undefined }): void;
  metric(name: string, value: number, options?: { readonly unit?: string | undefined }): void;
  end(fields?: EndFields): void;
}

/** Ends the timing that it was returned for; a second call is ignored. Works with `using`. */
export interface StopComponent extends Disposable {
  (): void;
}

/** Everything a program can report. */
export interface Client {
  /** Begins a run, to be ended with `run.end(…)`. */
  run(algorithm: string, options?: RunOptions): Run;
  /** Runs `body` as a run that ends when it returns, and fails when it throws; gives back what it returns. */
  run<T>(algorithm: string, options: RunOptions, body: (run: Run) => T): T;
  /** Times `body`, sync or async, and gives back what it returns. Components inside it become its children. */
  component<T>(name: string, body: () => T): T;
  /** Times a section until the returned function is called; it has no children of its own. */
  startComponent(name: string, options?: { readonly parent?: string | undefined }): StopComponent;
  /** Bytes that went through the workflow, for the throughput. */
  data(bytes: number, options?: DataOptions): void;
  metric(name: string, value: number, options?: MetricOptions): void;
  note(text: string, options?: NoteOptions): void;
  /** Waits until the engine has everything recorded so far; false when that took longer than `timeoutMs` (2000). */
  flush(timeoutMs?: number): Promise<boolean>;
  /**
   * The session's figures so far as plain data. `source` is `engine`, or `client` where none answered in time (2000 ms): then `reason` says why,
   * and only what this process itself knows of its runs is there. Never rejects.
   */
  summary(timeoutMs?: number): Promise<SessionFigures>;
  /**
   * Writes the session's report so far, in the form of the path's ending: .html, .md, .txt, or .json (the exported session). Without
   * an engine it has the little that this process knows, and says so. False where nothing could be written; never rejects.
   */
  writeReport(path: string, timeoutMs?: number): Promise<boolean>;
  /** Whether this process has somewhere to report to. */
  enabled(): boolean;
}
