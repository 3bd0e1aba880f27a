import { formatBytes, formatClock, formatCount, formatPercent } from "../src/base/format";
import type { SessionDetail, SessionStatus, SessionSummary } from "../src/protocol/session";
import { bestFigure, cpuFigure, evaluationFigure, memoryFigure } from "./headerFigures";
import { element, setAttribute, setShown, setText } from "./dom";
import { icon } from "./icons";
import type { PageServices } from "./pageServices";
import { Stat } from "./stat";

const STATUS_TEXTS: Readonly<Record<SessionStatus, string>> = {
  running: "running",
  completed: "completed",
  failed: "failed",
  stopped: "stopped",
  interrupted: "interrupted",
};

/** The figures that matter at one glance, and what can be done: choose, pause, export, stop. */
export class Header {
  readonly root: HTMLElement;
  private readonly dot = element("span", { class: "dot-state", attributes: { "aria-hidden": "true" } });
  private readonly title = element("h1", { class: "session-title" });
  private readonly facts = element("p", { class: "session-facts" });
  private readonly reason = element("p", { class: "session-reason" });
  private readonly picker = element("select", { class: "picker", attributes: { "aria-label": "Session" } });
  private readonly elapsed = new Stat("Elapsed", "8ch");
  private readonly best = new Stat("Best", "12ch");
  private readonly evaluations = new Stat("Evaluations", "11ch");
  private readonly cpu = new Stat("CPU", "9ch");
  private readonly memory = new Stat("Memory", "10ch");
  private readonly gpu = new Stat("GPU", "9ch");
  private readonly stats = [this.elapsed, this.best, this.evaluations, this.cpu, this.memory, this.gpu];
  private readonly pause = this.button("Pause", "pause", () => this.onPause());
  private readonly exportButton = this.button("Export", "export", () => this.act("export"));
  private readonly stop = this.button("Stop", "stop", () => this.act("stop"));
  private pickerText = "";

  constructor(
    private readonly page: PageServices,
    private readonly onPause: () => void,
  ) {
    this.picker.addEventListener("change", () => page.host.post({ type: "select", sessionId: this.picker.value }));
    const name = element("div", { class: "session-name" }, [
      element("div", { class: "session-line" }, [this.dot, this.title]),
      this.facts,
    ]);
    const stats = element(
      "dl",
      { class: "stats" },
      this.stats.map(({ root }) => root),
    );
    const actions = element("div", { class: "actions" }, [this.picker, this.pause, this.exportButton, this.stop]);
    this.root = element("header", { class: "page-head" }, [name, stats, actions, this.reason]);
  }

  /** Writes everything anew; called on changes and once a second for the clock. */
  update(): void {
    const { model } = this.page;
    const session = model.detail?.session ?? model.sessions.find(({ id }) => id === model.selected);
    setShown(this.root, session !== undefined);
    if (session === undefined) return;
    this.updatePicker(model.sessions, session);
    this.updateName(session, model.detail);
    this.updateActions(session);
    this.updateStats(session, model.detail);
  }

  private updateName(session: SessionSummary, detail: SessionDetail | undefined): void {
    setAttribute(this.dot, "data-status", session.status);
    setText(this.title, session.label);
    setAttribute(this.title, "title", session.command ?? session.label);
    const runCount = detail?.runs.length ?? session.runCount;
    const facts = [
      session.kind,
      STATUS_TEXTS[session.status],
      `${formatCount(runCount)} ${runCount === 1 ? "run" : "runs"}`,
      ...(session.exitCode === undefined || session.exitCode === 0 ? [] : [`exit code ${session.exitCode}`]),
      ...(session.signal === undefined ? [] : [session.signal]),
      ...session.tags,
    ];
    setText(this.facts, facts.join(" · "));
    setAttribute(this.facts, "title", session.tags.length === 0 ? undefined : session.tags.join(", "));
    const dropped =
      session.dropped > 0 ? `${formatCount(session.dropped)} events were dropped by the program's client.` : "";
    const reason = [session.reason ?? "", dropped].filter((text) => text !== "").join(" ");
    setText(this.reason, reason);
    setShown(this.reason, reason !== "");
    setAttribute(this.reason, "data-status", session.status);
  }

