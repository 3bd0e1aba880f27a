import { element } from "../dom";

/** A column of a table. */
export interface PlainColumn {
  readonly title: string;
  readonly isNumber?: boolean;
  /** What the title stands for, where it is short. */
  readonly hint?: string;
}

/** A cell: text, or elements where it is more than that. */
export type PlainCell = string | Node;

/** A table of figures; the first cell of a row names it. It scrolls by itself where it is too wide. */
export function plainTable(
  caption: string,
  columns: readonly PlainColumn[],
  rows: readonly (readonly PlainCell[])[],
): HTMLElement {
  const head = columns.map(({ title, isNumber, hint }) =>
    element("th", {
      text: title,
      class: isNumber === true ? "number" : "",
      attributes: { scope: "col" },
      title: hint ?? title,
    }),
  );
  const body = rows.map((cells) => {
    const made = cells.map((cell, index) => {
      const name = columns[index]?.isNumber === true ? "number" : "";
      // A long name is cut, so that the figures stay in sight.
      const title = typeof cell === "string" ? { title: cell } : {};
      if (index === 0) return element("th", { class: name, ...title, attributes: { scope: "row" } }, [cell]);
      return element("td", { class: name, ...title }, [cell]);
    });
    return element("tr", {}, made);
  });
  const table = element("table", { class: "plain-table" }, [
    element("caption", { class: "hidden-text", text: caption }),
    element("thead", {}, [element("tr", {}, head)]),
    element("tbody", {}, body),
  ]);
  return element(
    "div",
    { class: "plain-scroll", attributes: { tabindex: "0", role: "region", "aria-label": caption } },
    [table],
  );
}

/** A card with a title and whatever it holds. */
export function plainCard(title: string, children: readonly Node[], note = ""): HTMLElement {
  return element("section", { class: "card", attributes: { "aria-label": title } }, [
    element("header", { class: "card-head" }, [
      element("h2", { class: "card-title", text: title }),
      ...(note === "" ? [] : [element("span", { class: "card-note", text: note, title: note })]),
    ]),
    ...children,
  ]);
}
