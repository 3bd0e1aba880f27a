import { metricChart } from "../../src/charts/resourceCharts";
import { metricTables, runMetricColumns } from "../../src/charts/tables";
import type { FindingTarget } from "../../src/protocol/findings";
import { element, setShown } from "../dom";
import { elapsedSeconds } from "../elapsed";
import type { PageServices } from "../pageServices";
import { Pointer } from "../pointer";
import { AlertsCard } from "../sections/alertsCard";
import { ChartGrid } from "../sections/chartGrid";
import { ComponentsCard } from "../sections/componentsCard";
import { ConvergenceSection } from "../sections/convergenceSection";
import { FindingsCard } from "../sections/findingsCard";
import { FrontSection } from "../sections/frontSection";
import { MachineCard } from "../sections/machineCard";
import { NotesCard } from "../sections/notesCard";
import { resourceSources, virtualMemoryToggle } from "../sections/resources";
import { RunsCard } from "../sections/runsCard";
import { RunMetricSource } from "../sources/runMetricSource";
import { SampleSource } from "../sources/sampleSource";
import { WaitingCard } from "../waitingCard";
import { SessionTab } from "./sessionTab";

/** The chart that shows a resource. */
const RESOURCE_CHARTS = {
  cpu: "cpu",
  memory: "memory",
  gpu: "gpu:gpu_utilization_percent",
  storage: "throughput",
} as const;

/** The session at one glance: whether it gets better, what it costs, and what it means. */
export class LiveTab extends SessionTab {
  private readonly waiting: WaitingCard;
  private readonly convergence: ConvergenceSection;
  private readonly runs: RunsCard;
  private readonly pointer = new Pointer();
  private readonly findings: FindingsCard;
  private readonly front: FrontSection;
  private readonly resources: ChartGrid;
  private readonly machine: MachineCard;
  private readonly virtualMemory: { update(): void };
  private readonly components: ComponentsCard;
  private readonly runMetrics: ChartGrid;
  private readonly metrics: ChartGrid;
  private readonly alerts: AlertsCard;
  private readonly notes: NotesCard;
  private readonly top = element("div", { class: "top-row" });

  constructor(page: PageServices) {
    super(page);
    const highlight = (runId: string | undefined): void => this.convergence.highlight(runId);
    this.waiting = new WaitingCard(page);
    this.convergence = new ConvergenceSection(page, () => this.onAxis());
    this.runs = new RunsCard(page, this.convergence.source, () => this.onAxis(), highlight);
    this.findings = new FindingsCard(page, { onPoint: (target) => this.pointAt(target), onHighlight: highlight });
    this.front = new FrontSection(page);
    this.resources = new ChartGrid(page, { id: "resources", most: 12 });
    this.machine = new MachineCard(page);
    this.virtualMemory = virtualMemoryToggle(page, () => this.resources.card("memory"));
    this.components = new ComponentsCard(page);
    this.runMetrics = new ChartGrid(page, { id: "run-metrics", title: "Metrics of the runs", most: 12 });
    this.metrics = new ChartGrid(page, { id: "metrics", title: "Custom metrics", most: 12 });
    this.alerts = new AlertsCard(page);
    this.notes = new NotesCard(page);
    const side = element("div", { class: "top-side" }, [this.findings.root, this.runs.root]);
    this.top.append(this.convergence.card.root, side);
    this.root.append(
      this.waiting.root,
      this.alerts.root,
      this.top,
      this.front.card.root,
      this.resources.root,
      this.components.root,
      this.runMetrics.root,
      this.metrics.root,
      this.notes.root,
    );
    this.resources.root.classList.add("resources");
    this.resources.addLast(this.machine.root);
    this.owned.add(this.convergence.card.onDidDraw(() => this.runs.update()));
  }

  update(): void {
    const { detail } = this.page.model;
    const hasDetail = detail !== undefined;
    this.waiting.update();
    setShown(this.components.root, hasDetail);
    this.findings.update();
    setShown(this.top, hasDetail && (detail.runs.length > 0 || !this.findings.root.hidden));
    this.updateGrids();
    this.runs.update();
    this.front.update();
    this.placeFront();
    this.alerts.update();
    this.notes.update();
    this.components.update(elapsedSeconds(detail));
    this.followStructure();
  }

  /** A front stands in the first place where there is no single objective to converge. */
  private placeFront(): void {
    const front = this.front.card.root;
    const isFirst = !front.hidden && !this.convergence.source.hasObjective();
    setShown(this.convergence.card.root, !isFirst && this.page.model.detail?.runs.length !== 0);
    const isPlacedFirst = front.parentElement === this.top;
    if (isFirst && !isPlacedFirst) this.top.prepend(front);
    else if (!isFirst && isPlacedFirst) this.top.after(front);
  }

  /** Leads to what a finding is about. */
  private pointAt(target: FindingTarget): void {
    if (target.kind === "convergence") {
      this.pointer.pointAt(this.convergence.card.root, () => this.convergence.highlight(undefined));
      this.convergence.highlight(target.runId);
    } else if (target.kind === "component") {
      this.pointer.pointAt(this.components.rowOf(target.name) ?? this.components.root);
    } else {
      const card = this.resources.card(RESOURCE_CHARTS[target.resource]);
      this.pointer.pointAt(card?.root ?? this.resources.root);
    }
  }

  private updateGrids(): void {
    const { page } = this;
    const { detail } = page.model;
    this.machine.update();
    this.resources.update(detail === undefined ? [] : resourceSources(page, detail));
    this.virtualMemory.update();
    this.runMetrics.update(
      (detail === undefined ? [] : runMetricColumns(detail)).map((column) => ({
        id: `run-metric:${column.key}`,
        create: () => new RunMetricSource(page, column),
      })),
    );
    this.metrics.update(
      (detail === undefined ? [] : metricTables(detail)).map((table) => ({
        id: table.name,
        create: () => new SampleSource(page, metricChart(table)),
      })),
    );
  }

  private onAxis(): void {
    this.runs.update();
    this.updateCharts();
    this.front.update();
  }

  protected override updateCharts(): void {
    const { isPaused } = this.page;
    this.convergence.card.updateQueries();
    if (!isPaused) this.convergence.card.invalidate();
    if (isPaused) return;
    this.resources.refresh();
    this.runMetrics.refresh();
    this.metrics.refresh();
  }
}
