import { lineChartSpec, type LineChartOptions } from "../../src/charts/lineChart";
import type { LineFrame } from "../../src/charts/lineFrame";
import { standaloneLineSpec } from "../../src/charts/standaloneLineSpec";
import { symlogConstant } from "../../src/charts/scales";
import type { PageServices } from "../pageServices";
import type { ChartContent } from "./chartSource";
import type { MenuItem } from "./menu";
import { saveCsv, savingItems, type SavedChart } from "./saving";
import { VegaChart } from "./vegaChart";

/** What the picture of a chart depends on beside its data; `constant` is where a symlog scale turns. */
export function lineOptions({ scale, steps, xScale }: ChartContent, constant: number): LineChartOptions {
  return { scale, steps: steps === true, constant, ...(xScale === undefined ? {} : { xScale }) };
}

/** The entries by which a chart is saved as a picture or as tables. */
export function saveItems(
  page: PageServices,
  title: string,
  content: ChartContent,
  layOut: (endLabels: boolean) => LineFrame,
): readonly MenuItem[] {
  const chart = (): SavedChart => {
    const theme = page.theme.current;
    // Outside the page there is no list of runs beside the picture.
    const frame = layOut(content.series.length > 1 && content.series.length <= 12);
    const options = lineOptions(content, content.scale === "symlog" ? symlogConstant(frame.y.domain) : 1);
    return {
      title,
      view: () => VegaChart.drawing(options, theme, frame),
      spec: () => standaloneLineSpec(lineChartSpec(options, theme), frame),
    };
  };
  return [
    ...savingItems(page, chart),
    ...content.data.slice(0, 20).map((data) => ({
      label: content.data.length === 1 ? "Save Data as CSV" : `Save Data as CSV: ${data.name}`,
      run: () => saveCsv(page, `${title} ${data.name}`, data),
    })),
  ];
}
