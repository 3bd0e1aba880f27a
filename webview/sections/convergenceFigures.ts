import { formatCount, formatDuration, formatPercent, formatValue } from "../../src/base/format";
import type { EstimatedNumber, RunConvergence, RunForecast, RunPlace } from "../../src/protocol/figures";
import type { RunSummary } from "../../src/protocol/session";
import { element, setShown, uniqueId } from "../dom";
import { FigureTable, type FigureColumn } from "../figureTable";
import type { PageServices } from "../pageServices";
import { shownRuns } from "../sources/runAxisSource";

const NONE = "–";

interface Figure extends FigureColumn {
  readonly text: (figures: RunConvergence, run: RunSummary) => string;
  /** Columns that only some sessions have; the others are always there. */
  readonly isWanted?: (all: readonly RunConvergence[], runs: readonly RunSummary[]) => boolean;
}

const FIGURES: readonly Figure[] = [
  {
    title: "Target",
    hint: "When the run first was at least as good as its target",
    text: ({ target }, run) =>
      target === undefined ? (run.target === undefined ? NONE : "not reached") : placeText(target),
    isWanted: (_, runs) => runs.some(({ target }) => target !== undefined),
  },
  ...[0.5, 0.9, 0.99].map((fraction): Figure => ({
    title: `${Math.round(fraction * 100)} % of the way`,
    hint: `When ${Math.round(fraction * 100)} % of the improvement so far had been made`,
    text: ({ milestones }) => placeText(milestones.find((milestone) => milestone.fraction === fraction)),
  })),
  {
    title: "Last improvement",
    hint: "When it last became better, and how long that is ago as a share of its iterations",
    text: ({ lastImprovement, stalledShare }) =>
      `${placeText(lastImprovement)}${stalledShare >= 0.01 ? `, ${formatPercent(100 * stalledShare)} since` : ""}`,
  },
  {
    title: "Gap halves in",
    hint: "From the rate of convergence towards the target, with its 95 % interval",
    text: ({ rate }) => halvingText(rate),
    isWanted: (all) => all.some(({ rate }) => rate !== undefined),
  },
  {
    title: "Anytime",
    hint: "Mean closeness over its time: 0 as at first, 1 there from the beginning; to the target, else to its own best",
    text: ({ anytime }) => (anytime === undefined ? NONE : formatValue(anytime.value, 3)),
  },
  {
    title: "Forecast",
    hint: "What its course so far leads to, with the 95 % interval; nothing where its past could not be foretold",
    text: ({ forecast }) => forecastText(forecast),
    isWanted: (all) => all.some(({ forecast }) => forecast !== undefined),
  },
  {
    title: "Target in",
    hint: "How long after its start it is expected to reach its target, with the 95 % interval",
    text: ({ forecast }) =>
      forecast?.kind === "forecast" && forecast.target !== undefined
        ? estimateText(forecast.target, formatDuration)
        : NONE,
    isWanted: (all) => all.some(({ forecast }) => forecast?.kind === "forecast" && forecast.target !== undefined),
  },
  {
    title: "Gap",
    hint: "Relative gap of the incumbent to the bound",
    text: ({ gap }) => (gap === undefined ? NONE : formatPercent(100 * gap)),
    isWanted: (all) => all.some(({ gap }) => gap !== undefined),
  },
  {
    title: "Primal integral",
    hint: "Primal gap to the target, else to the last incumbent, integrated over time (Berthold 2013): small is early",
    text: ({ primalIntegralSeconds }) =>
      primalIntegralSeconds === undefined ? NONE : formatDuration(primalIntegralSeconds),
    isWanted: (all) => all.some(({ primalIntegralSeconds }) => primalIntegralSeconds !== undefined),
  },
  {
    title: "Spacing",
    hint: "How unevenly the last front is spread (Schott 1995): 0 is even",
    text: ({ spacing }) => (spacing === undefined ? NONE : formatValue(spacing, 3)),
    isWanted: (all) => all.some(({ spacing }) => spacing !== undefined),
  },
];

/** When each run was how far, how fast it converges, and what it will come to. */
export class ConvergenceFigures {
  readonly root: HTMLElement;
  private readonly table: FigureTable;
  private readonly empty = element("p", {
    class: "card-empty",
    text: "No run has reported an objective value yet.",
  });

  constructor(private readonly page: PageServices) {
    const id = uniqueId("figures");
    this.table = new FigureTable(id);
    this.root = element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [
        element("h2", { class: "card-title", text: "Milestones", attributes: { id } }),
        element("span", { class: "card-note", text: "time since the run's start, evaluations · intervals at 95 %" }),
      ]),
      this.empty,
      this.table.root,
    ]);
  }

  update(): void {
    const all = this.page.model.detail?.convergence ?? [];
    const shown = shownRuns(this.page).flatMap(({ run, name }) => {
      const figures = all.find(({ runId }) => runId === run.id);
      return figures === undefined ? [] : [{ run, name, figures }];
    });
    setShown(this.empty, shown.length === 0);
    setShown(this.table.root, shown.length > 0);
    const figures = shown.map((entry) => entry.figures);
    const runs = shown.map(({ run }) => run);
    const columns = FIGURES.filter(({ isWanted }) => isWanted === undefined || isWanted(figures, runs));
    this.table.update(
      [{ title: "Run" }, ...columns.map(({ title, hint }) => ({ title, ...(hint === undefined ? {} : { hint }) }))],
      shown.map((entry) => [entry.name, ...columns.map(({ text }) => text(entry.figures, entry.run))]),
    );
  }
}

function placeText(place: RunPlace | undefined): string {
  if (place === undefined) return NONE;
  const { seconds, evaluations, iteration } = place;
  const cost = evaluations ?? iteration;
  const unit = evaluations === undefined ? "it." : "ev.";
  return cost === undefined ? formatDuration(seconds) : `${formatDuration(seconds)}\n${formatCount(cost)} ${unit}`;
}

function halvingText(rate: RunConvergence["rate"]): string {
  if (rate === undefined) return NONE;
  if (!(rate.perSecond > 0)) return "does not shrink";
  const text = formatDuration(Math.LN2 / rate.perSecond);
  return rate.low > 0
    ? `${text}\n${formatDuration(Math.LN2 / rate.high)} to ${formatDuration(Math.LN2 / rate.low)}`
    : `${text}\n${formatDuration(Math.LN2 / rate.high)} or more`;
}

function forecastText(forecast: RunForecast | undefined): string {
  switch (forecast?.kind) {
    case undefined:
      return NONE;
    case "forecast":
      return estimateText(forecast.best, (value) => formatValue(value, 4), ` at ${formatDuration(forecast.atSeconds)}`);
    case "flat":
      return "stays as it is";
    case "tooFew":
      return `cannot tell\n${formatCount(forecast.improvements)} of ${formatCount(forecast.needed)} improvements`;
    case "unsure":
      return "cannot tell\nits past was not foretold";
  }
}

/** An estimate, with a remark behind it, and its interval below. */
function estimateText({ value, low, high }: EstimatedNumber, write: (value: number) => string, remark = ""): string {
  const first = `${write(value)}${remark}`;
  if (low === undefined && high === undefined) return first;
  if (high === undefined) return `${first}\n${write(low ?? value)} or more`;
  return `${first}\n${write(low ?? value)} to ${write(high)}`;
}
