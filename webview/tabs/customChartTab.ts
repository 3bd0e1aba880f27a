import { DisposableStore, toDisposable } from "../../src/base/disposable";
import { errorText } from "../../src/base/log";
import { parseCustomChart, type CustomChartSpec } from "../../src/charts/customChart";
import { sourceQueries, sourceRows } from "../../src/charts/customChartRows";
import type { CustomChart } from "../../src/protocol/panel";
import { CustomView } from "../chart/customView";
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
    this.root.append(
      element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
        element("header", { class: "card-head" }, [this.title, element("span", { class: "card-note", text: file })]),
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
      const result = (table: string): ReturnType<typeof this.page.model.result> =>
        this.page.model.result(`${this.prefix}${table}`);
      const options = { elapsedSeconds: elapsedSeconds(detail), result };
      const rows = new Map(spec.sources.map((source) => [source, sourceRows(source, detail, options)]));
      this.view?.show(rows).catch((error: unknown) => this.say(errorText(error)));
    } catch (error) {
      this.clear();
      this.say(errorText(error));
    }
  }

  private build(spec: CustomChartSpec, width: number): void {
    this.clear();
    this.say(undefined);
    // Vega gives its container a role of its own; to the page the whole is one picture with a title.
    const holder = element("div");
    this.picture.append(holder);
    this.view = new CustomView(spec, holder, {
      theme: this.page.theme.current,
      width,
      onProblem: (text) => this.say(text),
    });
  }

  private clear(): void {
    this.view?.dispose();
    this.view = undefined;
    this.picture.replaceChildren();
  }
}
