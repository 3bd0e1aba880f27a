import { DisposableStore } from "../../src/base/disposable";
import { componentTimelineChart } from "../../src/charts/componentTimeline";
import { ChartCard } from "../chart/chartCard";
import { element, setShown } from "../dom";
import { elapsedSeconds } from "../elapsed";
import type { PageServices } from "../pageServices";
import { ComponentsCard } from "../sections/componentsCard";
import { IcicleCard } from "../sections/icicleCard";
import { SampleSource } from "../sources/sampleSource";
import { StructureWatch } from "../structure";
import type { PanelSelection } from "../../src/protocol/panel";
import { Pointer } from "../pointer";
import type { Tab } from "./tab";

/** Where the workflow spends its time: as bars, nested, and over time. */
export class ComponentsTab implements Tab {
  readonly root = element("div", { class: "content" });
  private readonly owned = new DisposableStore();
  private readonly bars: ComponentsCard;
  private readonly nested: IcicleCard;
  private readonly timeline: ChartCard;
  private readonly pointer = new Pointer();
  private readonly structure = new StructureWatch();

  constructor(private readonly page: PageServices) {
    this.bars = new ComponentsCard(page);
    this.nested = new IcicleCard(page);
    this.timeline = this.owned.add(
      new ChartCard(page, new SampleSource(page, componentTimelineChart(), "components-tab:"), "wide-chart"),
    );
    this.root.append(this.bars.root, this.nested.root, this.timeline.root);
    this.owned.add(page.onDidResume(() => this.updateChart()));
  }

  setVisible(): void {
    // Its chart sees by itself whether it can be seen.
  }

  update(): void {
    const { detail } = this.page.model;
    const elapsed = elapsedSeconds(detail);
    setShown(this.bars.root, detail !== undefined);
    this.bars.update(elapsed);
    this.nested.update(elapsed);
    setShown(this.timeline.root, detail !== undefined && detail.components.length > 0);
    if (this.structure.hasChanged(detail) && !this.page.isPaused) this.updateChart();
  }

  /** A link names a component. */
  select({ label }: PanelSelection): void {
    const row = label === undefined ? undefined : this.bars.rowOf(label);
    if (row !== undefined) this.pointer.pointAt(row);
  }

  dispose(): void {
    this.owned.dispose();
    this.root.remove();
  }

  private updateChart(): void {
    this.timeline.updateQueries();
    this.timeline.invalidate();
  }
}
