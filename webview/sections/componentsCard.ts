import { nameInSentence } from "../../src/base/visibleText";
import { formatByteRate, formatBytes, formatCount, formatDuration, formatPercent } from "../../src/base/format";
import { componentBarsSpec, formatShare } from "../../src/charts/barChart";
import { componentRows, type ComponentRow } from "../../src/charts/componentTree";
import type { ComponentSummary } from "../../src/protocol/session";
import { element, setAttribute, setShown, setText, uniqueId } from "../dom";
import { specView } from "../chart/chartView";
import { MenuButton } from "../chart/menu";
import { savingItems, type SavedChart } from "../chart/saving";
import type { PageServices } from "../pageServices";

const MOST_ROWS = 12;
const COLUMNS = ["Component", "Share of run", "Calls", "Mean", "Min", "Max", "Total", "Data", "Data rate"];
/** The last columns, which are there where a component says what goes through it. */
const DATA_COLUMNS = 2;

interface Cells {
  readonly root: HTMLTableRowElement;
  readonly name: HTMLElement;
  readonly link: HTMLAnchorElement;
  readonly bar: HTMLElement;
  readonly share: HTMLElement;
  readonly figures: readonly HTMLElement[];
  source: ComponentSummary["source"];
}

/** The timed sections of the workflow: bars sorted by time, below their parents, each with the way to its source. */
export class ComponentsCard {
  readonly root: HTMLElement;
  private readonly summary = element("p", { class: "card-summary" });
  private readonly empty = element("p", {
    class: "card-empty",
    text: 'Nothing is timed yet. Put with om.component("Evaluation"): around a section to see what it costs.',
  });
  private readonly body = element("tbody");
  private readonly table: HTMLElement;
  private readonly more: HTMLButtonElement;
  private readonly cells: Cells[] = [];
  private rows: readonly ComponentRow[] = [];

  constructor(private readonly page: PageServices) {
    const id = uniqueId("components");
    const title = element("h2", { class: "card-title", text: "Components", attributes: { id } });
    const menu = new MenuButton("Save Components", "more", () => savingItems(page, () => this.saved()));
    const head = element("tr", {}, COLUMNS.map(headCell));
    const table = element("table", { class: "components", attributes: { "aria-labelledby": id } }, [
      element("thead", {}, [head]),
      this.body,
    ]);
    this.table = element(
      "div",
      { class: "components-scroll", attributes: { tabindex: "0", role: "region", "aria-labelledby": id } },
      [table],
    );
    this.more = element("button", {
      class: "link-button",
      attributes: { type: "button" },
      on: { click: () => this.expand() },
    });
    this.root = element("section", { class: "card components-card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [title, element("div", { class: "card-tools" }, [menu.root])]),
      this.summary,
      this.empty,
      this.table,
      this.more,
    ]);
  }

  update(elapsedSeconds: number): void {
    const { detail } = this.page.model;
    if (detail === undefined) return;
    this.rows = componentRows(detail.components, elapsedSeconds);
    const isExpanded = this.page.host.state.expanded.includes("components");
    const shown = isExpanded ? this.rows : this.rows.slice(0, MOST_ROWS);
    const hasRows = shown.length > 0;
    setShown(this.table, hasRows);
    setShown(this.empty, !hasRows);
    setShown(this.summary, hasRows);
    setShown(this.more, this.rows.length > MOST_ROWS);
    setText(this.more, isExpanded ? "Show fewer" : `Show all ${formatCount(this.rows.length)} components`);
    setText(this.summary, summaryOf(this.rows));
    this.table.classList.toggle("without-data", !this.rows.some(({ dataBytes }) => dataBytes !== undefined));
    const widest = Math.max(100, ...shown.map(({ sharePercent }) => sharePercent));
    shown.forEach((row, index) => this.fill(this.cells[index] ?? this.addCells(), row, widest));
    for (const cells of this.cells.splice(shown.length)) cells.root.remove();
  }

