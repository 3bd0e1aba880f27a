import { formatCount } from "../../src/base/format";
import { DisposableStore } from "../../src/base/disposable";
import { errorText } from "../../src/base/log";
import { criticalDifferenceChart } from "../../src/charts/criticalDifferenceChart";
import { parallelCoordinatesChart } from "../../src/charts/parallelCoordinatesChart";
import {
  COMPARISON_AXES,
  GROUPINGS,
  groupingText,
  type Comparison,
  type ComparisonAxis,
  type Grouping,
} from "../../src/protocol/comparison";
import type { ScaleKind } from "../../src/charts/scales";
import type { PanelSelection } from "../../src/protocol/panel";
import type { SessionFilter } from "../../src/protocol/sessionFilter";
import { Latest } from "../asker";
import { ChartCard } from "../chart/chartCard";
import { SpecCard } from "../chart/specCard";
import { Choices, type Choice } from "../chart/choices";
import { element, setShown, setText } from "../dom";
import { BandSource, StepsSource } from "../overview/comparisonSources";
import {
  finalValues,
  importanceBars,
  noteList,
  pairList,
  parameterTable,
  rankTable,
  targetTables,
} from "../overview/comparisonTables";
import { Picker } from "../overview/picker";
import { QueryField } from "../overview/queryField";
import type { PageServices } from "../pageServices";
import type { Tab } from "./tab";

const POINTS = 200;
const PARALLEL_HEIGHT = 260;
const SCALES: readonly Choice<ScaleKind>[] = (["linear", "log", "symlog"] as const).map((value) => ({
  value,
  label: value,
}));
const AXES = COMPARISON_AXES.map((value) => ({ value, label: value }));

/** Runs side by side: which algorithm, problem, parameter or commit does better, and how sure that is. */
export class CompareTab implements Tab {
  readonly root = element("div", { class: "content overview" });
  private readonly owned = new DisposableStore();
  private readonly latest = new Latest();
  private readonly bands = new BandSource();
  private readonly steps = (["ecdf", "performanceProfile", "dataProfile"] as const).map(
    (kind) => new StepsSource(kind),
  );
  private readonly bandCard: ChartCard;
  private readonly stepCards: readonly ChartCard[];
  private readonly ranks: SpecCard;
  private readonly parallel: SpecCard;
  private readonly query: QueryField;
  private readonly groupBy = new Picker("Group by", (value) => this.choose("groupBy", value));
  private readonly problem = new Picker("Problem", (value) => this.choose("problem", value));
  private readonly axis = new Choices("Along", AXES, (value) => this.choose("axis", value));
  private readonly scale = new Choices("Scale", SCALES, (value) => this.chooseScale(value));
  private readonly chosen = element("p", { class: "chosen" });
  private readonly state = element("p", { class: "overview-state", attributes: { role: "status" } });
  private readonly remarks = element("div", {});
  private readonly tables = element("div", { class: "content-part" });
  private readonly lower = element("div", { class: "overview-cards" });
  private readonly results = element("div", { class: "content-part" });
  private filter: SessionFilter = {};
  private comparison: Comparison | undefined;

  constructor(private readonly page: PageServices) {
    this.query = new QueryField((query, filter) => {
      this.filter = filter;
      this.choose("query", query);
    });
    this.bandCard = this.owned.add(new ChartCard(page, this.bands, "convergence-card"));
    this.bandCard.controls.append(this.scale.root);
    this.owned.add(this.bandCard.onDidDraw(() => this.updateScale()));
    this.stepCards = this.steps.map((source) => this.owned.add(new ChartCard(page, source)));
    this.ranks = this.owned.add(new SpecCard(page, "Ranks over problems"));
    this.parallel = this.owned.add(new SpecCard(page, "Parameters and results"));
    const bar = element("div", { class: "overview-bar" }, [this.groupBy.root, this.problem.root, this.axis.root]);
    this.results.append(
      this.remarks,
      this.bandCard.root,
      this.tables,
      element(
        "div",
        { class: "grid" },
        this.stepCards.map(({ root }) => root),
      ),
      this.ranks.root,
      this.parallel.root,
      this.lower,
    );
    this.root.append(this.query.root, this.chosen, bar, this.state, this.results);
    setShown(this.results, false);
    this.owned.add(page.theme.onDidChange(() => this.draw()));
  }

  setVisible(isVisible: boolean): void {
    if (!isVisible) return;
    const wanted = this.choice("query");
    if (wanted !== this.query.query) this.query.show(wanted);
    else void this.compare();
  }

  select({ sessionIds, query }: PanelSelection): void {
    this.page.host.remember({ compared: sessionIds ?? [] });
    if (query !== undefined) this.query.show(query);
    void this.compare();
  }

  dispose(): void {
    this.owned.dispose();
    this.root.remove();
  }

  private choice(name: string): string {
    return this.page.host.state.choices[`compare.${name}`] ?? "";
  }

  private choose(name: string, value: string): void {
    this.page.host.remember({ choices: { ...this.page.host.state.choices, [`compare.${name}`]: value } });
    void this.compare();
  }

  private chooseScale(scale: ScaleKind): void {
    this.page.host.remember({ scales: { ...this.page.host.state.scales, [this.bands.id]: scale } });
    this.bands.wanted = scale;
    this.bandCard.invalidate();
  }

