import type { DataTable } from "../../src/charts/dataTable";
import { formatCount } from "../../src/base/format";
import { element } from "../dom";

/** Writes a chart's points as a table in a region that scrolls. */
export function renderTable(container: HTMLElement, table: DataTable, title: string): void {
  const { scrollTop } = container;
  const head = element(
    "tr",
    {},
    table.heading.map((text) => element("th", { text, attributes: { scope: "col" } })),
  );
  const rows = table.rows.map((cells) =>
    element(
      "tr",
      {},
      cells.map((text, index) =>
        element(index === 0 ? "th" : "td", index === 0 ? { text, attributes: { scope: "row" } } : { text }),
      ),
    ),
  );
  const isThinned = table.rows.length < table.total;
  const note = isThinned
    ? `${formatCount(table.rows.length)} of ${formatCount(table.total)} points; Save Data as CSV holds all.`
    : `${formatCount(table.total)} points`;
  const caption = element("caption", { text: `${title}: ${note}` });
  container.replaceChildren(
    element("table", { class: "data-table" }, [caption, element("thead", {}, [head]), element("tbody", {}, rows)]),
  );
  container.scrollTop = scrollTop;
}
