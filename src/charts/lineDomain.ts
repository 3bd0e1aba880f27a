import { extentOf, joinExtents, valueDomain, type Extent } from "./domains";
import type { Domain, ScaleKind } from "./scales";

/** What of a line decides on the value axis. */
interface DomainSeries {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
}

/** What decides on the value axis. */
export interface DomainInput {
  readonly series: readonly DomainSeries[];
  readonly scale: ScaleKind;
  readonly xDomain: Domain;
  readonly target?: number;
  readonly yLow?: number;
  readonly yHigh?: number;
  readonly previous?: Domain;
}

/** Values that a scale can show. */
export function isDrawable(value: number, scale: ScaleKind): boolean {
  return Number.isFinite(value) && (scale !== "log" || value > 0);
}

/** The value axis of a line chart: what the lines need, as far as the chart does not give its ends. */
export function verticalDomain(input: DomainInput): Domain {
  const { scale, yLow, yHigh } = input;
  const extent = verticalExtent(input) ?? (scale === "log" ? { low: 1, high: 10 } : { low: 0, high: 1 });
  const low = Math.min(yLow ?? extent.low, extent.low);
  const high = Math.max(yHigh ?? extent.high, extent.high);
  if (yLow !== undefined && yHigh !== undefined && extent.high <= yHigh) return [yLow, yHigh];
  const domain = valueDomain(scale, { low, high }, input.previous);
  return yLow === undefined || extent.low < yLow ? domain : [yLow, domain[1]];
}

/** The lines decide; bands and the target are shown as far as they do not squeeze the lines. */
function verticalExtent(input: DomainInput): Extent | undefined {
  const { scale, xDomain } = input;
  let lines: Extent | undefined;
  for (const series of input.series) lines = joinExtents(lines, visibleExtent(series, xDomain, scale));
  if (lines === undefined) return targetExtent(input);
  const room = roomAround(lines, scale);
  const bands = input.series.flatMap(({ band }) => [...(band?.low ?? []), ...(band?.high ?? [])]);
  const within = [...bands, ...(input.target === undefined ? [] : [input.target])]
    .filter((value) => isDrawable(value, scale))
    .map((value) => Math.min(Math.max(value, room.low), room.high));
  const target = input.target !== undefined && (input.target < room.low || input.target > room.high) ? [] : within;
  return joinExtents(
    lines,
    extentOf(target.length > 0 ? target : within.filter((value) => value !== room.low && value !== room.high)),
  );
}

function targetExtent({ target, scale }: DomainInput): Extent | undefined {
  return target !== undefined && isDrawable(target, scale) ? { low: target, high: target } : undefined;
}

function visibleExtent(series: DomainSeries, [from, to]: Domain, scale: ScaleKind): Extent | undefined {
  const visible: number[] = [];
  let before: number | undefined;
  for (let index = 0; index < series.x.length; index++) {
    const x = series.x[index] ?? NaN;
    const y = series.y[index] ?? NaN;
    if (!isDrawable(y, scale)) continue;
    if (x < from) before = y;
    else if (x <= to) visible.push(y);
  }
  if (before !== undefined) visible.push(before);
  return extentOf(visible);
}

function roomAround({ low, high }: Extent, scale: ScaleKind): Extent {
  if (scale === "log") {
    const factor = Math.max(3, (high / low) ** 0.6);
    return { low: low / factor, high: high * factor };
  }
  const span = (high - low || Math.abs(high) || 1) * 0.6;
  return { low: low - span, high: high + span };
}
