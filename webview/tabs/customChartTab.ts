import { DisposableStore, toDisposable } from "../../src/base/disposable";
import { errorText } from "../../src/base/log";
import { parseCustomChart, type CustomChartSpec } from "../../src/charts/customChart";
import { sourceQueries, sourceRows } from "../../src/charts/customChartRows";
import type { CustomChart } from "../../src/protocol/panel";
import type { SessionDetail } from "../../src/protocol/session";
import { CustomView, customSpec, type CustomViewOptions, type SourceRows } from "../chart/customView";
import { MenuButton } from "../chart/menu";
import { savingItems, type SavedChart } from "../chart/saving";
import type { TooltipRow } from "../chart/tooltip";
import { element, setShown, setText, uniqueId } from "../dom";
import { elapsedSeconds } from "../elapsed";
import type { PageServices } from "../pageServices";
import type { Tab } from "./tab";

/** A chart of the user's own, from a file of the workspace; what is wrong with it is said in its place. */
export class CustomChartTab implements Tab {
  readonly root = element("div", { class: "content" });
  private readonly owned = new DisposableStore();
  private readonly title = element("h2", { class: "card-title" });
  private readonly problem = element("p", { class: "chart-problem", attributes: { role: "status" } });
  private readonly picture = element("div", { class: "custom-picture" });
  private readonly prefix: string;
  private readonly drawNow = (): void => this.draw();
  private spec: CustomChartSpec | undefined;
  private text: string | undefined;
  private view: CustomView | undefined;
  private look = "";
  private isVisible = false;

  constructor(
    private readonly page: PageServices,
    private readonly file: string,
  ) {
    this.prefix = `chart:${file}|`;
    const id = uniqueId("custom");
    this.title.id = id;
    this.picture.setAttribute("role", "img");
    this.picture.setAttribute("aria-labelledby", id);
    const menu = new MenuButton("Save Chart", "more", () => savingItems(page, () => this.saved()));
    this.root.append(
      element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
        element("header", { class: "card-head" }, [
          this.title,
          element("span", { class: "card-note", text: file }),
          element("div", { class: "card-tools" }, [menu.root]),
        ]),
        this.problem,
        this.picture,
      ]),
    );
    const sized = new ResizeObserver(() => this.schedule());
    sized.observe(this.picture);
    this.owned.add(toDisposable(() => sized.disconnect()));
    this.owned.add(toDisposable(() => this.clear()));
    this.owned.add(toDisposable(() => page.frames.cancel(this.drawNow)));
    this.owned.add(toDisposable(() => page.board.set(this.prefix, [])));
    this.owned.add(page.model.onDidChangeResults((keys) => this.onResults(keys)));
    this.owned.add(page.theme.onDidChange(() => this.schedule()));
    this.owned.add(page.onDidResume(() => this.schedule()));
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    this.ask();
    this.schedule();
  }

  update(): void {
    const chart = this.page.model.charts.find(({ file }) => file === this.file);
    if (chart !== undefined && chart.text !== this.text) this.read(chart);
    this.ask();
    if (!this.page.isPaused) this.schedule();
  }

  dispose(): void {
    this.owned.dispose();
    this.root.remove();
  }

  private read({ text, error }: CustomChart): void {
    this.text = text;
    this.clear();
    const parsed = parseCustomChart(text ?? "");
    this.spec = parsed.ok ? parsed.value : undefined;
    const title = this.spec?.spec["title"];
    setText(this.title, typeof title === "string" ? title : this.file.replace(/\.vl\.json$/, ""));
    this.say(error ?? (parsed.ok ? undefined : parsed.reason));
  }

  private say(problem: string | undefined): void {
    setText(this.problem, problem === undefined ? "" : `${this.file}: ${problem}`);
    setShown(this.problem, problem !== undefined);
  }

  private ask(): void {
    const { detail } = this.page.model;
    const { spec } = this;
    const isAsking = this.isVisible && detail !== undefined && spec !== undefined;
    this.page.board.set(
      this.prefix,
      isAsking ? spec.sources.flatMap((source) => sourceQueries(source, detail, this.prefix)) : [],
    );
  }

  private onResults(keys: ReadonlySet<string>): void {
    if (this.page.isPaused || ![...keys].some((key) => key.startsWith(this.prefix))) return;
    this.schedule();
  }

  private schedule(): void {
    if (this.isVisible) this.page.frames.schedule(this.drawNow);
  }

  private draw(): void {
    const { detail } = this.page.model;
    const { spec } = this;
    const width = this.picture.clientWidth;
    if (spec === undefined || detail === undefined || width === 0) return;
    const look = `${width} ${JSON.stringify(this.page.theme.current)}`;
    try {
      if (this.view === undefined || look !== this.look) this.build(spec, width);
      this.look = look;
      this.view?.show(this.rows(spec, detail)).catch((error: unknown) => this.say(errorText(error)));
    } catch (error) {
      this.clear();
      this.say(errorText(error));
    }
  }

  private rows({ sources }: CustomChartSpec, detail: SessionDetail): SourceRows {
    const result = (table: string): ReturnType<typeof this.page.model.result> =>
      this.page.model.result(`${this.prefix}${table}`);
    const options = { elapsedSeconds: elapsedSeconds(detail), result };
    return new Map(sources.map((source) => [source, sourceRows(source, detail, options)]));
  }

  private saved(): SavedChart | undefined {
    const { detail } = this.page.model;
    const { spec } = this;
    if (spec === undefined || detail === undefined) return undefined;
    const rows = this.rows(spec, detail);
    const options = this.viewOptions(Math.max(720, this.picture.clientWidth));
    return {
      title: this.title.textContent ?? "",
      view: () => CustomView.drawing(spec, rows, options),
      spec: () => customSpec(spec, options, rows),
    };
  }

  private viewOptions(width: number): CustomViewOptions {
    const { theme, tooltip } = this.page;
    return {
      theme: theme.current,
      width,
      onProblem: (text) => this.say(text),
      onHover: (value, at) => {
        const { title, rows } = tooltipOf(value);
        if (title === "" && rows.length === 0) tooltip.hide();
        else tooltip.show(title, rows, at);
      },
    };
  }

  private build(spec: CustomChartSpec, width: number): void {
    this.clear();
    this.say(undefined);
    // Vega gives its container a role of its own; to the page the whole is one picture with a title.
    const holder = element("div");
    this.picture.append(holder);
    this.view = new CustomView(spec, this.viewOptions(width), holder);
  }

  private clear(): void {
    if (this.view !== undefined) this.page.tooltip.hide();
    this.view?.dispose();
    this.view = undefined;
    this.picture.replaceChildren();
  }
}

const MOST_TOOLTIP_ROWS = 12;

/** What Vega gives for a mark: one text, or the values of its channels by their titles. */
function tooltipOf(value: unknown): { readonly title: string; readonly rows: readonly TooltipRow[] } {
  if (typeof value === "string" || typeof value === "number") return { title: String(value), rows: [] };
  if (typeof value !== "object" || value === null) return { title: "", rows: [] };
  const rows = Object.entries(value).slice(0, MOST_TOOLTIP_ROWS);
  return { title: "", rows: rows.map(([name, text]) => ({ name, value: String(text), color: "none", dash: [] })) };
}
