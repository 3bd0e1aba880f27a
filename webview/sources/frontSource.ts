import { extentOf, joinExtents, valueDomain, type Extent } from "../../src/charts/domains";
import type { LineSeries } from "../../src/charts/lineFrame";
import { formatCount } from "../../src/base/format";
import { fromWireNumber } from "../../src/protocol/number";
import type { SeriesQuery } from "../../src/protocol/series";
import type { ChartContent, ChartSource } from "../chart/chartSource";
import type { PageServices } from "../pageServices";
import { shownRuns } from "./runAxisSource";

/** The last Pareto fronts that were reported, two objectives at a time; they come with the session's detail. */
export class FrontSource implements ChartSource {
  readonly id = "front";
  readonly title = "Pareto front";
  /** The objectives shown, from 0. */
  pair: readonly [number, number] = [0, 1];

  constructor(private readonly page: PageServices) {}

  axis(): string {
    return `objective ${this.pair[0] + 1}`;
  }

  /** How many objectives the fronts have. */
  objectiveCount(): number {
    return Math.max(0, ...shownRuns(this.page).map(({ run }) => run.front?.[0]?.length ?? 0));
  }

  queries(): readonly SeriesQuery[] {
    return [];
  }

  content(): ChartContent {
    const series = shownRuns(this.page)
      .filter(({ isHidden, run }) => !isHidden && run.front !== undefined)
      .map((shown): LineSeries => ({
        ...this.pointsOf(shown.run.front ?? []),
        key: shown.run.id,
        name: shown.name,
        style: shown.style,
        marks: true,
      }));
    let extent: Extent | undefined;
    for (const { x } of series) extent = joinExtents(extent, extentOf(x));
    const [first, second] = this.pair;
    return {
      series,
      unit: "",
      xUnit: "",
      xName: `objective ${first + 1}`,
      extent: extent === undefined ? [0, 1] : valueDomain("linear", extent),
      scale: "linear",
      summary: series.map(({ name, x }) => `${name}: ${formatCount(x.length)} points`).join(", "),
      ...(series.length > 1 ? { legend: "names" as const } : {}),
      note: this.note(first, second),
      data: [],
      ...(series.length === 0 ? { empty: "All runs with a front are hidden." } : {}),
    };
  }

  private note(first: number, second: number): string {
    const directions = shownRuns(this.page).find(({ run }) => run.front !== undefined)?.run.direction;
    const say = (index: number): string => {
      const direction = typeof directions === "object" ? directions[index] : undefined;
      return `objective ${index + 1}${direction === undefined ? "" : direction === "maximize" ? " (higher is better)" : " (lower is better)"}`;
    };
    return `${say(second)} over ${say(first)}`;
  }

  private pointsOf(front: readonly (readonly unknown[])[]): { x: number[]; y: number[] } {
    const [first, second] = this.pair;
    const points = front
      .map((point) => ({ x: fromWireNumber(point[first]) ?? NaN, y: fromWireNumber(point[second]) ?? NaN }))
      .filter(({ x }) => Number.isFinite(x))
      .sort((a, b) => a.x - b.x);
    return { x: points.map(({ x }) => x), y: points.map(({ y }) => y) };
  }
}
