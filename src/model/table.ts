import type { NamedNumbers, Names } from "../protocol/namedNumbers";
import { Series } from "./series";

/** More columns than this in one table are refused: names that carry values would otherwise eat the memory. */
export const MAX_COLUMNS = 1000;

/** A column that was stored: its numbers are read when somebody first asks for them. */
export interface StoredColumn {
  readonly key: string;
  readonly unit?: string;
  readonly length: number;
  values(): Float64Array;
  /** The rows that the values stand in, where they do not simply stand in the first `length` rows. */
  readonly rows?: () => Float64Array;
}

/** One column of a table: its values and, once it has gaps, the rows that they stand in. */
export class Column {
  readonly unit?: string;
  private series: Series | undefined;
  // Up to here value i stands in row i; later values have their row written down.
  private denseLength = 0;
  private laterRows: Series | undefined;
  private stored: StoredColumn | undefined;

  constructor(
    readonly key: string,
    unit?: string,
  ) {
    if (unit !== undefined) this.unit = unit;
  }

  /** A column whose numbers are read from where they are stored as soon as they are needed. */
  static restore(stored: StoredColumn): Column {
    const column = new Column(stored.key, stored.unit);
    column.stored = stored;
    return column;
  }

  get length(): number {
    return this.stored?.length ?? this.values.length;
  }

  get values(): Series {
    if (this.stored !== undefined) this.read(this.stored);
    return (this.series ??= new Series());
  }

  push(row: number, value: number): void {
    (this.series ?? this.values).append(value);
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
    const { laterRows } = this.rows();
    return position < this.denseLength ? position : (laterRows?.at(position - this.denseLength) ?? NaN);
  }

  /** The position of the first value in or after a row. */
  positionFrom(row: number): number {
    const { laterRows } = this.rows();
    if (row <= this.denseLength || laterRows === undefined) return Math.min(Math.max(0, row), this.length);
    return this.denseLength + laterRows.lowerBound(row);
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

  /** The rows of the values from one position to another, where they are not simply the positions; for storing a column. */
  gappedRows(from = 0, to = this.length): Float64Array | undefined {
    const { laterRows } = this.rows();
    if (laterRows === undefined) return undefined;
    return Float64Array.from({ length: Math.max(0, to - from) }, (_, index) => this.rowAt(from + index));
  }

  private rows(): { readonly laterRows: Series | undefined } {
    if (this.stored !== undefined) this.read(this.stored);
    return { laterRows: this.laterRows };
  }

  private read(stored: StoredColumn): void {
    this.stored = undefined;
    this.series = Series.from(stored.values());
    const rows = stored.rows?.();
    this.denseLength = this.series.length;
    if (rows === undefined) return;
    const gap = rows.findIndex((row, position) => row !== position);
    if (gap < 0) return;
    this.denseLength = gap;
    this.laterRows = Series.from(rows.subarray(gap));
  }
}

/** Numbers that grow by rows; a row has values for some of the columns. */
export class Table {
  readonly columns = new Map<string, Column>();
  private refused = 0;
  /** The names that a row came with last, and the columns that they mean; undefined for those that found no place. */
  private names: Names | undefined;
  private named: readonly (Column | undefined)[] = [];

  constructor(
    readonly name: string,
    private rows = 0,
  ) {}

  /** A table as it was stored. */
  static restore(name: string, rowCount: number, columns: Iterable<StoredColumn>): Table {
    const table = new Table(name, rowCount);
    for (const stored of columns) table.columns.set(stored.key, Column.restore(stored));
    return table;
  }

  get rowCount(): number {
    return this.rows;
  }

  /** Values that found no place because the table already had MAX_COLUMNS columns. */
  get refusedValues(): number {
    return this.refused;
  }

  /** Appends one row. Units are taken from the first row that brings a column. */
  append(values: Readonly<Record<string, number>>, unitOf?: (key: string) => string | undefined): void {
    this.addRow();
    for (const key in values) {
      const value = values[key];
      if (value !== undefined) this.put(key, value, unitOf);
    }
  }

  /** Begins a row; `put` and `putNamed` fill the newest one, each column at most once. */
  addRow(): void {
    this.rows++;
  }

  /** Most rows have the names of the one before: then no column is looked up. */
  putNamed({ names, numbers }: NamedNumbers): void {
    if (names !== this.names) {
      this.named = names.list.map((key) => this.columns.get(key) ?? this.add(key, undefined));
      this.names = names;
    }
    const row = this.rows - 1;
    for (let place = 0; place < numbers.length; place++) {
      const column = this.named[place];
      if (column === undefined) this.refused++;
      else column.push(row, numbers[place] ?? NaN);
    }
  }

  put(key: string, value: number, unitOf?: (key: string) => string | undefined): void {
    const column = this.columns.get(key) ?? this.add(key, unitOf?.(key));
    if (column === undefined) this.refused++;
    else column.push(this.rows - 1, value);
  }

  private add(key: string, unit: string | undefined): Column | undefined {
    if (this.columns.size >= MAX_COLUMNS) return undefined;
    const column = new Column(key, unit);
    this.columns.set(key, column);
    return column;
  }
}
