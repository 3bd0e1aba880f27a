/** Moves labels apart until none is closer to the next than `gap`, keeping their order and staying between two ends. */
export function spreadLabels(
  wanted: readonly number[],
  { gap, low, high }: { readonly gap: number; readonly low: number; readonly high: number },
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const places = order.map((index) => Math.min(Math.max(wanted[index] ?? 0, low), high));
  for (let index = 1; index < places.length; index++) {
    places[index] = Math.max(places[index] ?? 0, (places[index - 1] ?? 0) + gap);
  }
  let limit = high;
  for (let index = places.length - 1; index >= 0; index--) {
    places[index] = Math.min(places[index] ?? 0, limit);
    limit = (places[index] ?? 0) - gap;
  }
  const result: number[] = [];
  order.forEach((original, index) => (result[original] = places[index] ?? 0));
  return result;
}
