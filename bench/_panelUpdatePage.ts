// The page of panelUpdate.mjs: updates a line chart many times and hands back how long each update took, in ms.
import { parse, View } from "vega";
import { compileChart } from "../src/charts/compileChart";
import { lineChartSpec, LINE_DATASETS, LINE_PARAMETERS } from "../src/charts/lineChart";
import { lineFrame, type LineFrame, type LineSeries } from "../src/charts/lineFrame";
import { seriesStyle, type ChartTheme } from "../src/charts/palette";
import { VegaChart } from "../webview/chart/vegaChart";

const theme: ChartTheme = {
  foreground: "#cccccc",
  muted: "#9d9d9d",
  grid: "rgba(204, 204, 204, 0.1)",
  axis: "rgba(204, 204, 204, 0.25)",
  background: "#1f1f1f",
  font: "sans-serif",
  fontSize: 11,
  highContrast: false,
  series: ["#59a4f9", "#e07833", "#89d185", "#b180d7"],
};

const LINES = 4;
const POINTS = 400;

function frameOf(turn: number): LineFrame {
  const series = Array.from({ length: LINES }, (_, line): LineSeries => {
    const x = Array.from({ length: POINTS }, (_, index) => index + turn);
    const y = x.map((place) => 100 * Math.exp(-place / 900) * (1 + line) + Math.sin(place * 1.7 + line) * 4);
    return { key: `s${line}`, name: `Series ${line}`, style: seriesStyle(line), x, y };
  });
  const xDomain = [turn, turn + POINTS] as const;
  return lineFrame(
    { series, scale: "linear", unit: "", xUnit: "count", xDomain, width: 800, height: 330, endLabels: false },
    theme,
  );
}

type Update = (frame: LineFrame) => Promise<void>;

/** The page's own chart: expressions are interpreted. */
function ours(container: HTMLElement): Update {
  const chart = new VegaChart({ scale: "linear" }, theme, container);
  return (frame) => chart.apply(frame);
}

/** The same chart in a plain Vega view, which compiles its expressions with eval. */
function plain(container: HTMLElement): Update {
  const view = new View(parse(compileChart(lineChartSpec({ scale: "linear" }, theme))), {
    renderer: "canvas",
    container,
  });
  return async (frame) => {
    view.width(frame.box.width).height(frame.box.height).padding(frame.padding);
    for (const name of LINE_PARAMETERS) view.signal(name, frame.parameters[name]);
    for (const name of LINE_DATASETS) view.data(name, [...frame.rows[name]]);
    await view.runAsync();
  };
}

async function measure(kind: "ours" | "plain", turns: number): Promise<number[]> {
  const container = document.createElement("div");
  document.body.replaceChildren(container);
  const update = kind === "ours" ? ours(container) : plain(container);
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const start = performance.now();
    // Laying out is part of an update: both pay for it.
    await update(frameOf(turn));
    times.push(performance.now() - start);
  }
  return times;
}

Object.assign(window, { measure });
