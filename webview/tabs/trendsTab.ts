import { DisposableStore } from "../../src/base/disposable";
import { formatBytes, formatCount, formatDuration, formatPercent } from "../../src/base/format";
import { errorText } from "../../src/base/log";
import { formatWithUnit } from "../../src/charts/units";
import { fromWireNumber } from "../../src/protocol/number";
import type { PanelSelection } from "../../src/protocol/panel";
import type { Trend, TrendPoint, UsagePatterns } from "../../src/protocol/trends";
import { Latest } from "../asker";
import { ChartCard } from "../chart/chartCard";
import { element, setShown, setText } from "../dom";
import { noteList } from "../overview/comparisonTables";
import { Picker } from "../overview/picker";
import { plainCard, plainTable } from "../overview/plainTable";
import { TrendSource } from "../overview/trendSource";
import type { PageServices } from "../pageServices";
import type { Tab } from "./tab";

const LISTED_SESSIONS = 50;
const HOUR_HEIGHT = 48;
const MOST_CHANGES = 4;

/** Since when it is better or worse: a metric over the sessions of a workflow, against its baseline, and who uses what when. */
export class TrendsTab implements Tab {
  readonly root = element("div", { class: "content overview" });
  private readonly owned = new DisposableStore();
  private readonly latest = new Latest();
  private readonly source = new TrendSource();
  private readonly chart: ChartCard;
  private readonly label = new Picker("Workflow", (value) => this.choose({ label: value }));
  private readonly metric = new Picker("Metric", (value) => this.choose({ metric: value }));
  private readonly state = element("p", { class: "overview-state", attributes: { role: "status" } });
  private readonly words = element("div", {});
  private readonly results = element("div", { class: "content-part" });
  private readonly sessions = element("div", {});
  private hasPatterns = false;
  private readonly patterns = element("div", { class: "overview-cards" });

  constructor(private readonly page: PageServices) {
    this.chart = this.owned.add(new ChartCard(page, this.source, "convergence-card"));
    const bar = element("div", { class: "overview-bar" }, [this.label.root, this.metric.root]);
    this.results.append(this.words, this.chart.root, this.sessions, this.patterns);
    this.root.append(bar, this.state, this.results);
    setShown(this.results, false);
  }

  setVisible(isVisible: boolean): void {
    if (!isVisible) return;
    this.hasPatterns = false;
    void this.load();
  }

  select({ metric, label }: PanelSelection): void {
    this.choose({ ...(metric === undefined ? {} : { metric }), ...(label === undefined ? {} : { label }) });
  }

  dispose(): void {
    this.owned.dispose();
    this.root.remove();
  }

  private choose(wanted: { readonly metric?: string; readonly label?: string }): void {
    const { choices } = this.page.host.state;
    const changed = Object.entries(wanted).map(([name, value]) => [`trends.${name}`, value] as const);
    this.page.host.remember({ choices: { ...choices, ...Object.fromEntries(changed) } });
    void this.load();
  }

  private async load(): Promise<void> {
    const { choices } = this.page.host.state;
    const chosen = choices["trends.label"];
    const { asker } = this.page;
    try {
      const shown = this.page.model.detail?.session.label;
      let trend = await this.latest.of(this.ask(chosen ?? shown));
      const [first] = trend?.labels ?? [];
      // The session that is shown may be the first of its workflow.
      if (trend?.points.length === 0 && chosen === undefined && first !== undefined) {
        trend = await this.latest.of(this.ask(first.label));
      }
      if (trend === undefined) return;
      this.show(trend);
      // They are over all sessions, whatever metric is followed.
      if (this.hasPatterns) return;
      this.hasPatterns = true;
      this.showPatterns(await asker.ask("usagePatterns", {}));
    } catch (error) {
      setShown(this.results, false);
      setText(this.state, errorText(error));
    }
  }

  private ask(label: string | undefined): Promise<Trend> {
    const metric = this.page.host.state.choices["trends.metric"] ?? "duration";
    return this.page.asker.ask("trend", { metric, ...(label === undefined ? {} : { label }) });
  }

  private show(trend: Trend): void {
    const { labels, label, metrics, metric, points, notes } = trend;
    this.label.update(
      labels.map((one) => ({ value: one.label, label: `${one.label} (${formatCount(one.sessions)})` })),
      label ?? "",
    );
    this.metric.update(
      metrics.map((one) => ({ value: one.metric, label: one.title })),
      metric,
    );
    setShown(this.results, points.length > 0);
    setText(
      this.state,
      points.length > 0
        ? ""
        : "There are no finished sessions yet. Run a workflow a few times; how it changes is shown here.",
    );
    this.source.trend = trend;
    this.chart.invalidate();
    const remarks = noteList(notes);
    this.words.replaceChildren(verdictOf(trend), ...(remarks === undefined ? [] : [remarks]));
    this.sessions.replaceChildren(this.sessionTable(trend));
  }

