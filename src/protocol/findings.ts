/** How a finding is meant: something that goes well, something worth knowing, or something to do something about. */
export type Severity = "good" | "notice" | "problem";

/** What a finding says. */
export type FindingKind =
  | "targetReached"
  | "improving"
  | "stalled"
  | "premature"
  | "arrival"
  | "outOfReach"
  | "endedImproving"
  | "endedEarlyEnough"
  | "targetMissed"
  | "proven"
  | "gapOpen"
  | "noisy"
  | "bottleneck"
  | "idleCores"
  | "busyCores"
  | "waitingWorkers"
  | "evaluationRate"
  | "memoryGrows"
  | "memoryFull"
  | "gpuIdle"
  | "storageBound"
  | "regression";

/** What a finding leads to. */
export type FindingTarget =
  | { readonly kind: "convergence"; readonly runId?: string }
  | { readonly kind: "component"; readonly name: string }
  | { readonly kind: "resource"; readonly resource: "cpu" | "memory" | "gpu" | "storage" };

/** One sentence about a session, with the figures that it rests on. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** What is so: `Simulated annealing has stalled`. */
  readonly title: string;
  /** By what figures: `no improvement for 92 iterations (31 % of the run)`. */
  readonly evidence: string;
  readonly target: FindingTarget;
}
