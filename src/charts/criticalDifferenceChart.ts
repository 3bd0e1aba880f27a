import type { TopLevelSpec } from "vega-lite";
import type { ComparedRanks } from "../protocol/comparison";
import { formatValue } from "../base/format";
import { shortened } from "./comparisonCharts";
import type { ChartTheme } from "./palette";
import { PLACES, pixelPicture, textLayer } from "./pixelPicture";

const TOP = 46;
const ROW = 20;
const BAR_GAP = 9;
const STUB = 14;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Demšar's critical difference diagram (2006, figure 1): mean ranks on an axis, the best at the left; bars join groups that the Nemenyi
 * test cannot tell apart. The height follows from the number of groups.
 */
export function criticalDifferenceChart(
  ranks: ComparedRanks,
  { width }: { readonly width: number },
  theme: ChartTheme,
): TopLevelSpec {
  const count = ranks.ranks.length;
  const side = Math.min(width * 0.3, 20 + 0.62 * theme.fontSize * longestName(ranks));
  const toX = (rank: number): number => side + ((rank - 1) / Math.max(1, count - 1)) * (width - 2 * side);
  const bars = cliqueBars(ranks, toX);
  const first = TOP + bars.length * BAR_GAP + 12;
  const labels = rankLabels(ranks, { toX, first, side, width });
  const strong = { color: theme.foreground, size: 1 };
  const rules = [
    rule({ x: toX(1), y: TOP }, { x: toX(count), y: TOP }, strong),
    ...Array.from({ length: count }, (_, index) =>
      rule({ x: toX(index + 1), y: TOP - 6 }, { x: toX(index + 1), y: TOP }, strong),
    ),
    ...differenceRules(ranks, toX, strong),
    ...labels.rules.map(([from, to]) => rule(from, to, { color: theme.muted, size: 1 })),
    ...bars.map(([from, to], index) => {
      const y = TOP + 10 + index * BAR_GAP;
      return rule({ x: from, y }, { x: to, y }, { color: theme.series[0] ?? theme.foreground, size: 4 });
    }),
  ];
  const texts = [
    ...Array.from({ length: count }, (_, index) =>
      caption({ x: toX(index + 1), y: TOP - 13 }, String(index + 1), "center"),
    ),
    caption({ x: toX(1), y: 6 }, `CD ${formatValue(ranks.criticalDifference, 3)}`, "left"),
    ...labels.texts,
  ];
  return picture({ width, height: first + Math.ceil(count / 2) * ROW }, { rules, texts }, theme);
}

/** The critical difference as a piece of the axis, as far as there is room for it. */
function differenceRules(ranks: ComparedRanks, toX: (rank: number) => number, look: Look): object[] {
  const end = toX(Math.min(ranks.ranks.length, 1 + ranks.criticalDifference));
  const y = 16;
  return [
    rule({ x: toX(1), y }, { x: end, y }, look),
    rule({ x: toX(1), y: y - 3 }, { x: toX(1), y: y + 3 }, look),
    rule({ x: end, y: y - 3 }, { x: end, y: y + 3 }, look),
  ];
}

interface LabelPlan {
  readonly toX: (rank: number) => number;
  readonly first: number;
  readonly side: number;
  readonly width: number;
}

/** The better half is named at the left, the others at the right, the extremes outermost. */
function rankLabels(
  { ranks }: ComparedRanks,
  { toX, first, side, width }: LabelPlan,
): { readonly rules: readonly (readonly [Place, Place])[]; readonly texts: readonly object[] } {
  const half = Math.ceil(ranks.length / 2);
  const places = ranks.map(({ name, rank }, index) => {
    const isLeft = index < half;
    const row = isLeft ? index : ranks.length - 1 - index;
    const edge = isLeft ? side - STUB : width - side + STUB;
    return { name, rank, isLeft, x: toX(rank), y: first + row * ROW, edge };
  });
  return {
    rules: places.flatMap(({ x, y, edge }) => [
      [
        { x, y: TOP },
        { x, y },
      ],
      [
        { x, y },
        { x: edge, y },
      ],
    ]),
    texts: places.map(({ name, rank, isLeft, y, edge }) => {
      const text = isLeft ? `${shortened(name)} ${rank.toFixed(2)}` : `${rank.toFixed(2)} ${shortened(name)}`;
      return caption({ x: isLeft ? edge - 4 : edge + 4, y }, text, isLeft ? "right" : "left");
    }),
  };
}

function cliqueBars(
  { ranks, cliques }: ComparedRanks,
  toX: (rank: number) => number,
): readonly (readonly [number, number])[] {
  const rankOf = new Map(ranks.map(({ name, rank }) => [name, rank]));
  return cliques.map((names) => {
    const places = names.map((name) => toX(rankOf.get(name) ?? 1));
    return [Math.min(...places) - 4, Math.max(...places) + 4];
  });
}

function longestName({ ranks }: ComparedRanks): number {
  return Math.max(...ranks.map(({ name }) => shortened(name).length)) + 5;
}

interface Look {
  readonly color: string;
  readonly size: number;
}

function rule(from: Place, to: Place, { color, size }: Look): object {
  return { x: from.x, y: from.y, x2: to.x, y2: to.y, color, size };
}

function caption({ x, y }: Place, text: string, align: "left" | "center" | "right"): object {
  return { x, y, text, align };
}

/** Rules and texts at places in pixels. */
function picture(
  size: { readonly width: number; readonly height: number },
  { rules, texts }: { readonly rules: readonly object[]; readonly texts: readonly object[] },
  theme: ChartTheme,
): TopLevelSpec {
  const lines = {
    data: { values: [...rules] },
    mark: { type: "rule" as const, aria: false },
    encoding: {
      ...PLACES,
      x2: { field: "x2" },
      y2: { field: "y2" },
      stroke: { field: "color", type: "nominal" as const, scale: null },
      strokeWidth: { field: "size", type: "quantitative" as const, scale: null },
    },
  };
  return pixelPicture(size, [lines, textLayer(texts, theme)], theme);
}
