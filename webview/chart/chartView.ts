import { View, type Runtime } from "vega";
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
