import { DisposableStore } from "../../src/base/disposable";
import { element } from "../dom";
import type { PageServices } from "../pageServices";
import { ChartGrid } from "../sections/chartGrid";
import { MachineCard } from "../sections/machineCard";
import { resourceSources, virtualMemoryToggle } from "../sections/resources";
import { EfficiencyCard, UsageCard } from "../sections/usageCards";
import { StructureWatch } from "../structure";
import type { Tab } from "./tab";

const PLACE = "resources-tab:";

/** What the session costs: every resource large, in figures, and how well it was used. */
export class ResourcesTab implements Tab {
  readonly root = element("div", { class: "content" });
  private readonly owned = new DisposableStore();
  private readonly charts: ChartGrid;
  private readonly machine: MachineCard;
  private readonly efficiency: EfficiencyCard;
  private readonly usage: UsageCard;
  private readonly virtualMemory: { update(): void };
  private readonly structure = new StructureWatch();

  constructor(private readonly page: PageServices) {
    this.charts = new ChartGrid(page, { id: "resources-tab", most: 24 });
    this.charts.root.classList.add("large-charts");
    this.machine = new MachineCard(page);
    this.virtualMemory = virtualMemoryToggle(page, () => this.charts.card("memory"));
    this.efficiency = new EfficiencyCard(page);
    this.usage = new UsageCard(page);
    this.charts.addLast(this.machine.root);
    this.root.append(this.efficiency.root, this.charts.root, this.usage.root);
    this.owned.add(page.onDidResume(() => this.charts.refresh()));
  }

  setVisible(): void {
    // Its charts see by themselves whether they can be seen.
  }

  update(): void {
    const { page } = this;
    const { detail } = page.model;
    this.charts.update(detail === undefined ? [] : resourceSources(page, detail, PLACE));
    this.virtualMemory.update();
    this.machine.update();
    this.efficiency.update();
    this.usage.update();
    if (this.structure.hasChanged(detail) && !page.isPaused) this.charts.refresh();
  }

  dispose(): void {
    this.owned.dispose();
    this.charts.update([]);
    this.root.remove();
  }
}
