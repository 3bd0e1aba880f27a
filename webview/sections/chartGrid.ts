import { formatCount } from "../../src/base/format";
import { ChartCard } from "../chart/chartCard";
import type { ChartSource } from "../chart/chartSource";
import { element, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";

/** Small charts of one kind, made as their data appears; beyond a dozen they wait behind a button. */
export class ChartGrid {
  readonly root: HTMLElement;
  private readonly grid = element("div", { class: "grid" });
  private readonly more: HTMLButtonElement;
  private last: HTMLElement | null = null;
  private readonly cards = new Map<string, ChartCard>();

  constructor(
    private readonly page: PageServices,
    private readonly options: { readonly id: string; readonly title?: string; readonly most: number },
  ) {
    const id = uniqueId("grid");
    this.more = element("button", {
      class: "link-button",
      attributes: { type: "button" },
      on: { click: () => this.expand() },
    });
    const title =
      options.title === undefined
        ? []
        : [element("h2", { class: "section-title", text: options.title, attributes: { id } })];
    this.root = element("section", { class: "section" }, [...title, this.grid, this.more]);
    if (options.title !== undefined) this.root.setAttribute("aria-labelledby", id);
  }

  /** Shows the charts in this order; cards of charts that are gone leave. */
  update(sources: readonly { readonly id: string; create(): ChartSource }[]): void {
    const isExpanded = this.page.host.state.expanded.includes(this.options.id);
    const shown = isExpanded ? sources : sources.slice(0, this.options.most);
    setShown(this.root, sources.length > 0 || this.last?.hidden === false);
    setShown(this.more, sources.length > this.options.most);
    setText(this.more, isExpanded ? "Show fewer" : `Show all ${formatCount(sources.length)}`);
    const wanted = new Set(shown.map(({ id }) => id));
    for (const [id, card] of this.cards) {
      if (wanted.has(id)) continue;
      card.dispose();
      this.cards.delete(id);
    }
    for (const source of shown) {
      const { id } = source;
      if (this.cards.has(id)) continue;
      const card = new ChartCard(this.page, source.create());
      this.cards.set(id, card);
      this.grid.insertBefore(card.root, this.last);
    }
  }

  /** A card of another kind that stays behind the charts. */
  addLast(card: HTMLElement): void {
    this.last = card;
    this.grid.append(card);
  }

  card(id: string): ChartCard | undefined {
    return this.cards.get(id);
  }

  /** What the charts ask for depends on the session's tables, the axis and the hidden runs. */
  refresh(): void {
    for (const card of this.cards.values()) {
      card.updateQueries();
      card.invalidate();
    }
  }

  private expand(): void {
    const { expanded } = this.page.host.state;
    const { id } = this.options;
    this.page.host.remember({
      expanded: expanded.includes(id) ? expanded.filter((other) => other !== id) : [...expanded, id],
    });
    this.page.refresh();
  }
}
