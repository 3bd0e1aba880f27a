import type { Column, Table } from "../model/table";

/** Walks along a table's rows and reads the values of some of its columns, each value once. */
export class RowReader {
  private readonly cursors: Cursor[];

  constructor(columns: readonly Column[]) {
    this.cursors = columns.map((column) => new Cursor(column));
  }

  /** The values of the next row asked for, in the order of the columns; rows must be asked for in ascending order. */
  read(row: number): (number | undefined)[] {
    return this.cursors.map((cursor) => cursor.read(row));
  }
}

/** One column, read from its beginning to its end in blocks. */
class Cursor {
  private position = 0;
  private row: number;
  private block: Float64Array = new Float64Array(0);
  private blockStart = 0;

  constructor(private readonly column: Column) {
    this.row = column.length === 0 ? NaN : column.rowAt(0);
  }

  read(row: number): number | undefined {
    while (this.row < row) this.advance();
    if (this.row !== row) return undefined;
    if (this.position >= this.blockStart + this.block.length) {
      this.blockStart = this.position;
      this.block = this.column.values.slice(this.position, this.position + 4096);
    }
    return this.block[this.position - this.blockStart];
  }

  private advance(): void {
    this.position++;
    this.row = this.position < this.column.length ? this.column.rowAt(this.position) : NaN;
  }
}

/** The time of each value of a column: that of its row, or the newest before it; a value from before any time has none. */
export function timesOf(table: Table, column: Column): (position: number) => number | undefined {
  const time = table.columns.get("time");
  return (position) => time?.upToRow(column.rowAt(position));
}
