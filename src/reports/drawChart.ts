import { parse, View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { componentBarsSpec } from "../charts/barChart";
import { compileChart } from "../charts/compileChart";
import { LINE_DATASETS, LINE_PARAMETERS, lineChartSpec } from "../charts/lineChart";
import { lineFrame, type LineFrame } from "../charts/lineFrame";
import { standaloneLineSpec } from "../charts/standaloneLineSpec";
import type { BarReportChart, LineReportChart, ReportChart } from "./reportContent";
import { REPORT_THEME } from "./reportTheme";

/** Pictures in pixels; the page scales them down where it is narrower. */
const SIZES = { full: { width: 920, height: 320 }, half: { width: 450, height: 190 } } as const;
const BAR_WIDTH = 580;

/** Draws a chart without a page, from the specification that the live panel draws too. The SVG is what Vega wrote. */
export async function drawChart(chart: ReportChart): Promise<string> {
  const view = viewOf(chart);
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function viewOf(chart: ReportChart): View {
  switch (chart.kind) {
    case "lines":
      return lineView(chart);
    case "bars":
      return barView(chart);
    case "spec":
      return headless(chart.spec);
  }
}

/** The Vega-Lite specification of a chart with its data in it, as it is drawn: any Vega-Lite draws it alone. */
export function standaloneSpec(chart: ReportChart): object {
  if (chart.kind === "spec") return chart.spec;
  if (chart.kind === "bars") return componentBarsSpec(chart.rows, REPORT_THEME, BAR_WIDTH);
  const { spec, frame } = lineParts(chart);
  return standaloneLineSpec(spec, frame);
}

function lineParts({ input, width }: LineReportChart): { readonly spec: TopLevelSpec; readonly frame: LineFrame } {
  const frame = lineFrame({ ...input, ...SIZES[width] }, REPORT_THEME);
  const isStepped = input.steps === true ? { steps: true } : {};
  const xScale = input.xScale === undefined ? {} : { xScale: input.xScale };
  const options = { scale: input.scale, constant: frame.constant, ...isStepped, ...xScale };
  return { spec: lineChartSpec(options, REPORT_THEME), frame };
}

function lineView(chart: LineReportChart): View {
  const { spec, frame } = lineParts(chart);
  const view = headless(spec);
  for (const name of LINE_PARAMETERS) view.signal(name, frame.parameters[name]);
  for (const name of LINE_DATASETS) view.data(name, [...frame.rows[name]]);
  const { box, padding } = frame;
  return view.width(box.width).height(box.height).padding(padding).resize();
}

function barView({ rows }: BarReportChart): View {
  return headless({
    ...componentBarsSpec(rows, REPORT_THEME, BAR_WIDTH),
    padding: { left: 0, right: 8, top: 0, bottom: 0 },
  });
}

function headless(spec: Parameters<typeof compileChart>[0]): View {
  return new View(parse(compileChart(spec)), { renderer: "none", logLevel: 0 });
}
