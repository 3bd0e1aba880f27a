import { Emitter } from "../src/base/event";
import { metricTables, runMetricColumns } from "../src/charts/tables";
import { Banner } from "./banner";
import { AxisLinks } from "./chart/axisLinks";
import { Tooltip } from "./chart/tooltip";
import { element, setShown } from "./dom";
import { EmptyPage } from "./emptyPage";
import { Frames } from "./frames";
import { Header } from "./header";
import { Host } from "./host";
import { Pointer } from "./pointer";
import type { FindingTarget } from "../src/protocol/findings";
import type { PageServices } from "./pageServices";
import { PanelModel } from "./panelModel";
import { QueryBoard } from "./queryBoard";
import { AlertsCard } from "./sections/alertsCard";
import { ChartGrid } from "./sections/chartGrid";
import { ComponentsCard } from "./sections/componentsCard";
import { ConvergenceSection } from "./sections/convergenceSection";
import { FindingsCard } from "./sections/findingsCard";
import { FrontSection } from "./sections/frontSection";
import { MachineCard } from "./sections/machineCard";
import { NotesCard } from "./sections/notesCard";
import { resourceSources, virtualMemoryToggle } from "./sections/resources";
import { RunsCard } from "./sections/runsCard";
import { metricChart } from "../src/charts/resourceCharts";
import { RunMetricSource } from "./sources/runMetricSource";
import { SampleSource } from "./sources/sampleSource";
import { Theme } from "./theme";
import { WaitingCard } from "./waitingCard";

/** The chart that shows a resource. */
const RESOURCE_CHARTS = {
  cpu: "cpu",
  memory: "memory",
  gpu: "gpu:gpu_utilization_percent",
  storage: "throughput",
} as const;

/** The live page: it composes the parts and tells them when what they show has changed. */
export class LivePage implements PageServices {
  readonly host = new Host();
  readonly model = new PanelModel();
  readonly board = new QueryBoard(this.host, this.model);
  readonly theme = new Theme();
  readonly frames = new Frames();
  readonly links = new AxisLinks(this.host);
  readonly tooltip = new Tooltip();
  private readonly resumed = new Emitter<void>();
  readonly onDidResume = this.resumed.event;

  private readonly header = new Header(this, () => this.togglePause());
  private readonly banner = new Banner(this);
  private readonly empty = new EmptyPage(this);
  private readonly waiting = new WaitingCard(this);
  private readonly convergence = new ConvergenceSection(this, () => this.onAxis());
  private readonly runs = new RunsCard(
    this,
    this.convergence.source,
    () => this.onAxis(),
    (runId) => this.convergence.highlight(runId),
  );
  private readonly pointer = new Pointer();
  private readonly findings = new FindingsCard(this, {
    onPoint: (target) => this.pointAt(target),
    onHighlight: (runId) => this.convergence.highlight(runId),
  });
  private readonly front = new FrontSection(this);
  private readonly resources = new ChartGrid(this, { id: "resources", most: 12 });
  private readonly machine = new MachineCard(this);
  private readonly virtualMemory = virtualMemoryToggle(this, () => this.resources.card("memory"));
  private readonly components = new ComponentsCard(this);
  private readonly runMetrics = new ChartGrid(this, { id: "run-metrics", title: "Metrics of the runs", most: 12 });
  private readonly metrics = new ChartGrid(this, { id: "metrics", title: "Custom metrics", most: 12 });
  private readonly alerts = new AlertsCard(this);
  private readonly notes = new NotesCard(this);
  private readonly top = element("div", { class: "top-row" });
  private readonly main = element("main", { class: "content" });
  private shownSession: string | undefined;
  private shownStructure = "";

