import { createRequire } from "node:module";

/** What a program reports of one step of a run: the standard numbers, and its own. */
export interface IterationFields {
  readonly best: number;
  readonly evaluations: number;
  readonly current?: number;
  readonly mean?: number;
  readonly median?: number;
  readonly std?: number;
  readonly min?: number;
  readonly max?: number;
  readonly violation?: number;
  readonly feasible?: number;
  readonly diversity?: number;
  readonly temperature?: number;
  readonly acceptanceRate?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** One optimization run that is being reported. */
export interface Run {
  iteration(iteration: number, fields: IterationFields): void;
  end(fields: {
    readonly converged: boolean;
    readonly termination: string;
    readonly best: number;
    readonly evaluations: number;
    readonly solution: unknown;
  }): void;
}

/** What is known of a run when it begins. */
interface RunOptions {
  readonly problem: string;
  readonly direction: "minimize" | "maximize";
  readonly dimension: number;
  readonly budget: number;
  readonly target: number;
  readonly seed: number;
  readonly populationSize?: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The part of the package `optimizer-monitor-client` that this program uses. */
export interface Monitor {
  run<T>(algorithm: string, options: RunOptions, body: (run: Run) => T): T;
  component<T>(name: string, body: () => T): T;
  data(bytes: number, options: { readonly records: number; readonly direction?: "read" | "write" }): void;
  note(text: string, options?: { readonly level: "info" | "warning" }): void;
  /** The session's figures so far; `source` says who worked them out. */
  summary(): Promise<{ readonly source: "engine" | "client" }>;
  /** Writes the session's report so far. */
  writeReport(path: string): Promise<boolean>;
}

/** Runs every body and reports nothing: for where the package is not installed. */
const unmonitored: Monitor = {
  run: (_algorithm, _options, body) => body({ iteration: () => undefined, end: () => undefined }),
  component: (_name, body) => body(),
  data: () => undefined,
  note: () => undefined,
  summary: async () => ({ source: "client" }),
  writeReport: async () => false,
};

/** The installed client, or a stand-in so that the program also runs without it. */
function loadMonitor(): Monitor {
  try {
    // `require` and not `import`: it also searches NODE_PATH, where the editor puts the client.
    return createRequire(import.meta.url)("optimizer-monitor-client") as Monitor;
  } catch {
    return unmonitored;
  }
}

/** Reports what this program does to Optimizer Monitor. */
export const om = loadMonitor();
