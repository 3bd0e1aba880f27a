import type { Domain, ScaleKind } from "./scales";
import { clockStep, niceStep } from "./ticks";

/** What an axis must show. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** The smallest and the largest finite value. */
export function extentOf(values: Iterable<number>): Extent | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? undefined : { low, high };
}

/** The union of two extents. */
export function joinExtents(a: Extent | undefined, b: Extent | undefined): Extent | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/**
 * A round domain around the values. The domain before stays while the values fit and still fill half of it,
 * so that an axis does not move at every update.
 */
export function valueDomain(kind: ScaleKind, extent: Extent, previous?: Domain): Domain {
  const wanted = kind === "log" ? logDomain(extent) : linearDomain(extent);
  if (previous === undefined || (kind === "log" && previous[0] <= 0)) return wanted;
  const fits = previous[0] <= extent.low && previous[1] >= extent.high;
  return fits && lengthOf(kind, wanted) >= 0.5 * lengthOf(kind, previous) ? previous : wanted;
}

function lengthOf(kind: ScaleKind, [low, high]: Domain): number {
  return kind === "log" ? Math.log10(high / low) : high - low;
}

function linearDomain({ low, high }: Extent): Domain {
  // Values that differ by the noise of floating point only are one value.
  if (high - low <= Math.abs(high) * 1e-10) return aroundOne(high);
  const step = niceStep(high - low, 8);
  return [clean(Math.floor(low / step + 1e-9) * step), clean(Math.ceil(high / step - 1e-9) * step)];
}

function aroundOne(value: number): Domain {
  if (value === 0) return [0, 1];
  const half = Math.abs(value) * 0.05;
  const step = niceStep(2 * half, 4);
  return [clean(Math.floor((value - half) / step) * step), clean(Math.ceil((value + half) / step) * step)];
}

const LOG_STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

function logDomain({ low, high }: Extent): Domain {
  const margin = Math.max(1.02, (high / low) ** 0.02);
  const from = low / margin;
  const to = high * margin;
  const below = 10 ** Math.floor(Math.log10(from));
  const above = 10 ** Math.floor(Math.log10(to));
  const start = [...LOG_STEPS].reverse().find((step) => step * below <= from) ?? 1;
  const end = LOG_STEPS.find((step) => step * above >= to) ?? 10;
  return [clean(start * below), clean(end * above)];
}

/** The domain of an axis whose values keep growing: some room ahead while the session runs, tight when it ended. */
export function growingDomain(
  extent: Extent,
  options: { growing: boolean; clock: boolean },
  previous?: Domain,
): Domain {
  const low = options.growing ? Math.min(extent.low, previous?.[0] ?? extent.low) : extent.low;
  const span = extent.high - low;
  if (span <= 0) return [low, low + (options.clock ? 10 : 1)];
  if (!options.growing) return [low, extent.high];
  if (previous?.[0] === low && previous[1] >= extent.high && span >= 0.6 * (previous[1] - low)) return previous;
  const step = options.clock ? clockStep(span, 10) : niceStep(span, 10);
  return [low, clean(Math.ceil((extent.high + span * 0.05) / step) * step)];
}

function clean(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}
