import type { WireNumber } from "./number";

/**
 * Asks for columns of one table over a range of x, reduced to a picture's width.
 * `extremes`: per bucket and column the points that hold the minimum and the maximum (for lines);
 * `mean`: per bucket the mean of every column at a shared x (for bands and heat strips).
 */
export interface SeriesQuery {
  /** Chosen by the asker and echoed. */
  readonly key: string;
  readonly table: string;
  readonly x: string;
  readonly y: readonly string[];
  readonly mode: "extremes" | "mean";
  readonly from?: number;
  readonly to?: number;
  /** The picture's width in pixels: the answer has at most two points a pixel and column, and one more where a value is not finite. */
  readonly points: number;
}

/** The points of one column, x ascending in the order of recording. */
export interface ColumnPoints {
  readonly column: string;
  readonly x: readonly number[];
  readonly y: readonly WireNumber[];
}

/** The answer to one query; a table or column that does not exist (yet) gives no points. */
export interface SeriesResult {
  readonly key: string;
  /** How many rows the range holds before the reduction. */
  readonly rowCount: number;
  readonly columns: readonly ColumnPoints[];
}
