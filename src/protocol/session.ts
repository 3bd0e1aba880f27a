import type { Finding } from "./findings";
import type { Alert } from "./alerts";
import type { ResourceUsage, RunConvergence } from "./figures";
import type { WireNumber } from "./number";
import type { RegressionVerdict } from "./regression";

/** What became of a session. `interrupted`: the engine went away under it and the workflow's end was not seen. */
export type SessionStatus = "running" | "completed" | "failed" | "stopped" | "interrupted";

/** How a workflow was launched; `external` means a client reported without a launch that we saw, `imported` that another program recorded it. */
export type LaunchKind = "task" | "debug" | "terminal" | "command" | "external" | "imported";

/** minimize or maximize; a list for several objectives. */
export type Direction = "minimize" | "maximize";

/** One launch of a workflow, as lists show it. Times are Unix seconds. */
export interface SessionSummary {
  readonly id: string;
  readonly label: string;
  readonly status: SessionStatus;
  readonly kind: LaunchKind;
  readonly startTime: number;
  readonly endTime?: number;
  readonly exitCode?: number;
  readonly signal?: string;
  /** One sentence that says why a session failed or was interrupted. */
  readonly reason?: string;
  readonly command?: string;
  readonly cwd?: string;
  readonly host: string;
  readonly pid?: number;
  readonly tags: readonly string[];
  readonly algorithms: readonly string[];
  readonly problem?: string;
  readonly runCount: number;
  readonly iterationCount: number;
  readonly evaluations?: number;
  /** The best objective over the session's runs, where they share one direction. */
  readonly best?: WireNumber;
  readonly direction?: Direction;
  /** Events that clients had to drop. */
  readonly dropped: number;
  readonly peakRssBytes?: number;
  readonly meanCpuPercent?: number;
  /** The state of the workflow's sources when it was launched. */
  readonly git?: GitFacts;
  /** A remark of the user. */
  readonly note?: string;
  readonly isPinned?: boolean;
  readonly isBaseline?: boolean;
  /** What it is against the baseline of its workflow, the worst first; absent without a baseline. */
  readonly regressions?: readonly RegressionVerdict[];
}

/** The state of a git work tree. */
export interface GitFacts {
  /** The full name of the commit. */
  readonly commit: string;
  readonly branch?: string;
  /** Tracked files differ from the commit. */
  readonly isDirty: boolean;
}

/** What became of a run. */
export type RunStatus = "running" | "completed" | "failed" | "stopped" | "interrupted";

