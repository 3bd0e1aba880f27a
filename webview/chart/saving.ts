import type { LineChartOptions } from "../../src/charts/lineChart";
import type { LineFrame } from "../../src/charts/lineFrame";
import type { PageServices } from "../pageServices";
import { VegaChart } from "./vegaChart";

/** Draws a picture of its own for saving and hands it to the editor. */
export async function savePicture(
  { theme, host }: PageServices,
  picture: {
    readonly title: string;
    readonly format: "svg" | "png";
    readonly options: LineChartOptions;
    readonly frame: LineFrame;
  },
): Promise<void> {
  const chart = new VegaChart(picture.options, theme.current);
  try {
    await chart.apply(picture.frame);
    const { background } = theme.current;
    const content = picture.format === "svg" ? await chart.toSvg(background) : await chart.toPng(background);
    host.post({ type: "savePicture", name: fileName(picture.title), format: picture.format, content });
  } finally {
    chart.dispose();
  }
}

/** Asks for a table in full, as a file. */
export function saveCsv(
  { model, host }: PageServices,
  title: string,
  data: { readonly table: string; readonly columns: readonly string[] },
): void {
  const sessionId = model.detail?.session.id;
  if (sessionId === undefined) return;
  host.post({ type: "saveCsv", name: fileName(title), sessionId, table: data.table, columns: data.columns });
}

/** A name that every file system takes. */
export function fileName(title: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N}._ -]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain === "" ? "chart" : plain.slice(0, 80);
}
