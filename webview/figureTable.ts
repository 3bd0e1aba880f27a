import { element, setAttribute, setText } from "./dom";

/** One column of a table of figures. */
export interface FigureColumn {
  readonly title: string;
  /** What the column is, for those who point at its head. */
  readonly hint?: string;
}

/** A small table: the first cell of each row names it, the others are figures. Cells are kept while the table has the same shape. */
export class FigureTable {
  readonly root: HTMLElement;
  private readonly head = element("tr");
  private readonly body = element("tbody");
  private shape = "";

  constructor(labelledBy: string) {
    const table = element("table", { class: "figure-table", attributes: { "aria-labelledby": labelledBy } }, [
      element("thead", {}, [this.head]),
      this.body,
    ]);
    this.root = element(
      "div",
      { class: "figure-scroll", attributes: { tabindex: "0", role: "region", "aria-labelledby": labelledBy } },
      [table],
    );
  }

  update(columns: readonly FigureColumn[], rows: readonly (readonly string[])[]): void {
    const shape = JSON.stringify([columns, rows.length]);
    if (shape !== this.shape) this.build(columns, rows.length);
    this.shape = shape;
    rows.forEach((row, index) => {
      const cells = this.body.children[index]?.children ?? [];
      row.forEach((text, place) => {
        const cell = cells[place];
        if (cell === undefined) return;
        setText(cell, text);
        if (place === 0) setAttribute(cell, "title", text);
      });
    });
  }

  private build(columns: readonly FigureColumn[], rowCount: number): void {
    this.head.replaceChildren(
      ...columns.map(({ title, hint }) =>
        element("th", {
          text: title,
          attributes: { scope: "col" },
          ...(hint === undefined ? {} : { title: hint }),
        }),
      ),
    );
    this.body.replaceChildren(
      ...Array.from({ length: rowCount }, () =>
        element(
          "tr",
          {},
          columns.map((_, index) =>
            index === 0 ? element("th", { attributes: { scope: "row" } }) : element("td", { class: "figure" }),
          ),
        ),
      ),
    );
  }
}
