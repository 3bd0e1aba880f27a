// What the parts of the growth section share: measured costs against a size, and the exponent that they follow.
import { fitExponent } from "../_fit.mjs";

/** Sizes are smaller in a quick run. */
export const isQuick = process.env["BENCH_QUICK"] === "1";

/** By so much a fitted exponent may lie above what is expected: noise, and caches that larger sizes do not fit in. */
const TOLERANCE = 0.15;

const figure = (value) => String(Number(value.toPrecision(3)));

/**
 * One row: `points` are [size, cost] pairs. Costs below `floor` are the reading's own noise and count as the floor, so that
 * a cost that does not grow is not made to by its smallest readings.
 */
export function growthRow({ what, unit, against, expected, points, floor = 0 }) {
  const measured = points.map(([size, cost]) => [size, Math.max(cost, floor, 1e-9)]);
  const { exponent, error } = fitExponent(measured);
  return {
    what: `${what}: ${measured.map(([size, cost]) => `${figure(cost)} at ${size.toLocaleString("en")}`).join(", ")} ${unit}`,
    ours: `${exponent.toFixed(2)} ± ${error.toFixed(2)}, at the end ${fitExponent(measured.slice(-2)).exponent.toFixed(2)}`,
    reach: `≤ ${(expected + TOLERANCE).toFixed(2)} (expected ${expected})`,
    pass: exponent <= expected + TOLERANCE,
    limit: `growth with ${against}`,
    growth: { against, what, unit, expected, exponent, error, points },
  };
}

/** Prints the rows of one part. */
export function print(bench, rows) {
  process.stdout.write(`${JSON.stringify({ bench: `growth/${bench}`, rows })}\n`);
}

/** The least of some readings of what a piece of work takes: what others do on the machine can only add to it. */
export async function leastOf(repeats, work) {
  let least = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) least = Math.min(least, await work(repeat));
  return least;
}

/** Milliseconds of processor that a piece of work takes in this process. */
export async function spent(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Milliseconds of processor that the engine takes while a piece of work is done. */
export async function processorMs(engine, work) {
  const before = await engine.ask();
  await work();
  return (await engine.ask()).processorMs - before.processorMs;
}

/** Megabytes that the engine holds after it has collected its garbage; twice, because the first frees what the second finds. */
export async function heldMb(engine) {
  await engine.ask({ collect: true });
  const { heapUsed, external } = await engine.ask({ collect: true });
  return (heapUsed + external) / 1e6;
}
