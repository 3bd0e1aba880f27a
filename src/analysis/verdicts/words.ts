import { formatCount, formatDuration, formatPercent } from "../../base/format";

const NUMBERS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** A small number as a word, others in figures. */
export function numberWord(count: number): string {
  return NUMBERS[count] ?? formatCount(count);
}

/** The first letter large. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The name of a component inside a sentence: plain words small, what looks like code as it is. */
export function inSentence(name: string): string {
  return /^[A-Z][a-z]+( [A-Za-z][a-z]*)*$/.test(name) ? name.toLowerCase() : name;
}

/** `1 iteration`, `92 iterations`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${Math.round(count) === 1 ? "" : "s"}`;
}

/** A share of one as a percentage, as exactly as it is said. */
export function percentOf(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 0.05) return `under ${formatPercent(0.1)}`;
  return formatPercent(percent < 9.95 ? Number(percent.toFixed(1)) : Math.round(percent));
}

type NamedTime = readonly [seconds: number, name: string];
const HOUR: NamedTime = [3600, "an hour"];
const BELOW_AN_HOUR: readonly NamedTime[] = [
  [1, "a second"],
  [60, "a minute"],
];

/** A share of one each second as a percentage, in the shortest of these times that makes one per cent of it: `17 % a second`. */
export function shareOverTime(shareEachSecond: number): string {
  const [seconds, name] = BELOW_AN_HOUR.find(([length]) => shareEachSecond * length >= 0.01) ?? HOUR;
  return `${percentOf(shareEachSecond * seconds)} ${name}`;
}

/** A duration that is only roughly known: one or two digits and the unit that fits. */
export function roughly(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))}\u00a0s`;
  const [size, unit] = seconds < 5400 ? [60, "min"] : seconds < 48 * 3600 ? [3600, "h"] : [86_400, "days"];
  return `${formatCount(seconds / Number(size))}\u00a0${unit}`;
}

/** A duration that passed, without fractions of seconds. */
export function elapsed(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole}\u00a0s` : formatDuration(whole);
}
