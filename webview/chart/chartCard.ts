import { DisposableStore, toDisposable } from "../../src/base/disposable";
import { Emitter } from "../../src/base/event";
import { dataTable } from "../../src/charts/dataTable";
import { lineFrame, type LineFrame } from "../../src/charts/lineFrame";
import type { Domain } from "../../src/charts/scales";
import { element, setAttribute, setShown, setText, uniqueId } from "../dom";
import { icon } from "../icons";
import type { PageServices } from "../pageServices";
import type { ChartContent, ChartSource } from "./chartSource";
import { CrosshairView } from "./crosshairView";
import { Gestures } from "./gestures";
import { Legend } from "./legend";
import { MenuButton, type MenuItem } from "./menu";
import { Overlay } from "./overlay";
import { lineOptions, saveItems } from "./saveItems";
import { renderTable } from "./tableView";
import { VegaChart } from "./vegaChart";

const TABLE_ROWS = 200;
const HINT =
  "Drag to zoom, Shift and drag to move, wheel with Ctrl to zoom, double click to reset. Keys: arrows move the crosshair, Shift and arrows move the range, plus and minus zoom, 0 resets.";

interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly endLabels: boolean;
}

/** One chart with its title, words, tools, picture and table. It asks for data and draws only while it can be seen. */
export class ChartCard {
  readonly root: HTMLElement;
  /** Where a section puts controls of its own, beside the title. */
  readonly controls = element("div", { class: "card-controls" });
  private readonly owned = new DisposableStore();
  private readonly note = element("span", { class: "card-note" });
  private readonly summary = element("p", { class: "card-summary" });
  private readonly picture = element("div", { class: "picture", attributes: { "aria-hidden": "true" } });
  private readonly empty = element("p", { class: "card-empty" });
  private readonly plot: HTMLElement;
  private readonly table = element("div", { class: "table-scroll", attributes: { tabindex: "0", role: "region" } });
  private readonly spoken = element("div", { class: "hidden-text", attributes: { "aria-live": "polite" } });
  private readonly resetButton: HTMLButtonElement;
  private readonly tableButton: HTMLButtonElement;
  private readonly legend = new Legend();
  private readonly overlay = new Overlay();
  private readonly crosshair: CrosshairView;
  private readonly drawn = new Emitter<void>();
  /** After each drawing, when the choices of the chart are known. */
  readonly onDidDraw = this.drawn.event;
  private readonly drawNow = (): void => this.draw();
  private chart: VegaChart | undefined;
  private chartKind = "";
  private content: ChartContent | undefined;
  private frame: LineFrame | undefined;
  private isVisible = false;
  private width = 0;
  private height = 0;
  private isBusy = false;
  private isStale = false;

  constructor(
    private readonly page: PageServices,
    readonly source: ChartSource,
    className = "",
  ) {
    const titleId = uniqueId("chart");
    const title = element("h2", { class: "card-title", text: source.title, attributes: { id: titleId } });
    this.resetButton = this.tool("Reset zoom", "reset", () => page.links.setZoom(source.axis(), undefined));
    this.tableButton = this.tool("Show as table", "table", () => this.toggleTable());
    this.tableButton.setAttribute("aria-pressed", "false");
    const menu = new MenuButton(`Save ${source.title}`, "more", () => this.menuItems());
    const hintId = uniqueId("hint");
    this.plot = element(
      "div",
      {
        class: "plot",
        attributes: { tabindex: "0", role: "group", "aria-roledescription": "chart", "aria-describedby": hintId },
      },
      [this.picture, this.overlay.root],
    );
    setAttribute(this.table, "aria-label", `${source.title} as a table`);
    const tools = element("div", { class: "card-tools" }, [this.resetButton, this.tableButton, menu.root]);
    const head = element("header", { class: "card-head" }, [title, this.controls, this.note, tools]);
    const hint = element("span", { class: "hidden-text", text: HINT, attributes: { id: hintId } });
    this.root = element(
      "section",
      { class: `card chart-card ${className}`, attributes: { "aria-labelledby": titleId } },
      [
        head,
        element("div", { class: "card-words" }, [this.summary, this.legend.root]),
        this.empty,
        this.plot,
        this.table,
        hint,
        this.spoken,
      ],
    );
    this.crosshair = new CrosshairView(page, source, this.overlay, () =>
      this.isVisible && this.frame !== undefined && this.content !== undefined
        ? { frame: this.frame, content: this.content }
        : undefined,
    );
    this.connect();
  }

  /** Draws again in one of the next frames, when the card can be seen. */
  invalidate(): void {
    if (this.isVisible) this.page.frames.schedule(this.drawNow);
    else this.isStale = true;
  }

  /** Says anew what the chart needs; what is not seen needs nothing. */
  updateQueries(): void {
    this.page.board.set(this.source.id, this.isVisible ? this.source.queries(this.room()) : []);
  }

  dispose(): void {
    this.owned.dispose();
    this.root.remove();
  }

  private connect(): void {
    const { page } = this;
    new Gestures(this.plot, this.overlay, {
      frame: () => this.frame,
      extent: () => this.content?.extent ?? [0, 1],
      zoom: (domain) => page.links.setZoom(this.source.axis(), domain),
      point: (pixel) => this.crosshair.point(pixel),
      step: (count) => setText(this.spoken, this.crosshair.step(count)),
    });
    this.plot.addEventListener("blur", () => this.crosshair.point(undefined));
    const seen = new IntersectionObserver((entries) => this.onSeen(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: "120px",
    });
    seen.observe(this.root);
    const sized = new ResizeObserver(() => this.onSized());
    sized.observe(this.plot);
    this.owned.add(toDisposable(() => seen.disconnect()));
    this.owned.add(toDisposable(() => sized.disconnect()));
    this.owned.add(toDisposable(() => this.chart?.dispose()));
    this.owned.add(toDisposable(() => page.frames.cancel(this.drawNow)));
    this.owned.add(toDisposable(() => page.board.set(this.source.id, [])));
    this.owned.add(page.model.onDidChangeResults((keys) => this.onResults(keys)));
    this.owned.add(page.links.onDidChangeZoom((axis) => this.onZoom(axis)));
    this.owned.add(page.links.onDidMoveCrosshair(() => this.crosshair.show()));
    this.owned.add(page.theme.onDidChange(() => this.invalidate()));
    this.owned.add(page.onDidResume(() => this.invalidate()));
  }

