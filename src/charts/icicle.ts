import type { TopLevelSpec } from "vega-lite";
import { chartConfig } from "./chartConfig";
import { formatShare } from "./barChart";
import type { ComponentRow } from "./componentTree";
import type { ChartTheme } from "./palette";

/** One component in the nested picture: it lies below the one that holds it, as wide as its share of time. */
export interface IciclePiece {
  readonly row: ComponentRow;
  /** Where it begins and how wide it is, as shares of the whole picture. */
  readonly left: number;
  readonly width: number;
  /** The place of the piece that holds it in the list of pieces; undefined for an outermost one. */
  readonly parent?: number;
  /** Its share of the time of the piece that holds it, 0-100; parts that run side by side can exceed 100. */
  readonly parentPercent?: number;
}

/**
 * Lays out components as an icicle (a flame graph that hangs down): parts stand side by side below their whole. `rows` as they come
 * from `componentRows`: each below its parent. The whole picture is the session's time, or the outermost ones' sum where that is longer.
 */
export function icicle(rows: readonly ComponentRow[], elapsedSeconds: number): readonly IciclePiece[] {
  const parents = parentsOf(rows);
  const sums = new Map<number | undefined, number>();
  rows.forEach(({ component }, index) => {
    const parent = parents[index];
    sums.set(parent, (sums.get(parent) ?? 0) + component.totalSeconds);
  });
  const pieces: IciclePiece[] = [];
  const filled = new Map<number | undefined, number>();
  rows.forEach((row, index) => {
    const parent = parents[index];
    const above = parent === undefined ? undefined : pieces[parent];
    const whole = above?.row.component.totalSeconds ?? elapsedSeconds;
    const room = Math.max(whole, sums.get(parent) ?? 0);
    const before = filled.get(parent) ?? 0;
    const { left, width } = pieceIn(above ?? WHOLE, row.component.totalSeconds, room, before);
    filled.set(parent, before + width);
    pieces.push({
      row,
      left,
      width,
      ...(parent === undefined ? {} : { parent, parentPercent: percentOf(row, whole) }),
    });
  });
  return pieces;
}

const PIECE_HEIGHT = 26;
/** Narrower pieces hold no name, in pixels; about so wide is a letter, in parts of the font's size. */
const LEAST_NAMED = 40;
const LETTER = 0.58;

/** The nested components as a picture of its own: names where they fit, the share of all time as the width. */
export function icicleSpec(pieces: readonly IciclePiece[], theme: ChartTheme, width: number): TopLevelSpec {
  const values = pieces.map(({ row, left, width: share }, index) => ({
    from: left,
    to: left + share,
    top: row.depth,
    bottom: row.depth + 1,
    middle: row.depth + 0.5,
    shade: 1 - 0.2 * (index % 3),
    name: fitted(`${row.component.name} ${formatShare(row.sharePercent)}`, share * width, theme),
  }));
  const deepest = Math.max(0, ...values.map(({ bottom }) => bottom));
  const x = { field: "from", type: "quantitative" as const, axis: null, scale: { domain: [0, 1] } };
  const scale = { domain: [0, Math.max(1, deepest)], reverse: true };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width,
    height: Math.max(1, deepest) * PIECE_HEIGHT,
    padding: 16,
    background: theme.background,
    config: chartConfig(theme),
    data: { values },
    layer: [
      {
        mark: { type: "rect", color: theme.series[0] ?? theme.foreground, stroke: theme.background, fillOpacity: 0.35 },
        encoding: {
          x,
          x2: { field: "to" },
          y: { field: "top", type: "quantitative", axis: null, scale },
          y2: { field: "bottom" },
          opacity: { field: "shade", type: "quantitative", scale: null },
        },
      },
      {
        mark: { type: "text", align: "left", dx: 5, color: theme.foreground },
        encoding: {
          x,
          y: { field: "middle", type: "quantitative", axis: null, scale },
          text: { field: "name", type: "nominal" },
        },
      },
    ],
  };
}

/** As much of a name as a width in pixels holds. */
function fitted(name: string, width: number, { fontSize }: ChartTheme): string {
  const letters = Math.floor((width - 10) / (LETTER * fontSize));
  if (width < LEAST_NAMED) return "";
  return name.length <= letters ? name : `${name.slice(0, Math.max(1, letters - 1))}…`;
}

const WHOLE = { left: 0, width: 1 };

/** Where a part lies in its whole, behind the parts `before` it; `room` is what the whole's width stands for, in seconds. */
function pieceIn(
  whole: { readonly left: number; readonly width: number },
  seconds: number,
  room: number,
  before: number,
): { left: number; width: number } {
  const width = room > 0 ? (whole.width * seconds) / room : 0;
  // Times as small as numbers get are whole multiples of the smallest one, so that the shares of some may exceed their sum.
  return { left: whole.left + before, width: Math.min(width, Math.max(0, whole.width - before)) };
}

function percentOf({ component }: ComponentRow, whole: number): number {
  return whole > 0 ? (100 * component.totalSeconds) / whole : 0;
}

/** For each row the place of the row above that it stands below. */
function parentsOf(rows: readonly ComponentRow[]): readonly (number | undefined)[] {
  const open: number[] = [];
  return rows.map(({ depth }, index) => {
    open.length = Math.min(open.length, depth);
    const parent = open.at(-1);
    open.push(index);
    return depth === 0 ? undefined : parent;
  });
}
