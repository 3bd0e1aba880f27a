import { Emitter } from "../src/base/event";
import type { CustomChart, PanelSelection, ToPanelMessage } from "../src/protocol/panel";
import type { SeriesResult } from "../src/protocol/series";
import type { SessionDetail, SessionSummary } from "../src/protocol/session";

/** What the page knows: a cache of what the shell sent. */
export class PanelModel {
  sessions: readonly SessionSummary[] = [];
  selected: string | undefined;
  engine: "starting" | "connected" | "lost" = "starting";
  /** The workspace is not trusted, so nothing is recorded. */
  isRestricted = false;
  detail: SessionDetail | undefined;
  charts: readonly CustomChart[] = [];
  /** When the newest detail arrived, on the page's own clock in ms. */
  detailAt = 0;
  private hasHeard = false;
  private results = new Map<string, SeriesResult>();
  private readonly sessionsChanged = new Emitter<void>();
  private readonly detailChanged = new Emitter<void>();
  private readonly resultsChanged = new Emitter<ReadonlySet<string>>();
  private readonly chartsChanged = new Emitter<void>();
  private readonly errorShown = new Emitter<string>();
  private readonly shown = new Emitter<{ readonly tab: string; readonly selection?: PanelSelection }>();

  readonly onDidChangeSessions = this.sessionsChanged.event;
  readonly onDidChangeDetail = this.detailChanged.event;
  /** The keys of the queries that have a new answer. */
  readonly onDidChangeResults = this.resultsChanged.event;
  readonly onDidChangeCharts = this.chartsChanged.event;
  readonly onError = this.errorShown.event;
  /** A link leads to a tab. */
  readonly onShow = this.shown.event;

  /** Whether the shell has said anything yet. */
  get isKnown(): boolean {
    return this.hasHeard;
  }

  result(key: string): SeriesResult | undefined {
    return this.results.get(key);
  }

  accept(message: ToPanelMessage): void {
    switch (message.type) {
      case "sessions":
        this.acceptSessions(message);
        break;
      case "view":
        this.acceptView(message.update);
        break;
      case "error":
        this.errorShown.fire(message.message);
        break;
      case "charts":
        this.charts = message.charts;
        this.chartsChanged.fire();
        break;
      case "show":
        this.shown.fire(message);
        break;
    }
  }

  /** Forgets answers that nobody asks for any more. */
  keepResults(keys: ReadonlySet<string>): void {
    for (const key of this.results.keys()) if (!keys.has(key)) this.results.delete(key);
  }

  private acceptSessions(message: Extract<ToPanelMessage, { type: "sessions" }>): void {
    this.hasHeard = true;
    this.sessions = message.sessions;
    this.engine = message.engine;
    this.isRestricted = message.isRestricted === true;
    if (message.selected !== this.selected) {
      this.selected = message.selected;
      if (this.detail?.session.id !== message.selected) this.forget();
    }
    this.sessionsChanged.fire();
  }

  private acceptView(update: Extract<ToPanelMessage, { type: "view" }>["update"]): void {
    if (this.selected !== undefined && update.sessionId !== this.selected) return;
    if (this.detail !== undefined && this.detail.session.id !== update.sessionId) this.forget();
    for (const result of update.results) this.results.set(result.key, result);
    if (update.detail !== undefined) {
      this.detail = update.detail;
      this.detailAt = performance.now();
      this.detailChanged.fire();
    }
    if (update.results.length > 0) this.resultsChanged.fire(new Set(update.results.map(({ key }) => key)));
  }

  private forget(): void {
    this.detail = undefined;
    this.results = new Map();
    this.detailChanged.fire();
  }
}
