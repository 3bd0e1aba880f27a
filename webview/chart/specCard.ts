import type { View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import type { Disposable } from "../../src/base/disposable";
import type { ChartTheme } from "../../src/charts/palette";
import { element, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";
import { specView } from "./chartView";
import { MenuButton } from "./menu";
import { savingItems, type SavedChart } from "./saving";

/** What a card with a picture shows. */
export interface SpecContent {
  /** The picture for a width in pixels; undefined where there is nothing to draw. */
  readonly spec: (width: number, theme: ChartTheme) => TopLevelSpec | undefined;
  /** What the picture shows, in words. */
  readonly summary: string;
  /** The figures behind the picture. */
  readonly table?: HTMLElement;
}

/** A picture that stands still until it is shown anew: diagrams that are no lines over an axis. */
export class SpecCard implements Disposable {
  readonly root: HTMLElement;
  private readonly summary = element("p", { class: "card-summary" });
  private readonly picture = element("div", { class: "spec-picture", attributes: { role: "img" } });
  private readonly figures = element("details", { class: "spec-figures" });
  private readonly sized: ResizeObserver;
  private readonly themed: Disposable;
  private content: SpecContent | undefined;
  private view: View | undefined;
  private width = 0;

  constructor(
    private readonly page: PageServices,
    private readonly title: string,
  ) {
    const id = uniqueId("spec");
    const menu = new MenuButton(`Save ${title}`, "more", () => savingItems(page, () => this.saved()));
    this.root = element("section", { class: "card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [
        element("h2", { class: "card-title", text: title, attributes: { id } }),
        element("div", { class: "card-tools" }, [menu.root]),
      ]),
      this.summary,
      this.picture,
      this.figures,
    ]);
    this.sized = new ResizeObserver(() => {
      if (this.picture.clientWidth !== this.width) this.draw();
    });
    this.sized.observe(this.picture);
    this.themed = page.theme.onDidChange(() => this.draw());
  }

  show(content: SpecContent): void {
    this.content = content;
    setText(this.summary, content.summary);
    this.picture.setAttribute("aria-label", `${this.title}. ${content.summary}`);
    setShown(this.figures, content.table !== undefined);
    if (content.table !== undefined) {
      this.figures.replaceChildren(element("summary", { text: "Figures" }), content.table);
    }
    this.draw();
  }

  dispose(): void {
    this.sized.disconnect();
    this.themed.dispose();
    this.view?.finalize();
    this.root.remove();
  }

  private draw(): void {
    this.width = this.picture.clientWidth;
    if (this.width === 0 || this.content === undefined) return;
    const spec = this.content.spec(this.width, this.page.theme.current);
    this.view?.finalize();
    this.view = undefined;
    this.picture.replaceChildren();
    if (spec === undefined) return;
    this.view = specView(spec, this.picture);
    void this.view.runAsync();
  }

  private saved(): SavedChart | undefined {
    const spec = this.content?.spec(Math.max(720, this.width), this.page.theme.current);
    return spec === undefined ? undefined : { title: this.title, view: () => specView(spec), spec: () => spec };
  }
}
