import type { SeriesStyle } from "../charts/palette";
import { formatValue } from "../base/format";
import { fromWireNumber, type WireNumber } from "../protocol/number";
import type { ReportCell, ReportColumn, ReportTable } from "./reportContent";

/** A cell of plain text. */
export function textCell(text: string, style?: SeriesStyle): ReportCell {
  return { text, ...(style === undefined ? {} : { style }) };
}

/** A number, with all its digits behind the rounded ones. */
export function valueCell(value: WireNumber): ReportCell {
  const number = fromWireNumber(value) ?? NaN;
  if (Number.isNaN(number)) return { text: "–" };
  return { text: formatValue(number), exact: String(number) };
}

/** A column that names rows, then columns of numbers. */
export function numberColumns(first: string, titles: readonly string[]): readonly ReportColumn[] {
  return [{ title: first }, ...titles.map((title) => ({ title, isNumber: true }))];
}

/** A list with the table, or without it where it has no rows. */
export function unlessEmpty(table: ReportTable): readonly ReportTable[] {
  return table.rows.length === 0 ? [] : [table];
}
