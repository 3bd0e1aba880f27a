import { DisposableStore, type Disposable } from "../../src/base/disposable";
import { formatPercent } from "../../src/base/format";
import { histogramOfQuantiles, type HistogramBin } from "../../src/charts/quantiles";
import { formatWithUnit } from "../../src/charts/units";
import { ChartCard } from "../chart/chartCard";
import { element, setAttribute, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";
import { DistributionSource } from "../sources/distributionSource";
import { AXIS_NAMES, axisUnit } from "../sources/runAxisSource";

const SVG = "http://www.w3.org/2000/svg";
const HOW =
  "No run has reported how its population is distributed. Give the objective of every individual with each iteration, in Python run.iteration(i, best=best, objectives=values); their quantiles are kept.";

/** The population's distribution over the run, and as a histogram at the place of the slider or the crosshair. */
export class DistributionSection implements Disposable {
  readonly root: HTMLElement;
  readonly card: ChartCard;
  private readonly owned = new DisposableStore();
  private readonly source: DistributionSource;
  private readonly how: HTMLElement;
  private readonly picker = element("select", { class: "picker", attributes: { "aria-label": "Run" } });
  private readonly slider = element("input", {
    attributes: { type: "range", min: "0", "aria-label": "Place in the run" },
  });
  private readonly place = element("span", { class: "card-note" });
  private readonly bars = document.createElementNS(SVG, "svg");
  private readonly ends: readonly HTMLElement[] = [element("span"), element("span"), element("span")];
  private readonly histogram: HTMLElement;
  private offered = "";
  /** The slider stays at the end of a running run until somebody moves it. */
  private isFollowing = true;

  constructor(private readonly page: PageServices) {
    this.source = new DistributionSource(page);
    this.card = this.owned.add(new ChartCard(page, this.source, "distribution-card"));
    this.card.controls.append(this.picker);
    this.histogram = this.makeHistogram();
    const titleId = uniqueId("distribution");
    this.how = element("section", { class: "card", attributes: { "aria-labelledby": titleId } }, [
      element("header", { class: "card-head" }, [
        element("h2", { class: "card-title", text: this.source.title, attributes: { id: titleId } }),
      ]),
      element("p", { class: "card-empty", text: HOW }),
    ]);
    this.root = element("div", { class: "distribution" }, [this.card.root, this.histogram, this.how]);
    this.picker.addEventListener("change", () => this.choose(this.picker.value));
    this.slider.addEventListener("input", () => this.onSlide());
    this.owned.add(this.card.onDidDraw(() => this.draw()));
    this.owned.add(page.links.onDidMoveCrosshair(() => this.onCrosshair()));
  }

  update(): void {
    const candidates = this.source.candidates();
    const hasAny = candidates.length > 0;
    const hasRuns = (this.page.model.detail?.runs.length ?? 0) > 0;
    setShown(this.card.root, hasAny);
    setShown(this.histogram, hasAny);
    setShown(this.how, !hasAny && hasRuns);
    setShown(this.picker, candidates.length > 1);
    const offered = JSON.stringify(candidates.map(({ run, name }) => [run.id, name]));
    if (offered === this.offered) return;
    this.offered = offered;
    this.picker.replaceChildren(
      ...candidates.map(({ run, name }) => element("option", { text: name, attributes: { value: run.id } })),
    );
    const shown = this.source.run();
    if (shown !== undefined) this.picker.value = shown.run.id;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private makeHistogram(): HTMLElement {
    const id = uniqueId("histogram");
    this.bars.setAttribute("class", "histogram-bars");
    this.bars.setAttribute("role", "img");
    this.bars.setAttribute("preserveAspectRatio", "none");
    return element("section", { class: "card histogram-card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [
        element("h2", { class: "card-title", text: "Histogram", attributes: { id } }),
        this.place,
      ]),
      this.bars,
      element("div", { class: "histogram-ends" }, [...this.ends]),
      this.slider,
    ]);
  }

  private choose(runId: string): void {
    this.source.chosen = runId;
    this.isFollowing = true;
    this.card.updateQueries();
    this.card.invalidate();
  }

  private onSlide(): void {
    this.isFollowing = Number(this.slider.value) >= Number(this.slider.max);
    this.draw();
  }

  private onCrosshair(): void {
    const { crosshair } = this.page.links;
    const places = this.source.places();
    if (crosshair?.axis !== this.source.axis() || places.length === 0) return;
    let nearest = 0;
    places.forEach((x, index) => {
      if (Math.abs(x - crosshair.x) < Math.abs((places[nearest] ?? x) - crosshair.x)) nearest = index;
    });
    this.slider.value = String(nearest);
    this.onSlide();
  }

  private draw(): void {
    const last = Math.max(0, this.source.places().length - 1);
    setAttribute(this.slider, "max", String(last));
    if (this.isFollowing) this.slider.value = String(last);
    const found = this.source.at(Number(this.slider.value));
    const bins = found === undefined ? [] : histogramOfQuantiles(found.p, found.values);
    if (found === undefined || bins.length === 0) return;
    const axis = this.source.axis();
    const where = `${AXIS_NAMES[axis]} ${formatWithUnit(Math.round(found.x), axisUnit(axis))}`;
    setText(this.place, `at ${where}`);
    setAttribute(this.slider, "aria-valuetext", where);
    this.drawBars(bins);
    this.describe(where, bins, found.values[Math.floor(found.values.length / 2)] ?? NaN);
  }

  private describe(where: string, bins: readonly HistogramBin[], middle: number): void {
    const tallest = bins.reduce((a, b) => (b.share > a.share ? b : a));
    const [low = "", median = "", high = ""] = [bins[0]?.low ?? NaN, middle, bins.at(-1)?.high ?? NaN].map((value) =>
      formatWithUnit(value, "", 4),
    );
    this.ends.forEach((end, index) => setText(end, [low, `median ${median}`, high][index] ?? ""));
    setAttribute(
      this.bars,
      "aria-label",
      `Histogram at ${where}: from ${low} to ${high}, median ${median}; the fullest bin holds ${formatPercent(100 * tallest.share)} from ${formatWithUnit(tallest.low, "", 4)}.`,
    );
  }

  private drawBars(bins: readonly HistogramBin[]): void {
    const highest = Math.max(...bins.map(({ share }) => share));
    this.bars.setAttribute("viewBox", `0 0 ${bins.length * 10} 100`);
    this.bars.replaceChildren(
      ...bins.map(({ low, high, share }, index) => {
        const bar = document.createElementNS(SVG, "rect");
        const height = highest > 0 ? (100 * share) / highest : 0;
        const place = { x: index * 10 + 0.5, y: 100 - height, width: 9, height };
        for (const [name, value] of Object.entries(place)) bar.setAttribute(name, String(value));
        const title = document.createElementNS(SVG, "title");
        title.textContent = `${formatWithUnit(low, "", 4)} to ${formatWithUnit(high, "", 4)}: ${formatPercent(100 * share)}`;
        bar.append(title);
        return bar;
      }),
    );
  }
}
