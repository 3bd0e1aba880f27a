/**
 * How numbers are written wherever a person reads them: status bar, panel, command line.
 * Figures use a no-break space before the unit.
 */
const SPACE = "\u00a0";

/** An objective value: about `digits` significant digits, never more noise than the value carries. */
export function formatValue(value: number, digits = 5): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e9 || magnitude < 1e-4) return minus(value.toExponential(Math.max(0, digits - 1)));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
  return minus(value.toLocaleString("en-US", { maximumFractionDigits: Math.min(decimals, 12) }));
}

/** A count with thousands separators: `128,400`. */
export function formatCount(value: number): string {
  return minus(Math.round(value).toLocaleString("en-US"));
}

const SIZES = ["B", "KB", "MB", "GB", "TB", "PB"];

/** A size in bytes, decimal units: `1.2 GB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return "–";
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < SIZES.length - 1) {
    value /= 1000;
    unit++;
  }
  const decimals = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${bytes < 0 ? "−" : ""}${value.toFixed(decimals)}${SPACE}${SIZES[unit] ?? "B"}`;
}

/** A rate in bytes per second: `37 MB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A clock reading of a duration: `03:12`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** A duration with the unit that fits it: `1.15 ms`, `20.8 s`, `2 min 27 s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds === 0) return `0${SPACE}s`;
  if (seconds < 1e-6) return `${threeDigits(seconds * 1e9)}${SPACE}ns`;
  if (seconds < 1e-3) return `${threeDigits(seconds * 1e6)}${SPACE}µs`;
  if (seconds < 1) return `${threeDigits(seconds * 1e3)}${SPACE}ms`;
  if (seconds < 59.95) return `${threeDigits(seconds)}${SPACE}s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}${SPACE}min${SPACE}${whole % 60}${SPACE}s`;
  return `${Math.floor(minutes / 60)}${SPACE}h${SPACE}${minutes % 60}${SPACE}min`;
}

/** A share of one hundred: `87 %`; one decimal under ten. */
export function formatPercent(percent: number): string {
  if (!Number.isFinite(percent)) return "–";
  return `${percent.toFixed(percent < 9.95 && percent !== Math.round(percent) ? 1 : 0)}${SPACE}%`;
}

/** A rate of anything per second: `672 / s`. */
export function formatRate(perSecond: number): string {
  return `${perSecond >= 100 ? formatCount(perSecond) : formatValue(perSecond, 3)}${SPACE}/${SPACE}s`;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

function minus(text: string): string {
  return text.replace(/^-/, "−");
}
