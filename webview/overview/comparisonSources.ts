import { formatCount, formatDuration, formatValue } from "../../src/base/format";
import { comparisonBandInput, leadingGroup, stepsInput, type StepsKind } from "../../src/charts/comparisonCharts";
import type { LineChartInput } from "../../src/charts/lineFrame";
import type { ScaleKind } from "../../src/charts/scales";
import type { Comparison, ComparisonAxis } from "../../src/protocol/comparison";
import { fromWireNumber, type WireNumber } from "../../src/protocol/number";
import type { SeriesQuery } from "../../src/protocol/series";
import type { ChartContent, ChartRoom, ChartSource } from "../chart/chartSource";

/** What the axes of a comparison are called. */
const AXIS_NAMES: Readonly<Record<ComparisonAxis, string>> = {
  evaluations: "evaluations",
  time: "time",
  iteration: "iteration",
};

/** A cost along the axis of a comparison, in words. */
export function costText(axis: ComparisonAxis, cost: WireNumber): string {
  const value = fromWireNumber(cost) ?? NaN;
  if (!Number.isFinite(value)) return "–";
  return axis === "time" ? formatDuration(value) : formatCount(Math.round(value));
}

/** An objective value, or a dash. */
export function valueText(value: WireNumber): string {
  const number = fromWireNumber(value) ?? NaN;
  return Number.isNaN(number) ? "–" : formatValue(number);
}

abstract class ComparisonSource implements ChartSource {
  abstract readonly id: string;
  abstract readonly title: string;
  comparison: Comparison | undefined;

  axis(): string {
    return this.id;
  }

  queries(): readonly SeriesQuery[] {
    return [];
  }

  abstract content(room: ChartRoom): ChartContent;

  protected contentOf(
    input: LineChartInput | undefined,
    words: Pick<ChartContent, "summary" | "xName" | "note">,
  ): ChartContent {
    if (input === undefined) return { ...NOTHING, ...words, empty: "No run of this selection has a curve." };
    const { series, unit, xUnit, xDomain, scale, steps, xScale, yLow, yHigh } = input;
    return {
      ...words,
      series,
      unit,
      xUnit,
      extent: xDomain,
      scale,
      ...(steps === undefined ? {} : { steps }),
      ...(xScale === undefined ? {} : { xScale }),
      ...(yLow === undefined ? {} : { yLow }),
      ...(yHigh === undefined ? {} : { yHigh }),
      ...(series.length > 1 ? { legend: "names" as const } : {}),
      data: [],
    };
  }
}

const NOTHING = { series: [], unit: "", xUnit: "", extent: [0, 1], scale: "linear", data: [] } as const;

/** Best so far of each group: the median and quartiles over its runs. */
export class BandSource extends ComparisonSource {
  readonly id = "compare:bands";
  readonly title = "Convergence";
  /** What the user wants; the chart chooses where that cannot be. */
  wanted: ScaleKind | undefined;
  shownScale: ScaleKind = "linear";
  /** Whether a logarithmic scale can show all that was drawn last. */
  isPositive = true;

  override axis(): string {
    return `compare:${this.comparison?.axis ?? ""}`;
  }

  content({ width }: ChartRoom): ChartContent {
    const { comparison } = this;
    if (comparison === undefined) return { ...NOTHING, xName: "", summary: "", empty: "Comparing…" };
    const input = comparisonBandInput(comparison, { width, height: 300 });
    const leader = leadingGroup(comparison);
    const lead = leader === undefined ? "" : `${leader.name} leads with a median of ${valueText(leader.median)}`;
    const content = this.contentOf(input, {
      xName: AXIS_NAMES[comparison.axis],
      summary: `${lead}${lead === "" ? "" : "; "}${formatCount(comparison.runs)} runs on ${comparison.problem}.`,
      note: "median and quartiles over runs; single runs below three",
    });
    const { wanted } = this;
    this.isPositive = content.series.every(({ y }) => y.every((value) => !(value <= 0)));
    const isTaken = wanted !== undefined && (wanted !== "log" || this.isPositive);
    this.shownScale = isTaken ? wanted : content.scale;
    return { ...content, scale: this.shownScale };
  }
}

const STEPS_WORDS: Readonly<
  Record<StepsKind, { readonly title: string; readonly summary: string; readonly note: string }>
> = {
  ecdf: {
    title: "Run times to targets",
    summary: "Share of all pairs of run and target that are reached by a cost; higher and further left is better.",
    note: "empirical distribution, Hansen et al. 2021",
  },
  performanceProfile: {
    title: "Performance profile",
    summary: "Share of problems that are solved within a multiple of the fastest group's cost.",
    note: "Dolan and Moré 2002",
  },
  dataProfile: {
    title: "Data profile",
    summary: "Share of problems that are solved within a budget of evaluations, in units of dimension + 1.",
    note: "Moré and Wild 2009",
  },
};

/** Shares that grow with cost. */
export class StepsSource extends ComparisonSource {
  readonly id: string;
  readonly title: string;

  constructor(private readonly kind: StepsKind) {
    super();
    this.id = `compare:${kind}`;
    this.title = STEPS_WORDS[kind].title;
  }

  /** Whether there is anything to show. */
  get isKnown(): boolean {
    return this.comparison?.groups.some((group) => group[this.kind] !== undefined) === true;
  }

  content({ width }: ChartRoom): ChartContent {
    const { comparison } = this;
    const { summary, note } = STEPS_WORDS[this.kind];
    if (comparison === undefined) return { ...NOTHING, xName: "", summary: "", empty: "Comparing…" };
    const xName = this.kind === "ecdf" ? AXIS_NAMES[comparison.axis] : this.kind === "dataProfile" ? "budget" : "ratio";
    return this.contentOf(stepsInput(comparison, this.kind, { width, height: 220 }), { xName, summary, note });
  }
}
