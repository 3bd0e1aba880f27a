import { parse, type Runtime, type View } from "vega";
import { chartView } from "./chartView";
import { compileChart } from "../../src/charts/compileChart";
import { LINE_DATASETS, LINE_PARAMETERS, lineChartSpec, type LineChartOptions } from "../../src/charts/lineChart";
import type { LineFrame } from "../../src/charts/lineFrame";
import type { ChartTheme } from "../../src/charts/palette";

const prepared = new Map<string, Runtime>();

/** A chart's dataflow, compiled once for all charts of its kind. Its expressions are interpreted: the page may not evaluate code. */
function runtimeOf(options: LineChartOptions, theme: ChartTheme): Runtime {
  const key = JSON.stringify([options, theme]);
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const runtime = parse(compileChart(lineChartSpec(options, theme)), undefined, { ast: true });
  if (prepared.size > 40) prepared.clear();
  prepared.set(key, runtime);
  return runtime;
}

/** One Vega view, which takes new frames without being made anew. */
export class VegaChart {
  private readonly view: View;
  private readonly shown = new Map<string, unknown>();
  private size = "";

  constructor(options: LineChartOptions, theme: ChartTheme, container?: HTMLElement) {
    this.view = chartView(runtimeOf(options, theme), container);
  }

  /** One drawing off the page, for saving; the caller ends the view. */
  static async drawing(options: LineChartOptions, theme: ChartTheme, frame: LineFrame): Promise<View> {
    const chart = new VegaChart(options, theme);
    await chart.apply(frame);
    return chart.view;
  }

  /** Draws a frame; only what differs from the last one goes through the dataflow. */
  async apply(frame: LineFrame): Promise<void> {
    this.applySize(frame);
    for (const name of LINE_PARAMETERS) {
      const value = frame.parameters[name];
      if (this.differs(name, JSON.stringify(value))) this.view.signal(name, value);
    }
    for (const name of LINE_DATASETS) {
      const rows = frame.rows[name];
      // Small sets are compared; lines are sent as they are, since comparing them costs as much as drawing.
      const mark = rows.length <= 24 && name !== "strip" ? JSON.stringify(rows) : rows;
      if (this.differs(name, mark)) this.view.data(name, [...rows]);
    }
    await this.view.runAsync();
  }

  dispose(): void {
    this.view.finalize();
  }

  private applySize(frame: LineFrame): void {
    const size = JSON.stringify([frame.box, frame.padding]);
    if (size === this.size) return;
    this.size = size;
    this.view.width(frame.box.width).height(frame.box.height).padding(frame.padding).resize();
  }

  private differs(name: string, mark: unknown): boolean {
    if (this.shown.has(name) && this.shown.get(name) === mark) return false;
    this.shown.set(name, mark);
    return true;
  }
}