  /** The row of a component, where it is shown; of several with the same name the costliest. */
  rowOf(name: string): HTMLElement | undefined {
    const rows = this.rows.slice(0, this.cells.length);
    const named = rows.filter(({ component }) => component.name === name);
    const costliest = named.sort((a, b) => b.component.totalSeconds - a.component.totalSeconds)[0];
    return costliest === undefined ? undefined : this.cells[rows.indexOf(costliest)]?.root;
  }

  private saved(): SavedChart {
    const spec = componentBarsSpec(this.rows, this.page.theme.current, 560);
    return { title: "Components", view: () => specView(spec), spec: () => spec };
  }

  private fill(cells: Cells, row: ComponentRow, widest: number): void {
    const { component, depth, sharePercent } = row;
    setText(cells.name, component.name);
    cells.name.style.setProperty("padding-left", `${depth * 16}px`);
    cells.source = component.source;
    setShown(cells.link, component.source !== undefined);
    if (component.source !== undefined) {
      setText(cells.link, `${baseName(component.source.file)}:${component.source.line}`);
      setAttribute(cells.link, "title", `${component.source.file}:${component.source.line}`);
    }
    cells.bar.style.setProperty("width", `calc((100% - 7.5ch) * ${Math.max(0.003, sharePercent / widest)})`);
    setText(cells.share, formatShare(sharePercent));
    const figures = figuresOf(row);
    cells.figures.forEach((cell, index) => setText(cell, figures[index] ?? ""));
  }

  private addCells(): Cells {
    const name = element("span", { class: "component-name" });
    const link = element("a", { class: "source", attributes: { href: "#" } });
    const bar = element("span", { class: "bar", attributes: { "aria-hidden": "true" } });
    const share = element("span", { class: "share" });
    const figures = COLUMNS.slice(2).map((_, index) => element("td", { class: classOf(index + 2, "figure") }));
    const root = element("tr", {}, [
      element("th", { attributes: { scope: "row" } }, [name, " ", link]),
      element("td", { class: "bar-cell" }, [element("div", { class: "bar-line" }, [bar, share])]),
      ...figures,
    ]);
    const cells: Cells = { root, name, link, bar, share, figures, source: undefined };
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (cells.source !== undefined) this.page.host.post({ type: "openSource", ...cells.source });
    });
    this.body.append(root);
    this.cells.push(cells);
    return cells;
  }

  private expand(): void {
    const { expanded } = this.page.host.state;
    const isExpanded = expanded.includes("components");
    this.page.host.remember({
      expanded: isExpanded ? expanded.filter((name) => name !== "components") : [...expanded, "components"],
    });
    this.page.refresh();
  }
}

function headCell(text: string, index: number): HTMLElement {
  return element("th", { text, class: classOf(index), attributes: { scope: "col" } });
}

function classOf(column: number, others = ""): string {
  return column >= COLUMNS.length - DATA_COLUMNS ? `${others} data-column`.trim() : others;
}

/** What the columns after the bar say. */
function figuresOf({ component, meanSeconds, dataBytes, dataBytesPerSecond }: ComponentRow): readonly string[] {
  const orDash = (value: number | undefined, format: (value: number) => string): string =>
    value === undefined ? "–" : format(value);
  return [
    formatCount(component.count),
    formatDuration(meanSeconds),
    orDash(component.minSeconds, formatDuration),
    orDash(component.maxSeconds, formatDuration),
    formatDuration(component.totalSeconds),
    orDash(dataBytes, formatBytes),
    orDash(dataBytesPerSecond, formatByteRate),
  ];
}

function summaryOf(rows: readonly ComponentRow[]): string {
  const outermost = rows.filter(({ depth }) => depth === 0);
  const [first] = outermost;
  if (first === undefined) return "";
  const { component, sharePercent } = first;
  const share = `${nameInSentence(component.name)} takes ${formatPercent(sharePercent)} of the time`;
  return sharePercent > 100 ? `${share}: it runs in several processes at once.` : `${share}.`;
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
