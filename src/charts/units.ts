import {
  formatByteRate,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatValue,
} from "../base/format";

const SPACE = "\u00a0";

/** Writes a value with its unit, exactly enough for a tooltip or a table. */
export function formatWithUnit(value: number, unit: string, digits = 6): string {
  if (!Number.isFinite(value)) return formatValue(value);
  switch (unit) {
    case "%":
      return formatPercent(value);
    case "B":
      return formatBytes(value);
    case "B/s":
      return formatByteRate(value);
    case "1/s":
      return formatRate(value);
    case "s":
      return formatDuration(value);
    case "count":
      return formatCount(value);
    case "clock":
      return formatClock(value);
    case "":
      return formatValue(value, digits);
    default:
      return `${formatValue(value, digits)}${SPACE}${unit}`;
  }
}

/** Writes the labels of one axis with the same number of decimals throughout. */
export function formatTicks(ticks: readonly number[], unit: string): string[] {
  switch (unit) {
    case "B":
    case "B/s":
      return byteTicks(ticks, unit);
    case "clock":
      return ticks.map((tick) => clockTick(tick, stepOf(ticks)));
    case "%":
      return ticks.map((tick) => `${plain(tick, decimalsOf(stepOf(ticks)))}${SPACE}%`);
    case "s":
      return ticks.map((tick) => formatDuration(tick).replace(/\.0+(?=\D)/, ""));
    default:
      return ticks.map((tick) => valueTick(tick, ticks));
  }
}

function stepOf(ticks: readonly number[]): number {
  let step = Infinity;
  for (let index = 1; index < ticks.length; index++) {
    step = Math.min(step, Math.abs((ticks[index] ?? 0) - (ticks[index - 1] ?? 0)));
  }
  return Number.isFinite(step) && step > 0 ? step : Math.abs(ticks[0] ?? 1) || 1;
}

function decimalsOf(step: number): number {
  if (step >= 1 && Number.isInteger(step)) return 0;
  const [, exponent] = step.toExponential(0).split("e");
  const power = Math.max(0, -Number(exponent));
  // A step such as 2.5 needs one more place than its power says.
  return Math.abs(step * 10 ** power - Math.round(step * 10 ** power)) < 1e-6 ? power : power + 1;
}

function plain(value: number, decimals: number): string {
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: Math.min(12, decimals),
    maximumFractionDigits: Math.min(12, decimals),
  });
  return text.replace(/^-/, "−");
}

const SIZES = ["B", "KB", "MB", "GB", "TB", "PB"];

function byteTicks(ticks: readonly number[], unit: "B" | "B/s"): string[] {
  const largest = Math.max(...ticks.map(Math.abs), 1);
  const power = Math.min(SIZES.length - 1, Math.floor(Math.log10(largest) / 3 + 1e-9));
  const factor = 1000 ** power;
  const decimals = decimalsOf(stepOf(ticks) / factor);
  const suffix = `${SPACE}${SIZES[power] ?? "B"}${unit === "B/s" ? "/s" : ""}`;
  return ticks.map((tick) => (tick === 0 ? "0" : `${plain(tick / factor, Math.min(decimals, 2))}${suffix}`));
}

function clockTick(tick: number, step: number): string {
  if (step < 1) return `${plain(tick, decimalsOf(step))}${SPACE}s`;
  return formatClock(tick).replace(/^0(?=\d:\d\d$)/, "");
}

function valueTick(tick: number, ticks: readonly number[]): string {
  if (tick === 0) return "0";
  const magnitude = Math.abs(tick);
  if (magnitude >= 1e7 || magnitude < 1e-3) return powerText(tick);
  const ratio = Math.max(...ticks) / Math.min(...ticks.filter((other) => other > 0));
  // On a logarithmic axis each label has the decimals that it needs itself.
  const decimals =
    ratio > 20 && ticks.length > 2 && !isEven(ticks) ? decimalsOf(lastDigit(magnitude)) : decimalsOf(stepOf(ticks));
  return plain(tick, decimals);
}

function isEven(ticks: readonly number[]): boolean {
  const step = stepOf(ticks);
  return ticks.every((tick, index) => index === 0 || Math.abs(tick - (ticks[index - 1] ?? 0) - step) < step * 1e-6);
}

function lastDigit(magnitude: number): number {
  const [digits = "1", exponent = "0"] = Number(magnitude.toPrecision(3)).toExponential().split("e");
  const places = digits.includes(".") ? digits.length - 2 : 0;
  return 10 ** (Number(exponent) - places);
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `2·10⁻⁵`. */
function powerText(value: number): string {
  const [digits = "1", exponent = "0"] = Number(value.toPrecision(4)).toExponential().split("e");
  const power = [...exponent.replace("+", "")]
    .map((sign) => (sign === "-" ? "⁻" : (SUPERSCRIPTS[Number(sign)] ?? sign)))
    .join("");
  const factor = digits.replace(/^-/, "−");
  if (factor === "1") return `10${power}`;
  return factor === "−1" ? `−10${power}` : `${factor}·10${power}`;
}
