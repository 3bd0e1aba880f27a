import { DisposableStore } from "../../src/base/disposable";
import { formatCount, formatDuration, formatValue } from "../../src/base/format";
import { leadingRun } from "../../src/charts/convergenceNotes";
import { colorOf, type SeriesStyle } from "../../src/charts/palette";
import { isMultiObjective } from "../../src/charts/runSeries";
import { fromWireNumber } from "../../src/protocol/number";
import type { RunSummary } from "../../src/protocol/session";
import { element, setAttribute, setShown, setText, uniqueId } from "../dom";
import { swatch } from "../chart/tooltip";
import { icon } from "../icons";
import type { PageServices } from "../pageServices";
import type { ConvergenceSource } from "../sources/convergenceSource";
import { shownRuns, type ShownRun } from "../sources/runAxisSource";

interface Row {
  readonly root: HTMLElement;
  readonly check: HTMLInputElement;
  readonly sample: HTMLElement;
  readonly name: HTMLElement;
  readonly lead: HTMLElement;
  readonly best: HTMLElement;
  readonly facts: HTMLElement;
  readonly progress: HTMLElement;
  look: string;
}

/** The runs in the order of their start: the legend of the charts, where each can be hidden, and how each goes. */
export class RunsCard {
  readonly root: HTMLElement;
  private readonly owned = new DisposableStore();
  private readonly list = element("ul", { class: "runs" });
  private readonly count = element("span", { class: "card-note" });
  private readonly rows = new Map<string, Row>();
  private readonly toggleAll: HTMLButtonElement;

  constructor(
    private readonly page: PageServices,
    private readonly convergence: ConvergenceSource,
    private readonly onToggle: () => void,
    private readonly onHighlight: (runId: string | undefined) => void,
  ) {
    const id = uniqueId("runs");
    this.toggleAll = element("button", {
      class: "link-button",
      attributes: { type: "button" },
      on: { click: () => this.hideOrShowAll() },
    });
    const head = element("header", { class: "card-head" }, [
      element("h2", { class: "card-title", text: "Runs", attributes: { id } }),
      this.toggleAll,
      this.count,
    ]);
    this.root = element("section", { class: "card runs-card", attributes: { "aria-labelledby": id } }, [
      head,
      this.list,
    ]);
    this.owned.add(page.theme.onDidChange(() => this.update()));
  }

  update(): void {
    const runs = shownRuns(this.page);
    setShown(this.root, runs.length > 0);
    setText(this.count, formatCount(runs.length));
    const hiddenCount = runs.filter(({ isHidden }) => isHidden).length;
    setShown(this.toggleAll, runs.length > 2);
    setText(this.toggleAll, hiddenCount === 0 ? "hide all" : "show all");
    const ids = new Set(runs.map(({ run }) => run.id));
    for (const [id, row] of this.rows) {
      if (ids.has(id)) continue;
      row.root.remove();
      this.rows.delete(id);
    }
    const leader = leadingRun(runs.map(({ run }) => run));
    for (const shown of runs) this.updateRow(shown, leader);
  }

  private updateRow(shown: ShownRun, leader: string | undefined): void {
    const { run, name, style, isHidden } = shown;
    const row = this.rows.get(run.id) ?? this.addRow(run.id);
    this.updateSample(row, style);
    if (row.check.checked === isHidden) row.check.checked = !isHidden;
    setAttribute(row.root, "data-hidden", isHidden ? "true" : undefined);
    setText(row.name, name);
    setAttribute(row.name, "title", describe(run, name));
    setShown(row.lead, run.id === leader);
    setText(row.best, bestText(run));
    setText(row.facts, factsOf(run));
    const text = this.progressText(run);
    const isFailure = run.status === "failed" && run.message !== undefined;
    setAttribute(row.progress, "data-kind", isFailure ? "message" : undefined);
    setText(row.progress, text);
    setAttribute(row.progress, "title", isFailure ? text : undefined);
    setShown(row.progress, text !== "");
    setAttribute(row.root, "data-status", run.status);
  }

  private updateSample(row: Row, style: SeriesStyle): void {
    const color = colorOf(style, this.page.theme.current);
    const look = `${color} ${style.dash.join()}`;
    if (row.look === look) return;
    row.look = look;
    row.sample.replaceChildren(swatch(color, style.dash));
  }

  /** How it goes while it runs; afterwards why it ended, where that is known. */
  private progressText(run: RunSummary): string {
    const progress = isMultiObjective(run) ? "" : (this.convergence.progressOf(run.id)?.text ?? "");
    return run.status === "running" ? progress : (run.message ?? terminationText(run) ?? progress);
  }

  private addRow(id: string): Row {
    const check = element("input", { attributes: { type: "checkbox" }, on: { change: () => this.toggle(id) } });
    const sample = element("span", { class: "run-sample" });
    const name = element("span", { class: "run-name" });
    const lead = element("span", { class: "run-lead", title: "Best of the session" }, [
      icon("star"),
      element("span", { class: "hidden-text", text: "best of the session" }),
    ]);
    const best = element("span", { class: "run-best" });
    const facts = element("span", { class: "run-facts" });
    const progress = element("span", { class: "run-progress" });
    const highlight = (runId: string | undefined) => (): void => this.onHighlight(runId);
    const on = { pointerenter: highlight(id), pointerleave: highlight(undefined) };
    const root = element("li", { class: "run", on }, [
      element("label", { class: "run-line" }, [check, sample, name, lead, best]),
      facts,
      progress,
    ]);
    const row: Row = { root, check, sample, name, lead, best, facts, progress, look: "" };
    this.rows.set(id, row);
    this.list.append(root);
    return row;
  }

  private toggle(id: string): void {
    const { hiddenRuns } = this.page.host.state;
    this.hide(hiddenRuns.includes(id) ? hiddenRuns.filter((other) => other !== id) : [...hiddenRuns, id]);
  }

  private hideOrShowAll(): void {
    const runs = shownRuns(this.page);
    this.hide(runs.some(({ isHidden }) => isHidden) ? [] : runs.map(({ run }) => run.id));
  }

  private hide(hiddenRuns: readonly string[]): void {
    this.page.host.remember({ hiddenRuns });
    this.update();
    this.onToggle();
  }
}

function describe({ problem, seed, library }: RunSummary, name: string): string {
  const parts = [name, problem, seed === undefined ? undefined : `seed ${String(seed)}`, library];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function bestText(run: RunSummary): string {
  if (run.best === undefined) return run.front === undefined ? "–" : `${formatCount(run.front.length)} points`;
  return formatValue(fromWireNumber(run.best) ?? NaN);
}

function factsOf(run: RunSummary): string {
  const seconds = run.endTime === undefined ? undefined : run.endTime - run.startTime;
  const facts = [
    run.status,
    ...(seconds === undefined ? [] : [formatDuration(seconds)]),
    ...(run.lastIteration === undefined || seconds !== undefined
      ? []
      : [`iteration ${formatCount(run.lastIteration)}`]),
    ...(run.evaluations === undefined ? [] : [`${formatCount(run.evaluations)} evaluations`]),
  ];
  return facts.join(" · ");
}

function terminationText(run: RunSummary): string | undefined {
  if (run.converged === true) return run.termination === undefined ? "converged" : `converged: ${run.termination}`;
  return run.termination === undefined ? undefined : `ended by ${run.termination}`;
}
