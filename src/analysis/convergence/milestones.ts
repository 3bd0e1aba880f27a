import type { Direction } from "../../protocol/session";
import { at } from "../statistics/summary";
import { ends, gain, isBetter, type Curve } from "./curve";

/** Where a run first reached a target: the first place whose best is at least as good; `undefined` where it did not. */
export function whereReached(curve: Curve, target: number): number | undefined {
  const index = curve.best.findIndex((best) => !isBetter(target, best, curve.direction));
  return index < 0 ? undefined : at(curve.x, index);
}

/** A share of the improvement, and where it was made. */
export interface Milestone {
  /** 0 to 1. */
  readonly fraction: number;
  readonly value: number;
  readonly x: number;
}

/**
 * Where fractions of the whole improvement (from the first best to the last, or to `goal`) were first made. A fraction that was not
 * reached is left out; without an improvement there are none.
 */
export function milestones(
  curve: Curve,
  fractions: readonly number[] = [0.5, 0.9, 0.99],
  goal = ends(curve).last,
): Milestone[] {
  const { first } = ends(curve);
  const whole = gain(first, goal, curve.direction);
  if (!(whole > 0)) return [];
  return fractions.flatMap((fraction) => {
    const value = fraction === 1 ? goal : first + fraction * (goal - first);
    const x = whereReached(curve, value);
    return x === undefined ? [] : [{ fraction, value, x }];
  });
}

/** What makes a run a success. */
export interface SuccessRule {
  readonly target: number;
  readonly direction: Direction;
  /** How far from the target is near enough, as a share of its size (absolute where the target is 0). */
  readonly relativeTolerance?: number;
}

/** A run succeeded if its best reached the target, or came as near as the tolerance; never where its best is no number. */
export function isSuccess(best: number, { target, direction, relativeTolerance = 0 }: SuccessRule): boolean {
  const allowed = relativeTolerance * (target === 0 ? 1 : Math.abs(target));
  return gain(target, best, direction) >= -allowed;
}