  private updateScale(): void {
    const reason = "Not all values are above zero.";
    const choices = SCALES.map((choice) =>
      choice.value === "log" && !this.bands.isPositive ? { ...choice, disabledReason: reason } : choice,
    );
    this.scale.update(this.bands.shownScale, choices);
  }

  private async compare(): Promise<void> {
    const { compared } = this.page.host.state;
    const problem = this.choice("problem");
    setText(this.state, this.comparison === undefined ? "Comparing…" : "");
    try {
      const comparison = await this.latest.of(
        this.page.asker.ask("compareRuns", {
          ...(compared.length > 0 ? { sessionIds: compared } : { filter: this.filter }),
          groupBy: groupingOf(this.choice("groupBy")),
          axis: axisOf(this.choice("axis")),
          ...(problem === "" ? {} : { problem }),
          points: POINTS,
        }),
      );
      if (comparison !== undefined) this.show(comparison);
    } catch (error) {
      this.comparison = undefined;
      setShown(this.results, false);
      setText(this.state, errorText(error));
    }
  }

  private show(comparison: Comparison): void {
    this.comparison = comparison;
    const { groups, groupings, groupBy, problems, problem, axis, runs, sessions } = comparison;
    this.groupBy.update(
      [...new Set([groupBy, ...groupings])].map((value) => ({ value, label: groupingName(value) })),
      groupBy,
    );
    const problemOptions = problems.map(({ name, runs: count }) => ({
      value: name,
      label: `${name} (${formatCount(count)})`,
    }));
    this.problem.update(problemOptions, problem, 2);
    this.axis.update(axis, AXES);
    this.showChosen();
    setShown(this.results, groups.length > 0);
    const size = `${formatCount(runs)} runs of ${formatCount(sessions)} sessions.`;
    setText(this.state, groups.length > 0 ? size : this.emptyText());
    this.draw();
  }

  /** Nothing to compare is said with what to do about it. */
  private emptyText(): string {
    const isFiltered = this.query.query !== "" || this.page.host.state.compared.length > 0;
    return isFiltered
      ? "No run of this selection can be compared. Change the query, or take other sessions in the History tab."
      : "There are no runs yet. Run an optimizer from a task, a debug configuration or a terminal; its runs are compared here.";
  }

  private showChosen(): void {
    const { compared } = this.page.host.state;
    setShown(this.chosen, compared.length > 0);
    const clear = element("button", {
      class: "link-button",
      text: "Compare all that fit the query",
      attributes: { type: "button" },
      on: { click: () => this.select({}) },
    });
    const count = compared.length === 1 ? "One chosen session." : `${formatCount(compared.length)} chosen sessions.`;
    this.chosen.replaceChildren(count, " ", clear);
  }

  private draw(): void {
    const { comparison } = this;
    if (comparison === undefined) return;
    const theme = this.page.theme.current;
    for (const source of [this.bands, ...this.steps]) source.comparison = comparison;
    this.bands.wanted = this.page.host.state.scales[this.bands.id];
    this.bandCard.invalidate();
    this.stepCards.forEach((card, index) => {
      setShown(card.root, this.steps[index]?.isKnown === true);
      card.invalidate();
    });
    this.remarks.replaceChildren(...present([noteList(comparison.notes)]));
    this.tables.replaceChildren(...present([finalValues(comparison, theme), pairList(comparison)]));
    this.lower.replaceChildren(...present([importanceBars(comparison), ...targetTables(comparison)]));
    this.drawDiagrams(comparison);
  }

  private drawDiagrams(comparison: Comparison): void {
    const { ranks, parameterNames, parameters } = comparison;
    setShown(this.ranks.root, ranks !== undefined);
    if (ranks !== undefined) {
      const figures = rankTable(comparison);
      this.ranks.show({
        spec: (width, theme) => criticalDifferenceChart(ranks, { width }, theme),
        summary: `Mean ranks over ${formatCount(ranks.problems)} problems (Friedman p = ${ranks.p.toPrecision(2)}); a bar joins groups that cannot be told apart (Nemenyi, Demšar 2006).`,
        ...(figures === undefined ? {} : { table: figures }),
      });
    }
    const hasParameters = parameterNames.length > 0 && parameters.length > 1;
    setShown(this.parallel.root, hasParameters);
    if (!hasParameters) return;
    this.parallel.show({
      spec: (width, theme) => parallelCoordinatesChart(comparison, { width, height: PARALLEL_HEIGHT }, theme),
      summary: "Every run as a line across its parameters to its result at the right.",
      table: parameterTable(comparison),
    });
  }
}

function present(nodes: readonly (HTMLElement | undefined)[]): HTMLElement[] {
  return nodes.filter((node) => node !== undefined);
}

function groupingOf(text: string): Grouping {
  if (text.startsWith("parameter:")) return text as Grouping;
  return GROUPINGS.find((grouping) => grouping === text) ?? "algorithm";
}

function axisOf(text: string): ComparisonAxis {
  return COMPARISON_AXES.find((axis) => axis === text) ?? "evaluations";
}

const GROUPING_TEXTS: Readonly<Record<string, string>> = { label: "workflow" };

function groupingName(grouping: Grouping): string {
  return GROUPING_TEXTS[grouping] ?? groupingText(grouping);
}
