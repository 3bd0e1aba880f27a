import { parse, View, type Loader } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { chartConfig } from "../../src/charts/chartConfig";
import type { ChartRow } from "../../src/charts/customChartRows";
import type { CustomChartSpec } from "../../src/charts/customChart";
import type { ChartTheme } from "../../src/charts/palette";
import { chartInterpreter } from "./chartInterpreter";

/** A chart of the user's loads nothing, whatever its specification says. */
const NO_LOADER = {
  load: () => Promise.reject(new Error("A chart of the panel loads nothing.")),
  sanitize: () => Promise.reject(new Error("A chart of the panel leads nowhere.")),
} as unknown as Loader;

/** The rows of each source that a chart draws. */
export type SourceRows = ReadonlyMap<string, readonly ChartRow[]>;

/** What a custom chart is drawn with. */
export interface CustomViewOptions {
  readonly theme: ChartTheme;
  readonly width: number;
  readonly onProblem: (text: string) => void;
  /** What lies under the pointer, as the specification says it; undefined where it has left. */
  readonly onHover: (value: unknown, at: { readonly x: number; readonly y: number }) => void;
}

/** A Vega-Lite specification drawn into the page; its expressions are interpreted, never evaluated. */
export class CustomView {
  private readonly view: View;

  /** Throws where Vega-Lite cannot make sense of the specification. Without a container it draws off the page. */
  constructor(chart: CustomChartSpec, options: CustomViewOptions, container?: HTMLElement) {
    const full = customSpec(chart, options);
    const compiled = compile(full, { logger: loggerOf(options.onProblem) as never }).spec;
    this.view = new View(parse(compiled, undefined, { ast: true }), {
      expr: chartInterpreter,
      loader: NO_LOADER,
      renderer: container === undefined ? "none" : "canvas",
      ...(container === undefined ? {} : { container }),
      hover: container !== undefined,
      logLevel: 0,
      // A view that is ended takes its tooltip away, without an event.
      tooltip: (_handler: unknown, event: MouseEvent | null, _item: unknown, value: unknown) =>
        options.onHover(event === null ? undefined : value, { x: event?.clientX ?? 0, y: event?.clientY ?? 0 }),
    });
  }

  /** One drawing off the page, for saving; the caller ends the view. */
  static async drawing(chart: CustomChartSpec, rows: SourceRows, options: CustomViewOptions): Promise<View> {
    const custom = new CustomView(chart, options);
    await custom.show(rows);
    return custom.view;
  }

  async show(rows: SourceRows): Promise<void> {
    for (const [name, values] of rows) this.view.data(name, [...values]);
    await this.view.runAsync();
  }

  dispose(): void {
    this.view.finalize();
  }
}

/** The specification as it is drawn, with the rows in it where there are some. */
export function customSpec(
  { spec, sources }: CustomChartSpec,
  { theme, width }: CustomViewOptions,
  rows: SourceRows = new Map(),
): TopLevelSpec {
  const isPlain = "mark" in spec || "layer" in spec;
  return {
    ...(isPlain ? { width: Math.max(200, width), height: 360, autosize: { type: "fit", contains: "padding" } } : {}),
    ...spec,
    config: { ...configOf(theme), ...(spec["config"] as object | undefined) },
    datasets: Object.fromEntries(sources.map((name) => [name, rows.get(name) ?? []])),
  } as unknown as TopLevelSpec;
}

/** The panel's look, with legends, since a chart of the user's has no other. */
function configOf(theme: ChartTheme): object {
  const { font, fontSize, muted, foreground } = theme;
  const text = { labelColor: muted, labelFont: font, labelFontSize: fontSize, titleColor: muted, titleFont: font };
  const base = chartConfig(theme);
  return {
    ...base,
    // The panel's own charts choose their ticks; these leave out labels that would touch.
    axis: { ...base.axis, labelOverlap: true, labelSeparation: 6 },
    legend: { ...text, titleFontSize: fontSize, titleFontWeight: "normal" },
    header: { ...text },
    title: { color: foreground, font, fontSize: 13 },
    range: { category: [...theme.series] },
    mark: { color: theme.series[0] ?? foreground, tooltip: true },
  };
}

function loggerOf(onProblem: (text: string) => void): object {
  const logger: Record<string, unknown> = {};
  const quiet = (): object => logger;
  const say = (...parts: readonly unknown[]): object => {
    onProblem(parts.map(String).join(" "));
    return logger;
  };
  return Object.assign(logger, { level: quiet, info: quiet, debug: quiet, warn: say, error: say });
}
