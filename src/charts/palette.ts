/** How one series looks: a place in the theme's list of colours and a dash pattern, so that colour alone never tells series apart. */
export interface SeriesStyle {
  readonly color: number;
  readonly dash: readonly number[];
}

const DASHES: readonly (readonly number[])[] = [[], [9, 3], [3, 2], [12, 3, 3, 3], [1.5, 2.5]];

/** The number of colours that a theme gives to series. */
const SERIES_COLORS = 6;

/** The look of the series at a position; the first thirty all differ, the first five in colour and in dash. */
export function seriesStyle(index: number): SeriesStyle {
  return { color: index % SERIES_COLORS, dash: DASHES[index % DASHES.length] ?? [] };
}

/** The look of what goes with a series: its colour, in dots. */
export function companionStyle({ color }: SeriesStyle): SeriesStyle {
  return { color, dash: [1, 4] };
}

/** A series without dashes, for charts that hold one or two. */
export function plainStyle(color: number): SeriesStyle {
  return { color: color % SERIES_COLORS, dash: [] };
}

/** The colours of one theme, as CSS colours. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly background: string;
  readonly font: string;
  readonly fontSize: number;
  readonly highContrast: boolean;
  readonly series: readonly string[];
}

/** A series' colour in a theme. */
export function colorOf(style: SeriesStyle, theme: ChartTheme): string {
  return theme.series[style.color % Math.max(1, theme.series.length)] ?? theme.foreground;
}
