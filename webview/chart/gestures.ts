import type { LineFrame } from "../../src/charts/lineFrame";
import { clampDomain, panDomain, zoomDomain, type Domain } from "../../src/charts/scales";
import type { Overlay } from "./overlay";

/** What gestures act on. */
export interface GestureTarget {
  frame(): LineFrame | undefined;
  /** The whole x axis. */
  extent(): Domain;
  zoom(domain: Domain | undefined): void;
  /** The pointer is over the plot at a pixel, or has left it. */
  point(pixel: { readonly x: number; readonly y: number } | undefined): void;
  /** Moves the crosshair by points. */
  step(count: number): void;
}

const WHEEL_FACTOR = 1.0016;
const SMALLEST_DRAG = 5;

/**
 * Mouse and keys of a chart. Dragging zooms to a range, with Shift it moves a zoomed one; the wheel zooms with Ctrl or Cmd, or once
 * the chart has the focus, since a plain wheel belongs to scrolling the page; a double click or 0 shows everything.
 */
export class Gestures {
  private drag: { readonly from: number; readonly pans: boolean; readonly domain: Domain } | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly overlay: Overlay,
    private readonly target: GestureTarget,
  ) {
    root.addEventListener("pointerdown", (event) => this.onDown(event));
    root.addEventListener("pointermove", (event) => this.onMove(event));
    root.addEventListener("pointerup", (event) => this.onUp(event));
    root.addEventListener("pointercancel", () => this.endDrag());
    root.addEventListener("pointerleave", () => this.target.point(undefined));
    root.addEventListener("dblclick", () => this.target.zoom(undefined));
    root.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    root.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** The pointer's place in the plot, in pixels. */
  private placeOf(event: MouseEvent): { x: number; y: number; isInside: boolean } {
    const bounds = this.overlay.root.getBoundingClientRect();
    const x = event.clientX - bounds.left;
    const y = event.clientY - bounds.top;
    return { x: Math.min(Math.max(0, x), bounds.width), y, isInside: x >= -4 && x <= bounds.width + 4 };
  }

  private onDown(event: PointerEvent): void {
    const frame = this.target.frame();
    const place = this.placeOf(event);
    if (event.button !== 0 || frame === undefined || !place.isInside) return;
    this.drag = { from: place.x, pans: event.shiftKey || event.pointerType === "touch", domain: frame.x.domain };
    if (event.pointerType !== "touch") this.root.setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    const frame = this.target.frame();
    if (frame === undefined) return;
    const place = this.placeOf(event);
    if (this.drag === undefined) return this.target.point(place.isInside ? place : undefined);
    if (this.drag.pans) this.panTo(place.x, frame);
    else if (Math.abs(place.x - this.drag.from) >= SMALLEST_DRAG) this.overlay.showSelection(this.drag.from, place.x);
  }

  private onUp(event: PointerEvent): void {
    const { drag } = this;
    const frame = this.target.frame();
    this.endDrag();
    if (drag === undefined || drag.pans || frame === undefined) return;
    const to = this.placeOf(event).x;
    if (Math.abs(to - drag.from) < SMALLEST_DRAG) return;
    const ends = [drag.from, to].sort((a, b) => a - b).map((pixel) => frame.x.fromUnit(pixel / frame.box.width));
    this.target.zoom(clampDomain([ends[0] ?? 0, ends[1] ?? 1], this.target.extent()));
  }

  private endDrag(): void {
    this.drag = undefined;
    this.overlay.hideSelection();
  }

  private panTo(pixel: number, frame: LineFrame): void {
    if (this.drag === undefined) return;
    const share = (this.drag.from - pixel) / frame.box.width;
    this.apply(panDomain(this.drag.domain, share, this.target.extent()));
  }

  private onWheel(event: WheelEvent): void {
    const frame = this.target.frame();
    const zooms = event.ctrlKey || event.metaKey || this.root.contains(document.activeElement);
    if (frame === undefined || !zooms) return;
    event.preventDefault();
    const unit = this.placeOf(event).x / frame.box.width;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      return this.apply(panDomain(frame.x.domain, event.deltaX / frame.box.width, this.target.extent()));
    }
    this.apply(zoomDomain(frame.x.domain, WHEEL_FACTOR ** event.deltaY, unit));
  }

  private onKey(event: KeyboardEvent): void {
    const frame = this.target.frame();
    if (frame === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = this.actionOf(event, frame);
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  private actionOf(event: KeyboardEvent, frame: LineFrame): (() => void) | undefined {
    const { target } = this;
    const sign = event.key === "ArrowLeft" ? -1 : 1;
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowRight":
        if (event.shiftKey) return () => this.apply(panDomain(frame.x.domain, sign * 0.1, target.extent()));
        return () => target.step(sign);
      case "PageUp":
      case "PageDown":
        return () => target.step(event.key === "PageUp" ? -10 : 10);
      case "Home":
      case "End":
        return () => target.step(event.key === "Home" ? -Infinity : Infinity);
      case "+":
      case "=":
        return () => this.apply(zoomDomain(frame.x.domain, 0.7, 0.5));
      case "-":
        return () => this.apply(zoomDomain(frame.x.domain, 1 / 0.7, 0.5));
      case "0":
        return () => target.zoom(undefined);
      case "Escape":
        return () => target.point(undefined);
      default:
        return undefined;
    }
  }

  private apply(domain: Domain): void {
    const [low, high] = this.target.extent();
    // A range that is narrower than the numbers themselves can tell apart shows nothing.
    if (domain[1] - domain[0] < (high - low) * 1e-7) return;
    this.target.zoom(clampDomain(domain, [low, high]));
  }
}
