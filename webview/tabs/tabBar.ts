import { element, setAttribute, setShown, uniqueId } from "../dom";
import type { TabEntry } from "./tabList";

/**
 * The row of tabs, after the tabs pattern of the WAI-ARIA Authoring Practices: one of them takes the focus, the arrow
 * keys, Home and End move among them and select. A row that is too long scrolls.
 */
export class TabBar {
  readonly root: HTMLElement;
  private readonly list = element("div", { class: "tab-list", attributes: { role: "tablist", "aria-label": "Views" } });
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private entries: readonly TabEntry[] = [];
  private selected = "";
  private readonly prefix = uniqueId("tab");

  constructor(private readonly onSelect: (id: string) => void) {
    this.root = element("nav", { class: "tab-bar", attributes: { "aria-label": "Views of the panel" } }, [this.list]);
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("scroll", () => this.markOverflow(), { passive: true });
    new ResizeObserver(() => this.markOverflow()).observe(this.list);
  }

  /** The ids that a tab and its panel have in the document, by which they refer to each other. */
  idsOf(id: string): { readonly tab: string; readonly panel: string } {
    return { tab: `${this.prefix}-${id}`, panel: `${this.prefix}-${id}-panel` };
  }

  /** Shows these tabs with one of them selected; buttons that stay keep their focus. */
  update(entries: readonly TabEntry[], selected: string): void {
    if (entries !== this.entries) {
      this.entries = entries;
      this.place(entries);
    }
    for (const [id, button] of this.buttons) {
      const isSelected = id === selected;
      setAttribute(button, "aria-selected", String(isSelected));
      setAttribute(button, "tabindex", isSelected ? "0" : "-1");
      // A panel that was never shown is not in the document yet.
      setAttribute(button, "aria-controls", isSelected ? this.idsOf(id).panel : undefined);
    }
    if (selected === this.selected) return;
    this.selected = selected;
    this.buttons.get(selected)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  show(isShown: boolean): void {
    setShown(this.root, isShown);
  }

  private place(entries: readonly TabEntry[]): void {
    const wanted = new Set(entries.map(({ id }) => id));
    for (const [id, button] of this.buttons) {
      if (wanted.has(id)) continue;
      button.remove();
      this.buttons.delete(id);
    }
    for (const { id, label } of entries) {
      const button = this.buttons.get(id) ?? this.create(id, label);
      this.list.append(button);
    }
    this.markOverflow();
  }

  private create(id: string, label: string): HTMLButtonElement {
    const button = element("button", {
      class: "tab",
      text: label,
      title: label,
      attributes: { type: "button", role: "tab", id: this.idsOf(id).tab },
      on: { click: () => this.onSelect(id) },
    });
    this.buttons.set(id, button);
    return button;
  }

  private onKey(event: KeyboardEvent): void {
    const ids = this.entries.map(({ id }) => id);
    const at = ids.indexOf(this.selected);
    const to = targetOf(event.key, at, ids.length);
    const id = to === undefined ? undefined : ids[to];
    if (id === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.onSelect(id);
    this.buttons.get(id)?.focus();
  }

  /** Says on which sides there is more, for the fading edges. */
  private markOverflow(): void {
    const { scrollLeft, scrollWidth, clientWidth } = this.list;
    setAttribute(this.list, "data-before", scrollLeft > 1 ? "true" : undefined);
    setAttribute(this.list, "data-after", scrollLeft + clientWidth < scrollWidth - 1 ? "true" : undefined);
  }
}

/** Where a key leads from one of `count` tabs; beyond either end it goes on at the other. */
function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
