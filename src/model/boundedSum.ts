/** The sum of two counts, which stays a number that JSON can hold: two that are absurdly large do not make an infinity. */
export function boundedSum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_VALUE);
}
