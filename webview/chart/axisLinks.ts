import { Emitter } from "../../src/base/event";
import type { Domain } from "../../src/charts/scales";
import type { Host } from "../host";

/** Where the crosshair is, and in which chart the user holds it. */
export interface Crosshair {
  readonly axis: string;
  readonly x: number;
  readonly chart: string;
}

/** Links charts that lie along the same axis: they zoom together and show one crosshair. */
export class AxisLinks {
  crosshair: Crosshair | undefined;
  private readonly zoomChanged = new Emitter<string>();
  private readonly crosshairMoved = new Emitter<void>();
  /** The axis whose zoom changed. */
  readonly onDidChangeZoom = this.zoomChanged.event;
  readonly onDidMoveCrosshair = this.crosshairMoved.event;

  constructor(private readonly host: Host) {}

  zoom(axis: string): Domain | undefined {
    return this.host.state.zooms[axis];
  }

  setZoom(axis: string, domain: Domain | undefined): void {
    const { [axis]: before, ...others } = this.host.state.zooms;
    if (before === domain) return;
    this.host.remember({ zooms: domain === undefined ? others : { ...others, [axis]: domain } });
    this.zoomChanged.fire(axis);
  }

  /** Shows everything again: another session has other ranges. */
  resetAll(): void {
    const axes = Object.keys(this.host.state.zooms);
    this.host.remember({ zooms: {} });
    for (const axis of axes) this.zoomChanged.fire(axis);
  }

  moveCrosshair(crosshair: Crosshair | undefined): void {
    if (crosshair === undefined && this.crosshair === undefined) return;
    this.crosshair = crosshair;
    this.crosshairMoved.fire();
  }
}
