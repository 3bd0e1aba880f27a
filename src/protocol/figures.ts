/** A place in a run: what it had cost to come there. */
export interface RunPlace {
  /** Since the run's start. */
  readonly seconds: number;
  readonly iteration?: number;
  readonly evaluations?: number;
}

/** An estimate with the ends of its 95 % interval; an end that is not foreseeable is absent. */
export interface EstimatedNumber {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** What a running run will come to, or why that cannot be told. */
export type RunForecast =
  | {
      readonly kind: "forecast";
      /** The share of its past changes that the model would have foretold, 0 to 1. */
      readonly skill: number;
      /** The best after so many seconds from the run's start: its budget's end, or twice the time so far. */
      readonly atSeconds: number;
      readonly best: EstimatedNumber;
      /** When it reaches its target, in seconds from the run's start; absent without a target or where that is out of reach. */
      readonly target?: EstimatedNumber;
    }
  | { readonly kind: "flat" }
  | { readonly kind: "tooFew"; readonly improvements: number; readonly needed: number }
  | { readonly kind: "unsure" };

/** How one run converged (docs/formulas.md). */
export interface RunConvergence {
  readonly runId: string;
  /** Where it reached its target; absent where it has none or has not reached it. */
  readonly target?: RunPlace;
  /** Where it had made shares of its improvement so far; absent shares were not made apart. */
  readonly milestones: readonly (RunPlace & { readonly fraction: number })[];
  readonly lastImprovement: RunPlace;
  /** How long it has gone since without an improvement, as a share of its iterations, 0 to 1. */
  readonly stalledShare: number;
  /** Gap to the target ∝ e^(−rate · seconds); for runs with a target. */
  readonly rate?: { readonly perSecond: number; readonly low: number; readonly high: number };
  /** Mean closeness to `reference` over the run's time, from 0 (as at first) to 1 (there from the beginning). */
  readonly anytime?: { readonly value: number; readonly reference: "target" | "best" };
  readonly forecast?: RunForecast;
  /** Berthold's primal gap to the target, else to the last incumbent, integrated over time; for runs with a bound. */
  readonly primalIntegralSeconds?: number;
  /** The last relative gap of incumbent and bound. */
  readonly gap?: number;
  /** Schott's spacing of the last front. */
  readonly spacing?: number;
}

/** One sampled metric over the session. */
export interface UsageFigure {
  readonly metric: string;
  readonly title: string;
  readonly unit: string;
  readonly low: number;
  readonly mean: number;
  readonly p95: number;
  readonly peak: number;
}

/** What a session used, and how well; what was not measured is absent. Shares are 0 to 1. */
export interface ResourceUsage {
  readonly figures: readonly UsageFigure[];
  readonly busyCores?: number;
  readonly cpuShare?: number;
  readonly workers?: number;
  readonly parallelEfficiency?: number;
  readonly evaluationsPerCpuSecond?: number;
  readonly memoryEfficiency?: number;
  /** Bytes a second that memory grows, where a trend was found. */
  readonly memoryGrowth?: EstimatedNumber;
  readonly ioShare?: number;
  readonly gpuIdleShare?: number;
}
