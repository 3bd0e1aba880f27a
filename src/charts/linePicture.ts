import type { TopLevelSpec } from "vega-lite";
import { lineChartSpec, LINE_PARAMETERS } from "./lineChart";
import { lineFrame, type LineChartInput } from "./lineFrame";
import type { ChartTheme } from "./palette";

/** A line chart that stands still: the specification of the live charts with its parameters and rows written into it. */
export function linePicture(input: LineChartInput, theme: ChartTheme): TopLevelSpec {
  const { box, padding, parameters, rows, constant } = lineFrame(input, theme);
  const options = {
    scale: input.scale,
    constant,
    ...(input.steps === true ? { steps: true } : {}),
    ...(input.xScale === undefined ? {} : { xScale: input.xScale }),
  };
  return {
    ...lineChartSpec(options, theme),
    width: box.width,
    height: box.height,
    padding,
    datasets: rows,
    params: LINE_PARAMETERS.map((name) => ({ name, value: parameters[name] })),
  };
}
