import type { ChartTheme } from "./palette";

/** The mean width of a character, as a share of the size of its font. */
const CHARACTER_SHARE = 0.58;

/** Room for the labels of the vertical axis, rounded up to eight pixels so that the plot does not shift with every digit. */
export function leftPadding(texts: readonly string[], theme: ChartTheme): number {
  return roundedUp(longest(texts, 3) * theme.fontSize * CHARACTER_SHARE + 10, 8);
}

/** Room for the names at the lines' ends, with the dashes before them. */
export function labelPadding(lines: readonly { readonly name: string }[], theme: ChartTheme): number {
  const names = lines.map(({ name }) => name);
  return roundedUp(longest(names, 0) * theme.fontSize * CHARACTER_SHARE + 30, 8);
}

/** Half of the last label of the horizontal axis stands to the right of the plot. */
export function tickPadding(texts: readonly string[], theme: ChartTheme): number {
  return Math.max(14, roundedUp(longest(texts, 0) * theme.fontSize * 0.3, 4));
}

function longest(texts: readonly string[], least: number): number {
  return Math.max(least, ...texts.map((text) => text.length));
}

function roundedUp(pixels: number, step: number): number {
  return Math.ceil(pixels / step) * step;
}
