import type { ComponentRow } from "./componentTree";

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

const WHOLE = { left: 0, width: 1 };

/** Where a part lies in its whole, behind the parts `before` it; `room` is what the whole's width stands for, in seconds. */
function pieceIn(
  whole: { readonly left: number; readonly width: number },
  seconds: number,
  room: number,
  before: number,
): { left: number; width: number } {
  return { left: whole.left + before, width: room > 0 ? (whole.width * seconds) / room : 0 };
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
