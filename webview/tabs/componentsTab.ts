import { componentTimelineChart } from "../../src/charts/componentTimeline";
import { ChartCard } from "../chart/chartCard";
import { setShown } from "../dom";
import { elapsedSeconds } from "../elapsed";
import type { PageServices } from "../pageServices";
import { ComponentsCard } from "../sections/componentsCard";
import { IcicleCard } from "../sections/icicleCard";
import { SampleSource } from "../sources/sampleSource";
import type { PanelSelection } from "../../src/protocol/panel";
import { Pointer } from "../pointer";
import { SessionTab } from "./sessionTab";

/** Where the workflow spends its time: as bars, nested, and over time. */
export class ComponentsTab extends SessionTab {
  private readonly bars: ComponentsCard;
  private readonly nested: IcicleCard;
  private readonly timeline: ChartCard;
  private readonly pointer = new Pointer();

  constructor(page: PageServices) {
    super(page);
    this.bars = new ComponentsCard(page);
    this.nested = new IcicleCard(page);
    this.timeline = this.owned.add(
      new ChartCard(page, new SampleSource(page, componentTimelineChart(), "components-tab:"), "wide-chart"),
    );
    this.root.append(this.bars.root, this.nested.root, this.timeline.root);
  }

  update(): void {
    const { detail } = this.page.model;
    const elapsed = elapsedSeconds(detail);
    setShown(this.bars.root, detail !== undefined);
    this.bars.update(elapsed);
    this.nested.update(elapsed);
    setShown(this.timeline.root, detail !== undefined && detail.components.length > 0);
    this.followStructure();
  }

  /** A link names a component. */
  select({ label }: PanelSelection): void {
    const row = label === undefined ? undefined : this.bars.rowOf(label);
    if (row !== undefined) this.pointer.pointAt(row);
  }

  protected override updateCharts(): void {
    if (this.page.isPaused) return;
    this.timeline.updateQueries();
    this.timeline.invalidate();
  }
}
