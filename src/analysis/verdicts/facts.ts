import type { ComponentSummary, RunStatus } from "../../protocol/session";
import type { RegressionVerdict } from "../../protocol/trends";
import type { Curve } from "../convergence/curve";
import type { SampledSeries } from "../resources/usage";

/** What the verdicts on one run rest on. Curves may be decimated to some hundred points. */
export interface RunFacts {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  /** The program said that the run converged. */
  readonly hasConverged: boolean;
  readonly target?: number;
  /** The best so far along iterations; of several objectives the greatest hypervolume so far. */
  readonly byIteration: Curve;
  /** The same along seconds since the run's start, up to now. */
  readonly byTime: Curve;
  /** Diversity of the population or the standard deviation of its objective, in order. */
  readonly spread?: { readonly isObjective: boolean; readonly values: readonly number[] };
  /** The newest acceptance rate, 0 to 1. */
  readonly acceptanceRate?: number;
  /** Of several objectives: the points of the newest front, and how evenly they are spread (Schott 1995; of ranges scaled to 1). */
  readonly front?: { readonly size: number; readonly spacing?: number };
  /** Of a solver that proves bounds: its relative gap, along seconds since the run's start. */
  readonly gap?: SampledSeries;
  /** What the program called its best, in order, at most some hundred values; it may become worse. */
  readonly reportedBest?: readonly number[];
}

/** One GPU: its load in percent, and whether the session's processes hold memory on it (undefined where that is not known). */
export interface GpuFacts {
  readonly name: string;
  readonly utilization: readonly number[];
  readonly isUsed?: boolean;
}

/** What the verdicts on a session rest on; what was not measured is absent. */
export interface SessionFacts {
  readonly isRunning: boolean;
  readonly elapsedSeconds: number;
  readonly runs: readonly RunFacts[];
  readonly components: readonly ComponentSummary[];
  /** Objective evaluations of all runs. */
  readonly evaluations?: number;
  readonly coreCount: number;
  readonly memoryBytes: number;
  /** CPU load of the processes; 100 % is one core. */
  readonly cpu?: SampledSeries;
  /** Resident memory of the processes, in bytes. */
  readonly rss?: SampledSeries;
  /** Bytes a second to and from storage, of the same samples as `cpu`. */
  readonly storage?: { readonly read: readonly number[]; readonly written: readonly number[] };
  readonly gpus: readonly GpuFacts[];
  /** What the session is against the baseline of its workflow. */
  readonly regressions?: readonly RegressionVerdict[];
}
