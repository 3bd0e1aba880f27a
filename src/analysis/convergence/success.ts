import type { Direction } from "../../protocol/session";
import { isBetter } from "./curve";

/** So near its target, as a share of its size, a run counts as there: what rounding may leave open, no more. */
const TARGET_TOLERANCE = 1e-9;

/** What is known of a run that bears on its success. */
export interface RunOutcome {
  readonly best?: number;
  readonly target?: number;
  readonly direction?: Direction;
  /** The program said whether the run converged. */
  readonly converged?: boolean;
}

/** Whether a run succeeded, and what that rests on. */
export interface Success {
  readonly isSuccess: boolean;
  /** `target`: its best against its target; `converged`: what the program said. */
  readonly by: "target" | "converged";
}

/** The worst value that counts as a target reached: `TARGET_TOLERANCE` of its size short of it (absolute where it is 0). */
export function withinTolerance(target: number, direction: Direction): number {
  const allowed = TARGET_TOLERANCE * (target === 0 ? 1 : Math.abs(target));
  return direction === "maximize" ? target - allowed : target + allowed;
}

/**
 * A run with a target succeeded if its best is within `TARGET_TOLERANCE` of it or better (Hansen et al. 2021); one without, if the
 * program said that it converged. `undefined` where neither is known: ending is no success by itself.
 */
export function successOf(run: RunOutcome): Success | undefined {
  const { best, target, direction = "minimize", converged } = run;
  if (target !== undefined && Number.isFinite(target) && best !== undefined) {
    return {
      isSuccess: !Number.isNaN(best) && !isBetter(withinTolerance(target, direction), best, direction),
      by: "target",
    };
  }
  return converged === undefined ? undefined : { isSuccess: converged, by: "converged" };
}
