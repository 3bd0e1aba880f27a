import { formatBytes, formatPercent, formatRate, formatValue } from "../../src/base/format";
import { formatWithUnit } from "../../src/charts/units";
import type { ResourceUsage } from "../../src/protocol/figures";
import { element, setShown, uniqueId } from "../dom";
import { FigureTable } from "../figureTable";
import type { PageServices } from "../pageServices";

interface Score {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** How well the session used what the machine has, each score with its definition. */
export class EfficiencyCard {
  readonly root: HTMLElement;
  private readonly list = element("dl", { class: "scores" });
  private shown = "";

  constructor(private readonly page: PageServices) {
    const id = uniqueId("efficiency");
    this.root = element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [
        element("h2", { class: "card-title", text: "How well it was used", attributes: { id } }),
      ]),
      this.list,
    ]);
  }

  update(): void {
    const { detail } = this.page.model;
    const usage = detail?.usage;
    const scores = usage === undefined || detail === undefined ? [] : scoresOf(usage, detail.machine.coreCount);
    setShown(this.root, scores.length > 0);
    const text = JSON.stringify(scores);
    if (text === this.shown) return;
    this.shown = text;
    this.list.replaceChildren(
      ...scores.map(({ name, value, meaning }) =>
        element("div", { class: "score" }, [
          element("dt", { class: "score-name", text: name }),
          element("dd", { class: "score-value", text: value }),
          element("dd", { class: "score-meaning", text: meaning }),
        ]),
      ),
    );
  }
}

function scoresOf(usage: ResourceUsage, coreCount: number): Score[] {
  const share = (value: number): string => formatPercent(100 * value);
  const scores: (Score | undefined)[] = [
    score(
      "CPU",
      usage.cpuShare,
      share,
      `busy cores ÷ all cores: ${formatValue(usage.busyCores ?? 0, 3)} of ${coreCount}, mean over time`,
    ),
    score(
      "Parallel efficiency",
      usage.parallelEfficiency,
      share,
      `busy cores ÷ the ${usage.workers ?? 0} that it uses at its busiest`,
    ),
    score(
      "Evaluations per CPU second",
      usage.evaluationsPerCpuSecond,
      (value) => formatValue(value, 4),
      "evaluations ÷ CPU time of all its processes",
    ),
    score(
      "Memory",
      usage.memoryEfficiency,
      share,
      "mean ÷ peak of its resident memory: low where a short peak decides",
    ),
    growthScore(usage),
    score(
      "Waiting for storage",
      usage.ioShare,
      share,
      "samples with at least 1 MB/s to or from storage and under half a core busy",
    ),
    score("GPU idle", usage.gpuIdleShare, share, "samples in which a GPU was under 5 % busy"),
  ];
  return scores.filter((entry) => entry !== undefined);
}

function score(
  name: string,
  value: number | undefined,
  write: (value: number) => string,
  meaning: string,
): Score | undefined {
  return value === undefined ? undefined : { name, value: write(value), meaning };
}

function growthScore({ memoryGrowth }: ResourceUsage): Score | undefined {
  if (memoryGrowth === undefined) return undefined;
  const { value, low = NaN, high = NaN } = memoryGrowth;
  const rate = (perSecond: number): string => `${formatBytes(60 * perSecond)}/min`;
  return {
    name: "Memory slope",
    value: rate(value),
    meaning: `Theil–Sen slope after start-up, 95 % interval ${rate(low)} to ${rate(high)}`,
  };
}

/** Every sampled metric in its least, mean, 95th percentile and peak. */
export class UsageCard {
  readonly root: HTMLElement;
  private readonly table: FigureTable;

  constructor(private readonly page: PageServices) {
    const id = uniqueId("usage");
    this.table = new FigureTable(id);
    this.root = element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [
        element("h2", { class: "card-title", text: "In figures", attributes: { id } }),
        element("span", { class: "card-note", text: "over the whole session" }),
      ]),
      this.table.root,
    ]);
  }

  update(): void {
    const figures = this.page.model.detail?.usage?.figures ?? [];
    setShown(this.root, figures.length > 0);
    this.table.update(
      [
        { title: "Resource" },
        { title: "Least" },
        { title: "Mean", hint: "Over time: a value stands until the next sample" },
        { title: "95th percentile", hint: "19 of 20 samples are no higher" },
        { title: "Peak" },
      ],
      figures.map(({ title, unit, low, mean, p95, peak }) => [
        title,
        ...[low, mean, p95, peak].map((value) => (unit === "1/s" ? formatRate(value) : formatWithUnit(value, unit, 4))),
      ]),
    );
  }
}
