import {
  formatByteRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatValue,
} from "./format";

/** A figure with its unit, as sentences and tables write it. */
export function formatFigure(value: number, unit: string): string {
  switch (unit) {
    case "s":
      return formatDuration(value);
    case "B":
      return formatBytes(value);
    case "B/s":
      return formatByteRate(value);
    case "%":
      return formatPercent(value);
    case "1/s":
      return formatRate(value);
    case "count":
      return formatCount(value);
    default:
      return unit === "" ? formatValue(value) : `${formatValue(value)}\u00a0${unit}`;
  }
}