/** What a program says of a run when it begins. */
export interface RunDescription {
  readonly algorithm: string;
  readonly parent?: string;
  readonly library?: string;
  readonly problem?: string;
  readonly dimension?: number;
  readonly direction?: Direction | readonly Direction[];
  readonly budget?: number;
  readonly seed?: number | string;
  readonly populationSize?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** One optimization run, without its iterations. */
export interface RunSummary extends RunDescription {
  readonly id: string;
  readonly target?: WireNumber;
  readonly status: RunStatus;
  readonly converged?: boolean;
  readonly termination?: string;
  readonly message?: string;
  readonly solution?: unknown;
  readonly startTime: number;
  readonly endTime?: number;
  readonly iterationCount: number;
  readonly lastIteration?: number;
  readonly best?: WireNumber;
  readonly evaluations?: number;
  /** The last Pareto front that was reported (points × objectives). */
  readonly front?: readonly (readonly WireNumber[])[];
}

/** A run with the session that it belongs to. */
export interface FoundRun {
  readonly sessionId: string;
  readonly run: RunSummary;
}

/** What a component took in one session. */
export interface FoundComponent {
  readonly sessionId: string;
  readonly label: string;
  readonly status: SessionStatus;
  readonly startTime: number;
  readonly component: ComponentSummary;
}

/** An alert, with the session that it was in. */
export interface FoundAlert {
  readonly sessionId: string;
  readonly alert: Alert;
}

/** Where a component stands in the source. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
}

/** A timed section of the workflow, summed over all its calls and processes. */
export interface ComponentSummary {
  readonly name: string;
  readonly parent?: string;
  readonly count: number;
  readonly totalSeconds: number;
  readonly minSeconds?: number;
  readonly maxSeconds?: number;
  readonly source?: SourceLocation;
  readonly buckets?: { readonly le: readonly number[]; readonly counts: readonly number[] };
  /** What went through it, as far as the program said so. */
  readonly data?: ComponentData;
}

/** Bytes, and records, that a component has read and written. */
export interface ComponentData {
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly records?: number;
}

/** A remark of the workflow, a client or the engine. */
export interface Note {
  readonly time: number;
  readonly level: "debug" | "info" | "warning" | "error";
  readonly text: string;
}

/** A column of a table: a metric over the table's rows. */
export interface ColumnInfo {
  /** The key that queries use: the metric's name, with its labels as `name{label=value}`. */
  readonly key: string;
  readonly metric: string;
  readonly unit?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** How many rows have a value. */
  readonly count: number;
  readonly last?: WireNumber;
}

/**
 * A table of numbers that grows by rows: `run:<run id>` (iterations), `samples:system`, `samples:process`, `samples:gpu`,
 * `samples:throughput`, `samples:components`, and `metric:<name>` for a custom metric outside a run.
 */
export interface TableInfo {
  readonly name: string;
  readonly rowCount: number;
  readonly columns: readonly ColumnInfo[];
}

/** Facts about the machine that a session ran on. */
export interface MachineFacts {
  readonly host: string;
  readonly platform: string;
  readonly cpuModel?: string;
  readonly coreCount: number;
  readonly memoryBytes: number;
  /** Names of the GPUs; an empty list where there is none; absent while not known yet. */
  readonly gpus?: readonly string[];
  /** Versions of what took part, by name: `python`, `deap`, `optimizer-monitor`, … */
  readonly versions?: Readonly<Record<string, string>>;
}

/** Everything about one session but the rows of its tables. */
export interface SessionDetail {
  readonly session: SessionSummary;
  readonly runs: readonly RunSummary[];
  readonly components: readonly ComponentSummary[];
  readonly notes: readonly Note[];
  /** In the order in which they began; absent where there were none. */
  readonly alerts?: readonly Alert[];
  readonly tables: readonly TableInfo[];
  readonly machine: MachineFacts;
  readonly live?: LiveReadout;
  /** What the figures mean, problems first; absent where nothing can be said. */
  readonly findings?: readonly Finding[];
  /** How each run converged, for the runs that the findings look at. */
  readonly convergence?: readonly RunConvergence[];
  /** What the session used of each resource, and how well. */
  readonly usage?: ResourceUsage;
}

/** The newest figures of a running session, as the status bar shows them. What the platform does not give is absent. */
export interface LiveReadout {
  readonly sessionId: string;
  readonly label: string;
  readonly elapsedSeconds: number;
  readonly run?: {
    readonly algorithm: string;
    readonly iteration?: number;
    readonly best?: WireNumber;
    readonly evaluations?: number;
    readonly direction?: Direction;
  };
  readonly evaluations?: number;
  readonly evaluationsPerSecond?: number;
  /** System-wide, 0-100. */
  readonly cpuPercent?: number;
  readonly corePercents?: readonly number[];
  /** Cores kept busy by the session's process tree (1 = one core). */
  readonly busyCores?: number;
  readonly processCount?: number;
  readonly rssBytes?: number;
  readonly vmsBytes?: number;
  /** RSS of the process tree as a share of the machine's memory, 0-100. */
  readonly memoryPercent?: number;
  readonly systemMemoryPercent?: number;
  readonly gpus?: readonly {
    readonly name: string;
    readonly utilizationPercent?: number;
    readonly memoryUsedBytes?: number;
    readonly memoryTotalBytes?: number;
    readonly powerWatts?: number;
  }[];
  readonly readBytesPerSecond?: number;
  readonly writeBytesPerSecond?: number;
  /** The alerts that last, those that matter most first; absent where there are none. */
  readonly alerts?: readonly Alert[];
  /** The costliest components, at most five. */
  readonly components: readonly ComponentSummary[];
}
