import { Series } from "./series";

/** More columns than this in one table are refused: names that carry values would otherwise eat the memory. */
export const MAX_COLUMNS = 1000;

/** One column of a table: its values and, once it has gaps, the rows that they stand in. */
export class Column {
  readonly values = new Series();
  // Up to here value i stands in row i; later values have their row written down.
  private denseLength: number;
  private laterRows: Series | undefined;

  constructor(
    readonly key: string,
    firstRow: number,
    readonly unit?: string,
  ) {
    this.denseLength = 0;
    if (firstRow > 0) this.laterRows = new Series();
  }

  get length(): number {
    return this.values.length;
  }

  push(row: number, value: number): void {
    this.values.append(value);
    if (this.laterRows === undefined) {
      if (row === this.denseLength) {
        this.denseLength++;
        return;
      }
      this.laterRows = new Series();
    }
    this.laterRows.append(row);
  }

  /** The row of the value at a position. */
  rowAt(position: number): number {
    return position < this.denseLength ? position : (this.laterRows?.at(position - this.denseLength) ?? NaN);
  }

  /** The position of the first value in or after a row. */
  positionFrom(row: number): number {
    if (row <= this.denseLength || this.laterRows === undefined) return Math.min(Math.max(0, row), this.length);
    return this.denseLength + this.laterRows.lowerBound(row);
  }

  /** The value in a row, or undefined where it has none. */
  inRow(row: number): number | undefined {
    const position = this.positionFrom(row);
    return position < this.length && this.rowAt(position) === row ? this.values.at(position) : undefined;
  }

  /** The value in a row, or else the newest before it. */
  upToRow(row: number): number | undefined {
    const position = this.positionFrom(row + 1) - 1;
    return position >= 0 ? this.values.at(position) : undefined;
  }
}

/** Numbers that grow by rows; a row has values for some of the columns. */
export class Table {
  readonly columns = new Map<string, Column>();
  private rows = 0;
  private refused = 0;

  constructor(readonly name: string) {}

  get rowCount(): number {
    return this.rows;
  }

  /** Values that found no place because the table already had MAX_COLUMNS columns. */
  get refusedValues(): number {
    return this.refused;
  }

  /** Appends one row. Units are taken from the first row that brings a column. */
  append(values: Readonly<Record<string, number>>, unitOf?: (key: string) => string | undefined): void {
    const row = this.rows++;
    for (const key in values) {
      const column = this.columns.get(key) ?? this.add(key, row, unitOf?.(key));
      const value = values[key];
      if (column === undefined || value === undefined) this.refused++;
      else column.push(row, value);
    }
  }

  /** Adds a column as a whole, as the history stores it: its values, and their rows where it has gaps. */
  restore(key: string, values: Float64Array, rows: Float64Array | undefined, unit?: string): void {
    const column = new Column(key, rows?.[0] ?? 0, unit);
    this.columns.set(key, column);
    for (let position = 0; position < values.length; position++) {
      column.push(rows?.[position] ?? position, values[position] ?? NaN);
    }
    const last = column.length === 0 ? -1 : column.rowAt(column.length - 1);
    this.rows = Math.max(this.rows, last + 1);
  }

  private add(key: string, row: number, unit: string | undefined): Column | undefined {
    if (this.columns.size >= MAX_COLUMNS) return undefined;
    const column = new Column(key, row, unit);
    this.columns.set(key, column);
    return column;
  }
}
