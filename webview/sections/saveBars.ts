import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { componentBarsSpec } from "../../src/charts/barChart";
import { compileChart } from "../../src/charts/compileChart";
import type { ComponentRow } from "../../src/charts/componentTree";
import type { PageServices } from "../pageServices";

/** Draws the components as a picture and hands it to the editor. */
export async function saveBars(
  { theme, host }: PageServices,
  rows: readonly ComponentRow[],
  format: "svg" | "png",
): Promise<void> {
  const spec = compileChart(componentBarsSpec(rows, theme.current, 560));
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "none",
    logLevel: 0,
  });
  try {
    await view.runAsync();
    const url = format === "svg" ? await view.toSVG() : await view.toImageURL("png", 2);
    const content = format === "svg" ? url : url.slice(url.indexOf(",") + 1);
    host.post({ type: "savePicture", name: "Components", format, content });
  } finally {
    view.finalize();
  }
}