  private onSeen(isVisible: boolean): void {
    if (isVisible === this.isVisible) return;
    this.isVisible = isVisible;
    this.updateQueries();
    if (isVisible) this.invalidate();
  }

  private onSized(): void {
    const { clientWidth, clientHeight } = this.plot;
    if (clientWidth === 0 || (clientWidth === this.width && clientHeight === this.height)) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.updateQueries();
    this.invalidate();
  }

  private onResults(keys: ReadonlySet<string>): void {
    for (const key of keys) {
      if (key.startsWith(`${this.source.id}|`)) {
        if (!this.page.isPaused) this.invalidate();
        return;
      }
    }
  }

  private onZoom(axis: string): void {
    if (axis !== this.source.axis()) return;
    this.updateQueries();
    this.invalidate();
  }

  private room(): { width: number; zoom: Domain | undefined } {
    return { width: Math.max(100, this.width - 60), zoom: this.page.links.zoom(this.source.axis()) };
  }

  private draw(): void {
    this.isStale = false;
    const room = this.room();
    const content = this.source.content(room);
    this.content = content;
    setText(this.summary, content.summary);
    setAttribute(this.summary, "title", content.summary);
    this.legend.update(content, this.page.theme.current);
    setText(this.note, content.note ?? "");
    setText(this.empty, content.empty ?? "");
    const showsTable = this.page.host.state.tables.includes(this.source.id);
    const hasPicture = content.empty === undefined;
    setAttribute(this.root, "data-empty", hasPicture ? undefined : "true");
    setShown(this.empty, !hasPicture);
    setShown(this.plot, hasPicture && !showsTable);
    setShown(this.table, hasPicture && showsTable);
    setShown(this.resetButton, room.zoom !== undefined);
    setAttribute(this.tableButton, "aria-pressed", String(showsTable));
    setAttribute(this.plot, "aria-label", `${this.source.title}. ${content.empty ?? content.summary}`);
    if (hasPicture && showsTable) this.drawTable(content, room.zoom);
    else if (hasPicture) this.drawPicture(content, room.zoom);
    this.drawn.fire();
  }

  private drawTable(content: ChartContent, zoom: Domain | undefined): void {
    const { xName, xUnit, unit, series, steps } = content;
    const domain = zoom ?? content.extent;
    renderTable(
      this.table,
      dataTable(series, { xName, xUnit, unit, steps: steps === true, domain, limit: TABLE_ROWS }),
      this.source.title,
    );
  }

  private drawPicture(content: ChartContent, zoom: Domain | undefined): void {
    if (this.width === 0) return;
    // A drawing that is still under way is followed by one more, not overtaken.
    if (this.isBusy) {
      this.isStale = true;
      return;
    }
    this.frame = this.layOut(content, zoom, { width: this.width, height: this.height, endLabels: false });
    this.overlay.place(this.frame);
    this.isBusy = true;
    void this.prepareChart(content, this.frame)
      .apply(this.frame)
      .finally(() => {
        this.isBusy = false;
        if (this.isStale) this.invalidate();
      });
    this.crosshair.show();
  }

  private layOut(content: ChartContent, zoom: Domain | undefined, size: PictureSize): LineFrame {
    const previous = this.frame?.y.domain;
    const keeps = previous !== undefined && this.chartKind.startsWith(content.scale) && zoom === undefined;
    return lineFrame(
      {
        ...content,
        ...size,
        xDomain: zoom ?? content.extent,
        ...(keeps ? { previous } : {}),
      },
      this.page.theme.current,
    );
  }

  private prepareChart(content: ChartContent, frame: LineFrame): VegaChart {
    const theme = this.page.theme.current;
    const constant = content.scale === "symlog" ? frame.constant : 1;
    const kind = [content.scale, content.steps === true, content.xScale ?? "", constant, JSON.stringify(theme)].join(
      " ",
    );
    if (this.chart !== undefined && kind === this.chartKind) return this.chart;
    this.chart?.dispose();
    this.picture.replaceChildren();
    this.chartKind = kind;
    this.chart = new VegaChart(lineOptions(content, constant), theme, this.picture);
    return this.chart;
  }

  private toggleTable(): void {
    const { tables } = this.page.host.state;
    const { id } = this.source;
    this.page.host.remember({ tables: tables.includes(id) ? tables.filter((other) => other !== id) : [...tables, id] });
    this.invalidate();
  }

  private menuItems(): readonly MenuItem[] {
    const { content } = this;
    if (content === undefined) return [];
    const { zoom } = this.room();
    const size = { width: Math.max(720, this.width), height: Math.max(320, this.height) };
    return saveItems(this.page, this.source.title, content, (endLabels) =>
      this.layOut(content, zoom, { ...size, endLabels }),
    );
  }

  private tool(label: string, iconName: "reset" | "table", run: () => void): HTMLButtonElement {
    return element(
      "button",
      { class: "icon-button", title: label, attributes: { type: "button", "aria-label": label }, on: { click: run } },
      [icon(iconName)],
    );
  }
}
