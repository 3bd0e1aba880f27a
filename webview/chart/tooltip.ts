import { element, setText } from "../dom";

/** One line of a tooltip. */
export interface TooltipRow {
  readonly name: string;
  readonly value: string;
  readonly color: string;
  readonly dash: readonly number[];
}

/** The one tooltip of the page, a plain element with texts. */
export class Tooltip {
  private readonly root = element("div", { class: "tooltip", attributes: { role: "tooltip", "aria-hidden": "true" } });
  private readonly title = element("div", { class: "tooltip-title" });
  private readonly list = element("div", { class: "tooltip-rows" });

  constructor() {
    this.root.append(this.title, this.list);
    this.root.hidden = true;
    document.body.append(this.root);
  }

  /** Shows values beside a point of the window. */
  show(title: string, rows: readonly TooltipRow[], at: { readonly x: number; readonly y: number }): void {
    setText(this.title, title);
    this.list.replaceChildren(
      ...rows.flatMap((row) => [
        swatch(row.color, row.dash),
        element("span", { text: row.name }),
        element("span", { class: "tooltip-value", text: row.value }),
      ]),
    );
    this.root.hidden = false;
    const { offsetWidth, offsetHeight } = this.root;
    const room = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const left = at.x + 16 + offsetWidth > room.width - 4 ? at.x - 16 - offsetWidth : at.x + 16;
    const top = Math.min(Math.max(4, at.y + 12), room.height - offsetHeight - 4);
    this.root.style.setProperty("left", `${Math.max(4, left)}px`);
    this.root.style.setProperty("top", `${top}px`);
  }

  hide(): void {
    this.root.hidden = true;
  }
}

/** A short piece of a series' line. */
export function swatch(color: string, dash: readonly number[]): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("viewBox", "0 0 20 8");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(namespace, "path");
  line.setAttribute("d", "M0 4h20");
  line.setAttribute("stroke", color);
  line.setAttribute("stroke-width", "2.5");
  line.setAttribute("fill", "none");
  if (dash.length > 0) line.setAttribute("stroke-dasharray", dash.join(" "));
  svg.append(line);
  return svg;
}
