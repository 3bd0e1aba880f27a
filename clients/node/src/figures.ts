/** A number as plain data: what JSON has no literal for is its name. */
export type PlainNumber = number | "NaN" | "Infinity" | "-Infinity";

/** A session's figures so far: seconds, bytes, shares of one; absent where nothing is known. */
export interface SessionFigures {
  /** `client`: no engine answered, and only what this process itself knows of its runs is there. */
  readonly source: "engine" | "client";
  /** Why no engine answered. */
  readonly reason?: string;
  readonly session?: {
    readonly id: string;
    readonly label: string;
    readonly status: string;
    readonly startTime: number;
    readonly elapsedSeconds: number;
    readonly evaluations?: number;
    readonly iterations: number;
    readonly dropped: number;
  };
  readonly runs: readonly RunFigures[];
  readonly components: readonly {
    readonly name: string;
    readonly parent?: string;
    readonly calls: number;
    readonly totalSeconds: number;
    readonly selfSeconds: number;
    readonly share: number;
    readonly callsPerSecond: number;
  }[];
  readonly resources: Readonly<Record<string, unknown>>;
  readonly findings: readonly FindingFigures[];
}

/** A sentence about the session or a run, with the figures that it rests on. */
export interface FindingFigures {
  readonly kind: string;
  readonly severity: "good" | "notice" | "problem";
  readonly title: string;
  readonly evidence: string;
}

/** One run. */
export interface RunFigures {
  readonly id: string;
  readonly algorithm: string;
  readonly problem?: string;
  readonly status: string;
  readonly best?: PlainNumber;
  readonly target?: PlainNumber;
  readonly evaluations?: number;
  /** How many were reported; known to the engine. */
  readonly iterations?: number;
  /** The number of the newest; where no engine answered. */
  readonly lastIteration?: number;
  readonly seconds?: number;
  readonly success?: { readonly isSuccess: boolean; readonly by: "target" | "converged" };
  readonly lastImprovement?: { readonly iteration: number; readonly stalledShare: number };
  readonly anytimePerformance?: number;
  readonly findings?: readonly FindingFigures[];
}

/** What the engine sent, with names as they are written here. */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [
    key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    camelCased(entry),
  ]);
  return Object.fromEntries(entries);
}