  constructor(root: HTMLElement) {
    const side = element("div", { class: "top-side" }, [this.findings.root, this.runs.root]);
    this.top.append(this.convergence.card.root, side);
    this.main.append(
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
    root.replaceChildren(this.header.root, this.banner.root, this.empty.root, this.main);
    this.resources.root.classList.add("resources");
    this.resources.addLast(this.machine.root);
    this.model.onDidChangeSessions(() => this.refresh());
    this.model.onDidChangeDetail(() => this.onDetail());
    this.convergence.card.onDidDraw(() => this.runs.update());
    this.host.listen((message) => this.model.accept(message));
    // The clock of a running session goes on between two messages.
    window.setInterval(() => this.tick(), 1000);
    this.refresh();
    this.host.post({ type: "ready" });
  }

  get isPaused(): boolean {
    return this.host.state.isPaused;
  }

  refresh(): void {
    this.header.update();
    this.banner.update();
    this.empty.update();
    this.waiting.update();
    const { detail } = this.model;
    setShown(this.main, detail !== undefined || this.model.selected !== undefined);
    const hasDetail = detail !== undefined;
    setShown(this.components.root, hasDetail);
    this.findings.update();
    setShown(this.top, hasDetail && (detail.runs.length > 0 || !this.findings.root.hidden));
    this.updateGrids();
    this.runs.update();
    this.front.update();
    this.placeFront();
    this.alerts.update();
    this.notes.update();
    this.components.update(this.elapsed());
  }

  /** A front stands in the first place where there is no single objective to converge. */
  private placeFront(): void {
    const front = this.front.card.root;
    const isFirst = !front.hidden && !this.convergence.source.hasObjective();
    setShown(this.convergence.card.root, !isFirst && this.model.detail?.runs.length !== 0);
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

  private onDetail(): void {
    const id = this.model.detail?.session.id;
    if (id !== undefined && id !== this.shownSession) {
      // Ranges of one session mean nothing in another; those that the page was restored with belong to the first one.
      if (this.shownSession !== undefined) this.links.resetAll();
      this.shownSession = id;
      this.board.forget();
    }
    this.refresh();
    const structure = this.structure();
    if (structure === this.shownStructure) return;
    this.shownStructure = structure;
    this.updateCharts();
  }

  /** What decides which lines charts hold; their points come with the answers to their queries. */
  private structure(): string {
    const { detail } = this.model;
    if (detail === undefined) return "";
    const runs = detail.runs.map(({ id, status, target, algorithm }) => [id, status, target, algorithm]);
    const tables = detail.tables.map(({ name, columns }) => [
      name,
      ...columns.flatMap(({ key, count }) => (count > 0 ? [key] : [])),
    ]);
    return JSON.stringify([detail.session.id, detail.session.status, runs, tables]);
  }

  private updateGrids(): void {
    const { detail } = this.model;
    this.machine.update();
    this.resources.update(detail === undefined ? [] : resourceSources(this, detail));
    this.virtualMemory.update();
    this.runMetrics.update(
      (detail === undefined ? [] : runMetricColumns(detail)).map((column) => ({
        id: `run-metric:${column.key}`,
        create: () => new RunMetricSource(this, column),
      })),
    );
    this.metrics.update(
      (detail === undefined ? [] : metricTables(detail)).map((table) => ({
        id: table.name,
        create: () => new SampleSource(this, metricChart(table)),
      })),
    );
  }

  private onAxis(): void {
    this.runs.update();
    this.updateCharts();
    this.front.update();
  }

  /** Charts ask anew, since what they ask for depends on the tables there are; what is unchanged is not sent again. */
  private updateCharts(): void {
    this.convergence.card.updateQueries();
    if (!this.isPaused) this.convergence.card.invalidate();
    if (this.isPaused) return;
    this.resources.refresh();
    this.runMetrics.refresh();
    this.metrics.refresh();
  }

  private togglePause(): void {
    this.host.remember({ isPaused: !this.isPaused });
    this.refresh();
    if (!this.isPaused) {
      this.updateCharts();
      this.resumed.fire();
    }
  }

  private tick(): void {
    if (document.hidden || this.model.detail?.session.status !== "running") return;
    this.header.update();
  }

  private elapsed(): number {
    const { detail } = this.model;
    if (detail === undefined) return 0;
    const { session, live } = detail;
    if (session.endTime !== undefined) return session.endTime - session.startTime;
    return live?.elapsedSeconds ?? 0;
  }
}
