import { element, uniqueId } from "../dom";
import { icon, type IconName } from "../icons";

/** One entry of a menu. */
export interface MenuItem {
  readonly label: string;
  run(): void;
}

/** A button that opens a small menu: arrow keys move in it, Escape closes it. */
export class MenuButton {
  readonly root: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly list: HTMLElement;
  private readonly close = (event: Event): void => {
    if (!(event.target instanceof Node && this.root.contains(event.target))) this.toggle(false);
  };

  constructor(
    label: string,
    iconName: IconName,
    private readonly items: () => readonly MenuItem[],
  ) {
    const id = uniqueId("menu");
    this.button = element(
      "button",
      {
        class: "icon-button",
        title: label,
        attributes: {
          type: "button",
          "aria-label": label,
          "aria-haspopup": "menu",
          "aria-expanded": "false",
          "aria-controls": id,
        },
        on: { click: () => this.toggle(this.list.hidden !== false) },
      },
      [icon(iconName)],
    );
    this.list = element("div", { class: "menu", attributes: { role: "menu", id, "aria-label": label } });
    this.list.hidden = true;
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.root = element("div", { class: "menu-anchor" }, [this.button, this.list]);
  }

  private toggle(opens: boolean): void {
    if (opens === !this.list.hidden) return;
    this.list.hidden = !opens;
    this.button.setAttribute("aria-expanded", String(opens));
    if (!opens) {
      document.removeEventListener("pointerdown", this.close);
      document.removeEventListener("focusin", this.close);
      return;
    }
    this.list.replaceChildren(...this.items().map((item) => this.itemOf(item)));
    document.addEventListener("pointerdown", this.close);
    document.addEventListener("focusin", this.close);
    this.focus(0);
  }

  private itemOf(item: MenuItem): HTMLElement {
    const onClick = (): void => {
      this.toggle(false);
      this.button.focus();
      item.run();
    };
    return element("button", {
      class: "menu-item",
      text: item.label,
      attributes: { type: "button", role: "menuitem", tabindex: "-1" },
      on: { click: onClick },
    });
  }

  private onKey(event: KeyboardEvent): void {
    const entries = [...this.list.children];
    const at = entries.indexOf(document.activeElement ?? this.list);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: entries.length - 1,
    };
    const wanted = next[event.key];
    if (wanted === undefined && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (wanted !== undefined) return this.focus((wanted + entries.length) % entries.length);
    this.toggle(false);
    this.button.focus();
  }

  private focus(index: number): void {
    const entry = this.list.children.item(index);
    if (entry instanceof HTMLElement) entry.focus();
  }
}
