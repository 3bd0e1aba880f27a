import { DisposableStore } from "../../src/base/disposable";
import { element } from "../dom";
import type { PageServices } from "../pageServices";
import { StructureWatch } from "../structure";
import type { Tab } from "./tab";

/** A tab of one session's cards and charts. */
export abstract class SessionTab implements Tab {
  readonly root = element("div", { class: "content" });
  protected readonly owned = new DisposableStore();
  private readonly structure = new StructureWatch();

  constructor(protected readonly page: PageServices) {
    this.owned.add(page.onDidResume(() => this.updateCharts()));
  }

  setVisible(): void {
    // Its charts see by themselves whether they can be seen.
  }

  abstract update(): void;

  dispose(): void {
    this.owned.dispose();
    this.root.remove();
  }

  /** Charts ask anew where the tables that there are have changed, since what they ask for depends on them. */
  protected followStructure(): void {
    if (this.structure.hasChanged(this.page.model.detail)) this.updateCharts();
  }

  /** Makes the charts ask and, unless the page is paused, draw again. */
  protected abstract updateCharts(): void;
}