  private updateStats(session: SessionSummary, detail: SessionDetail | undefined): void {
    const live = session.status === "running" ? detail?.live : undefined;
    this.elapsed.show(formatClock(this.elapsedSeconds(session, live?.elapsedSeconds)), startText(session));
    this.best.show(...bestFigure(session, detail));
    this.evaluations.show(...evaluationFigure(session, live));
    this.cpu.show(...cpuFigure(session, live, detail?.machine.coreCount));
    this.memory.show(...memoryFigure(session, live));
    this.updateGpu(live);
  }

  private updateGpu(live: SessionDetail["live"]): void {
    const gpus = live?.gpus ?? [];
    const [first] = gpus;
    setShown(this.gpu.root, first !== undefined);
    if (first === undefined) return;
    const busiest = Math.max(...gpus.map(({ utilizationPercent }) => utilizationPercent ?? 0));
    const used = gpus.reduce((sum, { memoryUsedBytes }) => sum + (memoryUsedBytes ?? 0), 0);
    this.gpu.show(formatPercent(busiest), `${formatBytes(used)} used`);
  }

  private updateActions(session: SessionSummary): void {
    const isRunning = session.status === "running";
    setShown(this.stop, isRunning);
    setShown(this.pause, isRunning);
    const { isPaused } = this.page;
    const label = isPaused ? "Resume" : "Pause";
    const text = this.pause.lastChild;
    if (text !== null) setText(text, label);
    if (this.pause.dataset["icon"] !== label) {
      this.pause.dataset["icon"] = label;
      this.pause.firstElementChild?.replaceWith(icon(isPaused ? "play" : "pause"));
    }
    setAttribute(
      this.pause,
      "title",
      isPaused ? "Draw again; no data was lost" : "Freeze the charts; recording goes on",
    );
  }

  private updatePicker(sessions: readonly SessionSummary[], selected: SessionSummary): void {
    setShown(this.picker, sessions.length > 1);
    const text = JSON.stringify(sessions.map(({ id, label, status, startTime }) => [id, label, status, startTime]));
    if (text !== this.pickerText) {
      this.pickerText = text;
      this.picker.replaceChildren(
        ...sessions.map((session) =>
          element("option", { text: `${session.label} · ${pickerNote(session)}`, attributes: { value: session.id } }),
        ),
      );
    }
    if (this.picker.value !== selected.id) this.picker.value = selected.id;
  }

  /** Between two messages the clock goes on by the page's own. */
  private elapsedSeconds(session: SessionSummary, live: number | undefined): number {
    if (session.endTime !== undefined) return session.endTime - session.startTime;
    if (live === undefined) return Date.now() / 1000 - session.startTime;
    const since = this.page.model.engine === "lost" ? 0 : (performance.now() - this.page.model.detailAt) / 1000;
    return live + Math.min(since, 60);
  }

  private act(type: "export" | "stop"): void {
    const sessionId = this.page.model.detail?.session.id ?? this.page.model.selected;
    if (sessionId !== undefined) this.page.host.post({ type, sessionId });
  }

  private button(label: string, iconName: "pause" | "export" | "stop", run: () => void): HTMLButtonElement {
    return element("button", { class: "button", attributes: { type: "button" }, on: { click: run } }, [
      icon(iconName),
      element("span", { text: label }),
    ]);
  }
}

function startText(session: SessionSummary): string {
  const start = new Date(session.startTime * 1000);
  const time = start.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const isToday = start.toDateString() === new Date().toDateString();
  return `since ${isToday ? time : `${start.toLocaleDateString([], { month: "short", day: "numeric" })}, ${time}`}`;
}

function pickerNote(session: SessionSummary): string {
  if (session.status === "running") return "running";
  const start = new Date(session.startTime * 1000);
  const time = start.toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return `${session.status}, ${time}`;
}
