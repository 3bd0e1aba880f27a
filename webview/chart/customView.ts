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

/** A Vega-Lite specification drawn into the page; its expressions are interpreted, never evaluated. */
export class CustomView {
  private readonly view: View;

  /** Throws where Vega-Lite cannot make sense of the specification. */
  constructor(
    { spec, sources }: CustomChartSpec,
    container: HTMLElement,
    options: { readonly theme: ChartTheme; readonly width: number; readonly onProblem: (text: string) => void },
  ) {
    const { theme, width, onProblem } = options;
    const isPlain = "mark" in spec || "layer" in spec;
    const full = {
      ...(isPlain ? { width: Math.max(200, width), height: 360, autosize: { type: "fit", contains: "padding" } } : {}),
      ...spec,
      config: { ...configOf(theme), ...(spec["config"] as object | undefined) },
      datasets: Object.fromEntries(sources.map((name) => [name, []])),
    } as unknown as TopLevelSpec;
    const compiled = compile(full, { logger: loggerOf(onProblem) as never }).spec;
    this.view = new View(parse(compiled, undefined, { ast: true }), {
      expr: chartInterpreter,
      loader: NO_LOADER,
      renderer: "canvas",
      container,
      hover: true,
      logLevel: 0,
      tooltip: () => undefined,
    });
  }

  async show(rows: ReadonlyMap<string, readonly ChartRow[]>): Promise<void> {
    for (const [name, values] of rows) this.view.data(name, [...values]);
    await this.view.runAsync();
  }

  dispose(): void {
    this.view.finalize();
  }
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
    mark: { color: theme.series[0] ?? foreground },
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
