import type { View } from "vega";
import { PICTURE_FORMATS, type PictureFormat } from "../../src/protocol/panel";
import type { PageServices } from "../pageServices";
import type { MenuItem } from "./menu";

/** A chart as it is saved. */
export interface SavedChart {
  readonly title: string;
  /** Draws it off the page; the caller ends the view. */
  readonly view: () => View | Promise<View>;
  /** Its Vega-Lite specification with the data in it. */
  readonly spec: () => object;
}

const LABELS: Readonly<Record<PictureFormat, string>> = {
  svg: "Save as SVG",
  png: "Save as PNG",
  "vl.json": "Save as Vega-Lite",
};

/** What the menu of a chart offers; nothing where there is nothing to save. */
export function savingItems(page: PageServices, chart: () => SavedChart | undefined): MenuItem[] {
  return PICTURE_FORMATS.map((format) => ({
    label: LABELS[format],
    run: () => void save(page, chart(), format),
  }));
}

async function save(
  { theme, host }: PageServices,
  chart: SavedChart | undefined,
  format: PictureFormat,
): Promise<void> {
  if (chart === undefined) return;
  const content = format === "vl.json" ? specText(chart) : await draw(chart, format, theme.current.background);
  host.post({ type: "savePicture", name: fileName(chart.title), format, content });
}

function specText({ title, spec }: SavedChart): string {
  return `${JSON.stringify({ description: title, ...spec() }, null, 2)}\n`;
}

/** SVG as text, PNG in base64 and twice the resolution. */
async function draw(chart: SavedChart, format: "svg" | "png", background: string): Promise<string> {
  const view = await chart.view();
  try {
    await view.background(background).runAsync();
    if (format === "svg") return await view.toSVG();
    const url = await view.toImageURL("png", 2);
    return url.slice(url.indexOf(",") + 1);
  } finally {
    view.finalize();
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
function fileName(title: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N}._ -]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain === "" ? "chart" : plain.slice(0, 80);
}
