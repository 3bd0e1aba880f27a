import { parse, View, type Runtime } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { compileChart } from "../../src/charts/compileChart";
import { chartInterpreter } from "./chartInterpreter";

/** A Vega view of the panel's own charts. Without a container it draws nothing on the page and serves to save pictures. */
export function chartView(runtime: Runtime, container?: HTMLElement): View {
  return new View(runtime, {
    expr: chartInterpreter,
    renderer: container === undefined ? "none" : "canvas",
    hover: false,
    tooltip: () => undefined,
    logLevel: 0,
    ...(container === undefined ? {} : { container }),
  });
}

/** A view of a specification that has its data in it. */
export function specView(spec: TopLevelSpec, container?: HTMLElement): View {
  return chartView(parse(compileChart(spec), undefined, { ast: true }), container);
}
