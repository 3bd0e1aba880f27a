/** What a cell of a CSV file may hold; nothing for an absent value. */
export type Cell = string | number | boolean | undefined;

/**
 * One line of a CSV file after RFC 4180. Spreadsheets run texts that begin like a formula: such a text gets an apostrophe
 * in front, which they take as "this is text". Numbers are written as they are.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  const guarded = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
