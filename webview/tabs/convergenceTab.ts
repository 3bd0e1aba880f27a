import { runMetricColumns } from "../../src/charts/tables";
import type { PanelSelection } from "../../src/protocol/panel";
import type { SessionDetail } from "../../src/protocol/session";
import { element, setShown } from "../dom";
import type { PageServices } from "../pageServices";
import { ChartGrid } from "../sections/chartGrid";
import { ConvergenceFigures } from "../sections/convergenceFigures";
import { ConvergenceSection } from "../sections/convergenceSection";
import { DistributionSection } from "../sections/distributionSection";
import { FrontSection } from "../sections/frontSection";
import { RunsCard } from "../sections/runsCard";
import { RunMetricSource } from "../sources/runMetricSource";
import { WaitingCard } from "../waitingCard";
import { SessionTab } from "./sessionTab";

const PLACE = "convergence-tab:";

/** Columns of the runs that tell how they converge, beside their objective, in the order of their charts. */
const TELLING = ["gap", "hypervolume", "front_size", "diversity", "violation", "step_size", "gradient_norm"];

/** How the session's runs converge: the course, its milestones, the population, fronts and bounds. */
export class ConvergenceTab extends SessionTab {
  private readonly waiting: WaitingCard;
  private readonly top = element("div", { class: "top-row" });
  private readonly convergence: ConvergenceSection;
  private readonly runs: RunsCard;
  private readonly figures: ConvergenceFigures;
  private readonly distribution: DistributionSection;
  private readonly front: FrontSection;
  private readonly metrics: ChartGrid;

  constructor(page: PageServices) {
    super(page);
    this.waiting = new WaitingCard(page);
    this.convergence = new ConvergenceSection(page, () => this.onAxis(), `${PLACE}convergence`);
    this.runs = new RunsCard(
      page,
      this.convergence.source,
      () => this.onAxis(),
      (runId) => this.convergence.highlight(runId),
    );
    this.figures = new ConvergenceFigures(page);
    this.distribution = this.owned.add(new DistributionSection(page));
    this.front = new FrontSection(page);
    this.metrics = new ChartGrid(page, { id: "convergence-tab", most: 12 });
    this.metrics.root.classList.add("large-charts");
    this.top.classList.add("tall-top");
    this.top.append(this.convergence.card.root, element("div", { class: "top-side" }, [this.runs.root]));
    this.root.append(
      this.waiting.root,
      this.top,
      this.figures.root,
      this.front.card.root,
      this.distribution.root,
      this.metrics.root,
    );
    this.owned.add(this.convergence.card.onDidDraw(() => this.runs.update()));
  }

  update(): void {
    const { detail } = this.page.model;
    const hasRuns = detail !== undefined && detail.runs.length > 0;
    this.waiting.update();
    setShown(this.top, hasRuns);
    setShown(this.figures.root, hasRuns && this.convergence.source.hasObjective());
    setShown(this.convergence.card.root, this.convergence.source.hasObjective() || !this.hasFront());
    this.runs.update();
    this.figures.update();
    this.distribution.update();
    this.front.update();
    this.metrics.update(detail === undefined ? [] : this.metricSources(detail));
    this.followStructure();
  }

  /** A link names a run by its label. */
  select({ label }: PanelSelection): void {
    const run = this.page.model.detail?.runs.find(({ id, algorithm }) => id === label || algorithm === label);
    this.convergence.highlight(run?.id);
  }

  override dispose(): void {
    this.metrics.update([]);
    this.convergence.card.dispose();
    this.front.card.dispose();
    super.dispose();
  }

  private hasFront(): boolean {
    return this.page.model.detail?.runs.some(({ front }) => front !== undefined) ?? false;
  }

  private metricSources(detail: SessionDetail): { id: string; create: () => RunMetricSource }[] {
    const rank = (key: string): number => TELLING.indexOf(key);
    return runMetricColumns(detail)
      .filter(({ key }) => rank(key) >= 0)
      .sort((a, b) => rank(a.key) - rank(b.key))
      .map((column) => ({
        id: `run-metric:${column.key}`,
        create: () => new RunMetricSource(this.page, column, PLACE),
      }));
  }

  private onAxis(): void {
    this.runs.update();
    this.updateCharts();
    this.front.update();
  }

  protected override updateCharts(): void {
    for (const { card } of [this.convergence, this.distribution]) {
      card.updateQueries();
      if (!this.page.isPaused) card.invalidate();
    }
    if (!this.page.isPaused) this.metrics.refresh();
  }
}
