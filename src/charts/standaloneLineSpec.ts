import type { TopLevelSpec } from "vega-lite";
import { LINE_PARAMETERS } from "./lineChart";
import type { LineFrame } from "./lineFrame";

/** A line chart's specification with one drawing's data in it, so that any Vega-Lite draws it alone. */
export function standaloneLineSpec(spec: TopLevelSpec, { box, padding, parameters, rows }: LineFrame): TopLevelSpec {
  const params = LINE_PARAMETERS.map((name) => ({ name, value: parameters[name] }));
  return {
    ...spec,
    ...{ width: box.width, height: box.height, padding, params },
    // The strip is a canvas of the page, which no file can hold.
    datasets: { ...rows, strip: [] },
  };
}
