import type { Domain, ScaleKind } from "./scales";

const CLOCK_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000,
];

/** A round step of 1, 2 or 5 times a power of ten that divides a span into at most `count` parts. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const multiple = [1, 2, 5].find((candidate) => candidate * power >= rough * 0.999_999);
  return (multiple ?? 10) * power;
}

/** A step that is round on a clock: seconds, quarter minutes, minutes, hours. */
export function clockStep(span: number, count: number): number {
  return CLOCK_STEPS.find((step) => span / step <= count) ?? niceStep(span, count);
}

/** The multiples of a step inside a domain. */
export function multiples(domain: Domain, step: number): number[] {
  const first = Math.ceil(domain[0] / step - 1e-9);
  const last = Math.floor(domain[1] / step + 1e-9);
  const ticks: number[] = [];
  for (let index = first; index <= last && ticks.length < 200; index++) ticks.push(cleanMultiple(index, step));
  return ticks;
}

/** The places of an axis's labels, at most `count` of them. */
export function axisTicks(kind: ScaleKind, domain: Domain, count: number, constant = 1): number[] {
  const wanted = Math.max(2, count);
  switch (kind) {
    case "linear":
      return multiples(domain, niceStep(domain[1] - domain[0], wanted));
    case "log":
      return logTicks(domain, wanted);
    case "symlog":
      return symlogTicks(domain, wanted, constant);
  }
}

function logTicks(domain: Domain, count: number): number[] {
  const decades = Math.log10(domain[1]) - Math.log10(domain[0]);
  if (decades < 0.7) return multiples(domain, niceStep(domain[1] - domain[0], count));
  for (const steps of [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]]) {
    const ticks = multiplesOfPowers(domain, steps);
    if (ticks.length <= count) return ticks.length >= 2 ? ticks : multiples(domain, niceStep(domain[1], count));
  }
  const powers = multiplesOfPowers(domain, [1]);
  const every = Math.ceil(powers.length / count);
  return powers.filter((power) => Math.round(Math.log10(power)) % every === 0);
}

function multiplesOfPowers(domain: Domain, steps: readonly number[]): number[] {
  const ticks: number[] = [];
  const last = Math.ceil(Math.log10(domain[1]));
  for (let exponent = Math.floor(Math.log10(domain[0])); exponent <= last; exponent++) {
    for (const step of steps) {
      const tick = Number(`${step}e${exponent}`);
      if (tick >= domain[0] * (1 - 1e-12) && tick <= domain[1] * (1 + 1e-12)) ticks.push(tick);
    }
  }
  return ticks;
}

function symlogTicks(domain: Domain, count: number, constant: number): number[] {
  const half = Math.max(1, Math.floor((count - 1) / (domain[0] < 0 && domain[1] > 0 ? 2 : 1)));
  const side = (end: number): number[] => {
    if (!(end > 0)) return [];
    const last = Math.floor(Math.log10(end) + 1e-9);
    const first = Math.floor(Math.log10(constant));
    const every = Math.max(1, Math.ceil((last - first + 1) / half));
    const powers: number[] = [];
    for (let exponent = last; exponent >= first; exponent -= every) powers.push(Number(`1e${exponent}`));
    return powers.reverse();
  };
  const negative = side(-domain[0]).map((tick) => -tick);
  const ticks = [...negative.reverse(), 0, ...side(domain[1])];
  return ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]);
}

/** A multiple without the noise of floating point: 3 × 0.1 is 0.3. */
function cleanMultiple(index: number, step: number): number {
  return Number((index * step).toPrecision(12)) + 0;
}
