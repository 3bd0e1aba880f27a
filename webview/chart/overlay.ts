import type { LineFrame } from "../../src/charts/lineFrame";
import { element } from "../dom";

/** What lies over the picture and moves with the pointer: crosshair, dots, the range being chosen. The picture itself stays as it is. */
export class Overlay {
  readonly root = element("div", { class: "overlay", attributes: { "aria-hidden": "true" } });
  private readonly line = element("div", { class: "crosshair" });
  private readonly selection = element("div", { class: "selection" });
  private dots: HTMLElement[] = [];

  constructor() {
    this.line.hidden = true;
    this.selection.hidden = true;
    this.root.append(this.selection, this.line);
  }

  /** Fits the overlay to the plot, without the axes. */
  place({ box }: LineFrame): void {
    setPixels(this.root, { left: box.left, top: box.top, width: box.width, height: box.height });
  }

  /** Shows the crosshair at a pixel, with a dot on each line. */
  showCrosshair(x: number, dots: readonly { readonly y: number; readonly color: string }[]): void {
    this.line.hidden = false;
    this.line.style.setProperty("transform", `translateX(${Math.round(x)}px)`);
    while (this.dots.length < dots.length) {
      const dot = element("div", { class: "dot" });
      this.dots.push(dot);
      this.root.append(dot);
    }
    this.dots.forEach((dot, index) => {
      const place = dots[index];
      dot.hidden = place === undefined;
      if (place === undefined) return;
      dot.style.setProperty("transform", `translate(${x}px, ${place.y}px)`);
      dot.style.setProperty("background-color", place.color);
    });
  }

  hideCrosshair(): void {
    this.line.hidden = true;
    for (const dot of this.dots) dot.hidden = true;
  }

  showSelection(from: number, to: number): void {
    this.selection.hidden = false;
    setPixels(this.selection, { left: Math.min(from, to), width: Math.abs(to - from) });
  }

  hideSelection(): void {
    this.selection.hidden = true;
  }
}

function setPixels(node: HTMLElement, lengths: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(lengths)) node.style.setProperty(name, `${value}px`);
}
