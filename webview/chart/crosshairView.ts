import type { LineFrame } from "../../src/charts/lineFrame";
import { colorOf } from "../../src/charts/palette";
import { nearestX, readingsAt, steppedX, type Reading } from "../../src/charts/readout";
import { formatWithUnit } from "../../src/charts/units";
import type { PageServices } from "../pageServices";
import type { ChartContent, ChartSource } from "./chartSource";
import type { Overlay } from "./overlay";

const MOST_TOOLTIP_ROWS = 12;

/** What a card has drawn. */
export interface DrawnChart {
  readonly frame: LineFrame;
  readonly content: ChartContent;
}

/** The crosshair of one chart: where the pointer or the keys hold it, or where another chart of the same axis does. */
export class CrosshairView {
  private pointer: { readonly x: number; readonly y: number } | undefined;

  constructor(
    private readonly page: PageServices,
    private readonly source: ChartSource,
    private readonly overlay: Overlay,
    private readonly drawn: () => DrawnChart | undefined,
  ) {}

  /** The pointer is over the plot, or has left it. */
  point(pixel: { readonly x: number; readonly y: number } | undefined): void {
    this.pointer = pixel;
    const chart = this.drawn();
    const { links } = this.page;
    if (pixel === undefined || chart === undefined) {
      if (links.crosshair?.chart === this.source.id) links.moveCrosshair(undefined);
      return;
    }
    const { frame, content } = chart;
    const x = nearestX(content.series, frame.x.fromUnit(pixel.x / frame.box.width));
    links.moveCrosshair(x === undefined ? undefined : { axis: this.source.axis(), x, chart: this.source.id });
  }

  /** Moves by points and says the values there. */
  step(count: number): string {
    const chart = this.drawn();
    if (chart === undefined) return "";
    const { frame, content } = chart;
    const { links } = this.page;
    const from = links.crosshair?.axis === this.source.axis() ? links.crosshair.x : undefined;
    const wanted = steppedX(content.series, from, count);
    if (wanted === undefined) return "";
    const x = Math.min(frame.x.domain[1], Math.max(frame.x.domain[0], wanted));
    this.pointer = undefined;
    links.moveCrosshair({ axis: this.source.axis(), x, chart: this.source.id });
    const values = this.readingsAt(chart, x).map(
      ({ series, value }) => `${series.name} ${formatWithUnit(value, content.unit)}`,
    );
    return `${content.xName} ${formatWithUnit(x, content.xUnit)}: ${values.join(", ")}`;
  }

  /** Draws it where it is, or takes it away. */
  show(): void {
    const held = this.page.links.crosshair;
    if (held === undefined) this.page.tooltip.hide();
    const chart = held?.axis === this.source.axis() ? this.drawn() : undefined;
    const unit = held === undefined || chart === undefined ? NaN : chart.frame.x.toUnit(held.x);
    if (held === undefined || chart === undefined || !(unit >= -0.001 && unit <= 1.001)) {
      this.overlay.hideCrosshair();
      return;
    }
    const { frame } = chart;
    const readings = this.readingsAt(chart, held.x);
    const dots = readings
      .filter(({ value }) => Number.isFinite(value))
      .map(({ series, value }) => ({
        y: frame.box.height * (1 - Math.min(1, Math.max(0, frame.y.toUnit(value)))),
        color: colorOf(series.style, this.page.theme.current),
      }));
    this.overlay.showCrosshair(unit * frame.box.width, dots);
    if (held.chart === this.source.id) this.showTooltip(chart, held.x, readings);
  }

  private readingsAt({ frame, content }: DrawnChart, x: number): Reading[] {
    const [low, high] = frame.x.domain;
    return readingsAt(content.series, x, { steps: content.steps === true, reach: (high - low) / 40 });
  }

  private showTooltip({ frame, content }: DrawnChart, x: number, readings: readonly Reading[]): void {
    const rows = readings.slice(0, MOST_TOOLTIP_ROWS).map(({ series, value }) => ({
      name: series.name,
      value: formatWithUnit(value, content.unit, 8),
      color: colorOf(series.style, this.page.theme.current),
      dash: series.style.dash,
    }));
    const more = readings.length - rows.length;
    const bounds = this.overlay.root.getBoundingClientRect();
    const title = `${content.xName} ${formatWithUnit(x, content.xUnit)}${more > 0 ? ` · ${more} more` : ""}`;
    const y = this.pointer?.y ?? bounds.height / 3;
    this.page.tooltip.show(title, rows, { x: bounds.left + frame.x.toUnit(x) * frame.box.width, y: bounds.top + y });
  }
}
