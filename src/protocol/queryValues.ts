import { accept, refuse, type Result } from "../base/result";
import type { SessionFigure } from "./sessionFilter";

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};
const BYTE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};
// Each text is a number in one way at most: with two, the time for a long one would know no end.
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?`;
const PLAIN = new RegExp(`^${NUMBER}$`, "i");
const QUANTITY = new RegExp(`^(${NUMBER})([a-z]*)$`, "i");
const DURATION = new RegExp(`^(?:(?:${NUMBER}(?:ms|min|[smhdw]))+|${NUMBER})$`, "i");
const DURATION_PART = new RegExp(`(${NUMBER})(ms|min|[smhdw])?`, "gi");
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$/i;
const STAMP = new RegExp(`^@(${NUMBER})$`, "i");

/** A moment, or the whole day that a date without a time means: Unix seconds, `end` is the first that is no part of it. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a bound of a figure: `5m` and `1h30m` for durations, `2GB` and `512MiB` for memory, `50%` for CPU, a time for
 * the start, a plain number for everything else.
 */
export function parseFigure(figure: SessionFigure, text: string, now: number): Result<number> {
  switch (figure) {
    case "start": {
      const span = parseTime(text, now);
      return span.ok ? accept(span.value.start) : span;
    }
    case "duration":
      return finite(durationOf(text), "a duration such as 30s, 5m or 1h30m");
    case "memory":
      return finite(bytesOf(text), "a size such as 500MB or 2GB");
    case "cpu":
      return finite(plain(text.replace(/%$/, "")), "a percentage such as 50 or 50%");
    default:
      return finite(plain(text), "a number such as 0.1 or 1e6");
  }
}

/**
 * Reads a time: `2026-11-01`, `2026-11-01T12:30` (local time), `today`, `yesterday`, `7d` (so long ago) or `@` and
 * Unix seconds.
 */
export function parseTime(text: string, now: number): Result<TimeSpan> {
  const word = text.toLowerCase();
  if (word === "today") return accept(dayOf(new Date(now * 1000), 0));
  if (word === "yesterday") return accept(dayOf(new Date(now * 1000), -1));
  const stamp = STAMP.exec(text)?.[1];
  const ago = stamp === undefined ? durationOf(text, true) : undefined;
  const moment = stamp === undefined ? (ago === undefined ? undefined : now - ago) : Number(stamp) + 0;
  if (moment !== undefined && Number.isFinite(moment)) return accept({ start: moment, end: moment });
  return dateOf(text) ?? refuse("a time such as 2026-11-01, 2026-11-01T12:30, today, yesterday or 7d");
}

/** Writes a bound so that reading it gives the same number; in the unit that makes it shortest. */
export function figureText(figure: SessionFigure, value: number): string {
  if (figure === "start") return timeText(value);
  const units = figure === "duration" ? ["s", "m", "h", "d"] : figure === "memory" ? ["b", "kb", "mb", "gb"] : [];
  const scales = figure === "duration" ? DURATION_UNITS : BYTE_UNITS;
  const texts = units.map((unit) => `${value / (scales[unit] ?? 1)}${figure === "memory" ? unit.toUpperCase() : unit}`);
  return shortest([String(value), ...texts].filter((text) => reads(parseFigure(figure, text, 0), value)));
}

/** Writes a time so that reading it gives the same: as a date where it is midnight here, else as exactly as needed. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `@${seconds}`;
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const minute = `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
  const texts = [day, minute, `${minute}:${two(date.getSeconds())}`];
  const isSame = (text: string): boolean => {
    const span = parseTime(text, 0);
    return reads(span.ok ? accept(span.value.start) : span, seconds);
  };
  return texts.find(isSame) ?? `@${seconds}`;
}

/** The next larger number (`direction` 1) or the next smaller one (-1): "more than x" is "at least the next number". */
export function neighbour(value: number, direction: 1 | -1): number {
  if (!Number.isFinite(value)) return value;
  if (value === 0) return direction * Number.MIN_VALUE;
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] = (bits[0] ?? 0n) + (value > 0 === direction > 0 ? 1n : -1n);
  // The number above the largest negative one is written as a negative zero.
  return (new Float64Array(bits.buffer)[0] ?? value) + 0;
}

function finite(value: number | undefined, wanted: string): Result<number> {
  // A negative zero is written as 0 and would come back as another number.
  return value !== undefined && Number.isFinite(value) ? accept(value + 0) : refuse(wanted);
}

function plain(text: string): number | undefined {
  return PLAIN.test(text) ? Number(text) : undefined;
}

function bytesOf(text: string): number | undefined {
  const [, number, unit = ""] = QUANTITY.exec(text) ?? [];
  const scale = unit === "" ? 1 : BYTE_UNITS[unit.toLowerCase()];
  return number === undefined || scale === undefined ? undefined : Number(number) * scale;
}

function durationOf(text: string, needsUnit = false): number | undefined {
  if (!DURATION.test(text)) return undefined;
  const parts = [...text.matchAll(DURATION_PART)];
  const isBare = parts.some(([, , unit]) => unit === undefined);
  if (isBare && needsUnit) return undefined;
  return parts.reduce(
    (sum, [, number, unit = "s"]) => sum + Number(number) * (DURATION_UNITS[unit.toLowerCase()] ?? NaN),
    0,
  );
}

function dateOf(text: string): Result<TimeSpan> | undefined {
  const found = DATE.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0)) as Six;
  const date = new Date(2000, 0, 1, hour, minute, second);
  date.setFullYear(year, month - 1, day);
  const isThere = date.getMonth() === month - 1 && date.getDate() === day;
  if (!isThere || hour > 23 || minute > 59 || second > 59) return undefined;
  if (found[4] === undefined) return accept(dayOf(date, 0));
  const start = date.getTime() / 1000;
  return accept({ start, end: start });
}

type Six = [number, number, number, number, number, number];

function dayOf(date: Date, shift: number): TimeSpan {
  const midnight = (days: number): number => {
    const day = new Date(date);
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() + days);
    return day.getTime() / 1000;
  };
  return { start: midnight(shift), end: midnight(shift + 1) };
}

function reads(result: Result<number>, value: number): boolean {
  return result.ok && result.value === value;
}

function shortest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length < best.length ? text : best), texts[0] ?? "");
}