  /** The newest sessions of the trend; opening one shows it, and one or more of them are the baseline. */
  private sessionTable({ points, title, unit }: Trend): HTMLElement {
    const rows = points
      .slice(-LISTED_SESSIONS)
      .reverse()
      .map((point) => [
        element("button", {
          class: "link-button",
          text: timeText(point.time),
          title: `Show ${point.label}`,
          attributes: { type: "button" },
          on: { click: () => this.open(point.sessionId) },
        }),
        valueOf(point, unit),
        commitText(point),
        this.baselineToggle(point),
      ]);
    const columns = [
      { title: "Session" },
      { title, isNumber: true },
      { title: "Commit", hint: "+ where tracked files differed from it" },
      { title: "Baseline" },
    ];
    return plainCard("Sessions", [plainTable(`${title} of the newest sessions`, columns, rows)], "newest first");
  }

  private baselineToggle({ sessionId, isBaseline }: TrendPoint): HTMLElement {
    const box = element("input", { attributes: { type: "checkbox" } });
    box.checked = isBaseline === true;
    box.addEventListener("change", () => void this.setBaseline(sessionId, box.checked));
    return element("label", { class: "toggle" }, [box, isBaseline === true ? "baseline" : "set"]);
  }

  private async setBaseline(sessionId: string, isBaseline: boolean): Promise<void> {
    try {
      await this.page.asker.ask("setBaseline", { sessionId, isBaseline });
    } catch (error) {
      setText(this.state, errorText(error));
    }
    await this.load();
  }

  private open(sessionId: string): void {
    this.page.host.post({ type: "select", sessionId });
    this.page.openTab("live");
  }

  private showPatterns({ hours, algorithms, components }: UsagePatterns): void {
    const parts = [
      ...(hours.length === 0 ? [] : [hourCard(hours)]),
      ...(algorithms.length === 0 ? [] : [algorithmCard(algorithms)]),
      ...(components.length === 0 ? [] : [componentCard(components)]),
    ];
    this.patterns.replaceChildren(...parts);
  }
}

function verdictOf({ verdict, baseline, changes }: Trend): HTMLElement {
  const sentences = [
    ...(verdict === undefined ? [] : [{ kind: verdict.kind, text: verdict.sentence }]),
    ...(verdict === undefined && baseline === undefined
      ? [
          {
            kind: "none",
            text: "No baseline is set. Mark sessions below as the baseline to have later ones compared with them.",
          },
        ]
      : []),
    ...changes.slice(-MOST_CHANGES).map(({ sentence }) => ({ kind: "change", text: sentence })),
  ];
  return element(
    "ul",
    { class: "verdicts" },
    sentences.map(({ kind, text }) => element("li", { class: "verdict", text, attributes: { "data-kind": kind } })),
  );
}

function valueOf({ value }: TrendPoint, unit: string): string {
  const number = fromWireNumber(value) ?? NaN;
  return Number.isNaN(number) ? "–" : formatWithUnit(number, unit);
}

function commitText({ commit, isDirty }: TrendPoint): string {
  return commit === undefined ? "–" : `${commit.slice(0, 8)}${isDirty === true ? "+" : ""}`;
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

/** A bar an hour, as tall as the time that sessions ran in it. */
function hourCard(hours: UsagePatterns["hours"]): HTMLElement {
  const most = Math.max(...hours.map(({ seconds }) => seconds), 1);
  const byHour = new Map(hours.map((one) => [one.hour, one]));
  const bars = Array.from({ length: 24 }, (_, hour) => {
    const seconds = byHour.get(hour)?.seconds ?? 0;
    const bar = element("span", { class: "hour-bar" });
    bar.style.height = `${Math.round((HOUR_HEIGHT * seconds) / most)}px`;
    const words = `${hour}:00: ${formatDuration(seconds)}, ${formatCount(byHour.get(hour)?.sessions ?? 0)} sessions`;
    return element("li", { class: "hour", title: words }, [
      bar,
      element("span", { class: "hour-name", text: hour % 6 === 0 ? String(hour) : "" }),
      element("span", { class: "hidden-text", text: words }),
    ]);
  });
  return plainCard("By hour of the day", [element("ul", { class: "hours" }, bars)], "time that sessions ran");
}

function algorithmCard(algorithms: UsagePatterns["algorithms"]): HTMLElement {
  const columns = [
    { title: "Algorithm" },
    { title: "Runs", isNumber: true },
    { title: "Time", isNumber: true },
    { title: "Evaluations", isNumber: true },
    { title: "CPU", isNumber: true },
    { title: "Peak memory", isNumber: true },
  ];
  const rows = algorithms.map(({ name, runs, seconds, evaluations, cpuPercent, peakRssBytes }) => [
    name,
    formatCount(runs),
    formatDuration(seconds),
    evaluations === undefined ? "–" : formatCount(evaluations),
    cpuPercent === undefined ? "–" : formatPercent(cpuPercent),
    peakRssBytes === undefined ? "–" : formatBytes(peakRssBytes),
  ]);
  return plainCard("By algorithm", [plainTable("Resources by algorithm", columns, rows)]);
}

function componentCard(components: UsagePatterns["components"]): HTMLElement {
  const columns = [
    { title: "Component" },
    { title: "Sessions", isNumber: true },
    { title: "Calls", isNumber: true },
    { title: "Time", isNumber: true },
  ];
  const rows = components.map(({ name, sessions, calls, seconds }) => [
    name,
    formatCount(sessions),
    formatCount(calls),
    formatDuration(seconds),
  ]);
  return plainCard("By component", [plainTable("Time by component", columns, rows)]);
}
