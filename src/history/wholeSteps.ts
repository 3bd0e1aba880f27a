/** A unit in which values are whole numbers: `base`^-`exponent`, base 10 for rounded figures, 2 for clock readings. */
export interface Scale {
  readonly base: number;
  readonly exponent: number;
}

const MAX_DECIMALS = 9;
const MAX_WHOLE = 2 ** 53;
/** Differences stay well inside what a double counts exactly, doubled for the sign. */
const MAX_DIFFERENCE = 2 ** 51;

/** The coarsest unit in which all values are whole, bit for bit; undefined where there is none. */
export function findScale(values: Float64Array): Scale | undefined {
  for (let exponent = 0; exponent <= MAX_DECIMALS; exponent++) {
    const scale = { base: 10, exponent };
    if (fits(values, scale)) return scale;
  }
  let greatest = 0;
  for (const value of values) greatest = Math.max(greatest, Math.abs(value));
  const exponent = 52 - Math.floor(Math.log2(greatest));
  const scale = { base: 2, exponent };
  return exponent > 0 && exponent < 120 && fits(values, scale) ? scale : undefined;
}

function fits(values: Float64Array, { base, exponent }: Scale): boolean {
  const factor = base ** exponent;
  for (const value of values) {
    const whole = Math.round(value * factor);
    if (!(Math.abs(whole) <= MAX_WHOLE) || Object.is(whole, -0) || whole / factor !== value) return false;
  }
  return true;
}

/** Values in units of a scale that fits them. */
export function toScaled(values: Float64Array, { base, exponent }: Scale): Float64Array {
  const factor = base ** exponent;
  return values.map((value) => Math.round(value * factor));
}

/** Takes units back to values, in place. */
export function fromScaled(wholes: Float64Array, { base, exponent }: Scale): Float64Array {
  const factor = base ** exponent;
  for (let index = 0; index < wholes.length; index++) wholes[index] = (wholes[index] ?? 0) / factor;
  return wholes;
}

/** Whole numbers as differences: what the first ones are, and the differences as unsigned 64-bit numbers. */
export interface Differences {
  readonly heads: readonly number[];
  readonly bytes: Uint8Array;
  readonly count: number;
  /** How many bytes the largest difference needs. */
  readonly width: number;
}

/** Differences of an order: 0 from the smallest, 1 from the one before, 2 from the step before. */
export function differences(wholes: Float64Array, order: number): Differences | undefined {
  const heads = order === 0 ? [smallest(wholes)] : [...wholes.subarray(0, order)];
  const count = order === 0 ? wholes.length : wholes.length - heads.length;
  const words = new Uint32Array(count * 2);
  let greatest = 0;
  for (let index = 0; index < count; index++) {
    const difference = differenceAt(wholes, index, order, heads[0] ?? 0);
    if (!(Math.abs(difference) < MAX_DIFFERENCE)) return undefined;
    const unsigned = order === 0 ? difference : difference >= 0 ? difference * 2 : -difference * 2 - 1;
    if (unsigned > greatest) greatest = unsigned;
    words[index * 2] = unsigned % 2 ** 32;
    words[index * 2 + 1] = Math.floor(unsigned / 2 ** 32);
  }
  return { heads, bytes: new Uint8Array(words.buffer), count, width: bytesFor(greatest) };
}

function differenceAt(wholes: Float64Array, index: number, order: number, least: number): number {
  const at = (position: number): number => wholes[position] ?? 0;
  if (order === 0) return at(index) - least;
  const step = at(index + order) - at(index + order - 1);
  if (order === 1) return step;
  const before = at(index + 1) - at(index);
  return Math.abs(step) < MAX_DIFFERENCE && Math.abs(before) < MAX_DIFFERENCE ? step - before : NaN;
}

/** Undoes `differences`. */
export function sums(
  packed: { readonly heads: readonly number[]; readonly words: Uint32Array },
  order: number,
  count: number,
): Float64Array {
  const wholes = new Float64Array(count);
  const { heads, words } = packed;
  const skipped = order === 0 ? 0 : heads.length;
  if (order > 0) wholes.set(heads);
  for (let index = skipped; index < count; index++) {
    const at = (index - skipped) * 2;
    const unsigned = (words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 32;
    if (order === 0) {
      wholes[index] = (heads[0] ?? 0) + unsigned;
      continue;
    }
    const difference = unsigned % 2 === 0 ? unsigned / 2 : -(unsigned + 1) / 2;
    const before = wholes[index - 1] ?? 0;
    wholes[index] = before + (order === 1 ? difference : before - (wholes[index - 2] ?? 0) + difference);
  }
  return wholes;
}

function smallest(wholes: Float64Array): number {
  let least = Infinity;
  for (const whole of wholes) if (whole < least) least = whole;
  return least;
}

function bytesFor(greatest: number): number {
  let width = 0;
  while (greatest >= 256 ** width) width++;
  return width;
}
