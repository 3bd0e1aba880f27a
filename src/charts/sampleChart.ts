import type { SessionDetail } from "../protocol/session";
import type { LineSeries } from "./lineFrame";

/** One line of a chart over time. */
export interface SampleLine {
  readonly table: string;
  readonly column: string;
  readonly name: string;
  readonly filled?: boolean;
  /** What the values are multiplied with: the share of one core as a share of the machine. */
  readonly factor?: number;
}

/** What a chart over time is made of. */
export interface SampleChart {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly yLow?: number;
  readonly yHigh?: number;
  /** A value stands until the next one. */
  readonly steps?: boolean;
  /** A logarithmic scale where the values span more than two decades. */
  readonly mayBeLog?: boolean;
  lines(detail: SessionDetail): readonly SampleLine[];
  summary(series: readonly LineSeries[], detail: SessionDetail): string;
  note?(detail: SessionDetail): string;
  empty(detail: SessionDetail): string;
}
