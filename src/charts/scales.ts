/** How values are laid out along an axis. */
export type ScaleKind = "linear" | "log" | "symlog";

/** The two ends of an axis. */
export type Domain = readonly [number, number];

/** The position function of an axis and its inverse, on 0…1. */
export interface AxisScale {
  readonly domain: Domain;
  toUnit(value: number): number;
  fromUnit(unit: number): number;
}

/** Places values between 0 and 1 exactly as the chart's own scale does. */
export function axisScale(kind: ScaleKind, domain: Domain, constant = 1): AxisScale {
  const { forth, back } = transformOf(kind, constant);
  const low = forth(domain[0]);
  const span = forth(domain[1]) - low || 1;
  return {
    domain,
    toUnit: (value) => (forth(value) - low) / span,
    fromUnit: (unit) => back(low + unit * span),
  };
}

interface Transform {
  readonly forth: (value: number) => number;
  readonly back: (value: number) => number;
}

function transformOf(kind: ScaleKind, constant: number): Transform {
  switch (kind) {
    case "linear":
      return { forth: (value) => value, back: (value) => value };
    case "log":
      return { forth: Math.log10, back: (value) => 10 ** value };
    case "symlog":
      return {
        forth: (value) => Math.sign(value) * Math.log1p(Math.abs(value) / constant),
        back: (value) => Math.sign(value) * Math.expm1(Math.abs(value)) * constant,
      };
  }
}

/** The constant of a symlog scale: a thousandth of the largest magnitude, as a power of ten, so that small values stay apart. */
export function symlogConstant(domain: Domain): number {
  const largest = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  return largest > 0 && Number.isFinite(largest) ? 10 ** (Math.floor(Math.log10(largest)) - 3) : 1;
}

/** A chart's scale by default: logarithmic where the values are positive and span more than two decades. */
export function defaultScale(low: number, high: number): ScaleKind {
  return low > 0 && high / low > 100 ? "log" : "linear";
}

/** Zooms a domain by a factor (below 1: closer) around a place on 0…1. */
export function zoomDomain(domain: Domain, factor: number, around: number): Domain {
  const span = domain[1] - domain[0];
  const centre = domain[0] + span * around;
  return [centre - span * factor * around, centre + span * factor * (1 - around)];
}

/** Shifts a domain by a share of its width, no further than the limits. */
export function panDomain(domain: Domain, share: number, limits: Domain): Domain {
  const span = domain[1] - domain[0];
  const low = Math.min(Math.max(domain[0] + span * share, limits[0]), Math.max(limits[0], limits[1] - span));
  return [low, low + span];
}

/** Keeps a zoomed domain inside its limits; `undefined` when it shows everything again. */
export function clampDomain(domain: Domain, limits: Domain): Domain | undefined {
  const low = Math.max(domain[0], limits[0]);
  const high = Math.min(domain[1], limits[1]);
  if (!(high > low)) return undefined;
  const all = limits[1] - limits[0];
  return high - low >= all * 0.999 ? undefined : [low, high];
}
