import { ChartCard } from "../chart/chartCard";
import { element, setShown } from "../dom";
import type { PageServices } from "../pageServices";
import { FrontSource } from "../sources/frontSource";

/** The Pareto front, with a choice of the objectives where there are more than two. */
export class FrontSection {
  readonly card: ChartCard;
  private readonly source: FrontSource;
  private readonly picker = element("select", { class: "picker", attributes: { "aria-label": "Objectives" } });
  private count = 0;

  constructor(page: PageServices) {
    this.source = new FrontSource(page);
    this.card = new ChartCard(page, this.source);
    this.card.controls.append(this.picker);
    this.picker.addEventListener("change", () => {
      const [x = 0, y = 1] = this.picker.value.split(",").map(Number);
      this.source.pair = [x, y];
      this.card.invalidate();
    });
  }

  update(): void {
    const count = this.source.objectiveCount();
    setShown(this.card.root, count >= 2);
    setShown(this.picker, count > 2);
    if (count >= 2) this.card.invalidate();
    if (count === this.count) return;
    this.count = count;
    const pairs: HTMLOptionElement[] = [];
    for (let x = 0; x < Math.min(count, 6); x++) {
      for (let y = x + 1; y < Math.min(count, 6); y++) {
        pairs.push(element("option", { text: `${x + 1} and ${y + 1}`, attributes: { value: `${x},${y}` } }));
      }
    }
    this.picker.replaceChildren(...pairs);
  }
}
