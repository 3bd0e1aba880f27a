import type { PageServices } from "../pageServices";
import { ChartGrid } from "../sections/chartGrid";
import { MachineCard } from "../sections/machineCard";
import { resourceSources, virtualMemoryToggle } from "../sections/resources";
import { EfficiencyCard, UsageCard } from "../sections/usageCards";
import { SessionTab } from "./sessionTab";

const PLACE = "resources-tab:";

/** What the session costs: every resource large, in figures, and how well it was used. */
export class ResourcesTab extends SessionTab {
  private readonly charts: ChartGrid;
  private readonly machine: MachineCard;
  private readonly efficiency: EfficiencyCard;
  private readonly usage: UsageCard;
  private readonly virtualMemory: { update(): void };

  constructor(page: PageServices) {
    super(page);
    this.charts = new ChartGrid(page, { id: "resources-tab", most: 24 });
    this.charts.root.classList.add("large-charts");
    this.machine = new MachineCard(page);
    this.virtualMemory = virtualMemoryToggle(page, () => this.charts.card("memory"));
    this.efficiency = new EfficiencyCard(page);
    this.usage = new UsageCard(page);
    this.charts.addLast(this.machine.root);
    this.root.append(this.efficiency.root, this.charts.root, this.usage.root);
  }

  update(): void {
    const { page } = this;
    const { detail } = page.model;
    this.charts.update(detail === undefined ? [] : resourceSources(page, detail, PLACE));
    this.virtualMemory.update();
    this.machine.update();
    this.efficiency.update();
    this.usage.update();
    this.followStructure();
  }

  override dispose(): void {
    this.charts.update([]);
    super.dispose();
  }

  protected override updateCharts(): void {
    if (!this.page.isPaused) this.charts.refresh();
  }
}
