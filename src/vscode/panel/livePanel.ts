import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import { parsePanelMessage, type FromPanelMessage, type ToPanelMessage } from "../../protocol/panel";
import type { JsonObject } from "../../protocol/fields";
import type { PanelAddress } from "../../protocol/panelAddress";
import type { EngineState } from "../engine/engineConnection";
import type { SessionList, TrackedSession } from "../sessions/sessionList";
import type { CustomCharts } from "./customCharts";
import type { PanelActions } from "./panelActions";
import { panelHtml } from "./panelHtml";
import type { PanelQuestions } from "./panelQuestions";
import { PanelView } from "./panelView";

/** How many sessions the panel offers to choose from. */
const OFFERED_SESSIONS = 50;

/** What a panel needs from the extension. */
export interface LivePanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly assets: vscode.Uri;
  readonly sessions: SessionList;
  readonly actions: PanelActions;
  readonly questions: PanelQuestions;
  readonly charts: CustomCharts;
  readonly log: Log;
  /** Keeps how the user set the page. */
  readonly remember: (state: JsonObject) => void;
  /** How the page is set at first, with the `sessionId` to show; the newest session follows by itself where there is none. */
  readonly state: JsonObject;
}

/** One webview panel: keeps the page supplied as long as it can be seen, and does what the page asks. */
export class LivePanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly view: PanelView;
  private chosen: string | undefined;
  private shownId: string | undefined;
  private isReady = false;
  private isDisposed = false;
  /** A tab that a link asked for, or the form of the alert rules, until the page can show it. */
  private wanted: ToPanelMessage | undefined;

  constructor(private readonly options: LivePanelOptions) {
    const { panel, sessions, log } = options;
    const { sessionId } = options.state;
    this.chosen = typeof sessionId === "string" ? sessionId : undefined;
    this.view = this.store.add(new PanelView(`panel-${randomBytes(8).toString("hex")}`, (m) => this.post(m), log));
    this.store.add(panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)));
    this.store.add(panel.onDidChangeViewState(() => this.onViewState()));
    this.store.add(sessions.onDidChange(() => this.update()));
    this.store.add(options.charts.onDidChange(() => this.postCharts()));
    this.load();
  }

  /** Shows this session from now on, or whatever is newest. */
  choose(sessionId: string | undefined): void {
    this.chosen = sessionId;
    this.update();
  }

  /** Shows a tab of the page, as soon as the page is there. */
  showTab(place: Omit<PanelAddress, "sessionId">): void {
    this.wanted = { type: "show", ...place };
    this.postWanted();
  }

  /** Opens the form of the alert rules, as soon as the page is there. */
  editAlertRules(): void {
    this.wanted = { type: "editAlertRules" };
    this.postWanted();
  }

  reveal(preserveFocus: boolean): void {
    this.options.panel.reveal(undefined, preserveFocus);
  }

  /** The engine's state changed: the page says so. */
  update(): void {
    if (!this.isReady) return;
    const { sessions } = this.options;
    const selected = this.selected();
    const offered = sessions.sessions.slice(0, OFFERED_SESSIONS);
    if (selected !== undefined && !offered.some(({ summary }) => summary.id === selected.summary.id)) {
      offered.push(selected);
    }
    this.post({
      type: "sessions",
      sessions: offered.map(({ summary }) => summary),
      engine: panelState(selected?.engine.state ?? sessions.engineState),
      ...(selected === undefined ? {} : { selected: selected.summary.id }),
      ...(this.chosen === undefined ? {} : { chosen: this.chosen }),
      isRestricted: !vscode.workspace.isTrusted,
    });
    this.show(selected);
  }

  private show(selected: TrackedSession | undefined): void {
    if (selected?.summary.id === this.shownId) return;
    this.shownId = selected?.summary.id;
    if (selected === undefined) this.view.close();
    else this.view.show(selected.engine, selected.summary.id);
  }

  private selected(): TrackedSession | undefined {
    const { sessions } = this.options;
    const chosen = this.chosen === undefined ? undefined : sessions.find(this.chosen);
    return chosen ?? sessions.sessions[0];
  }

  private load(): void {
    const { panel, assets, state } = this.options;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    webview.html = panelHtml({
      script: webview.asWebviewUri(vscode.Uri.joinPath(assets, "panel.js")).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(assets, "panel.css")).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      language: vscode.env.language,
      title: panel.title,
      state,
    });
  }

  /** A hidden page is thrown away by the editor and says `ready` when it is back. */
  private onViewState(): void {
    if (this.options.panel.visible) return;
    this.isReady = false;
    this.shownId = undefined;
    this.view.close();
  }

  private receive(message: unknown): void {
    const parsed = parsePanelMessage(message);
    if (!parsed.ok) {
      this.options.log.warn(parsed.reason);
      return;
    }
    this.handle(parsed.value).catch((error: unknown) => {
      this.options.log.warn(errorText(error));
      this.post({ type: "error", message: errorText(error) });
    });
  }

  private async handle(message: FromPanelMessage): Promise<void> {
    switch (message.type) {
      case "ready":
        this.isReady = true;
        this.shownId = undefined;
        this.update();
        this.postWanted();
        this.postCharts();
        return;
      case "select":
        this.chosen = message.sessionId;
        this.shownId = undefined;
        this.update();
        return;
      case "remember":
        this.options.remember(message.state);
        return;
      case "view":
        this.view.setQueries(message.queries);
        return;
      case "ask":
        return this.answer(message);
      default:
        await this.options.actions.perform(message);
    }
  }

  private postCharts(): void {
    if (!this.isReady) return;
    const { charts, log } = this.options;
    charts.read().then(
      (read) => this.post({ type: "charts", charts: read }),
      (error: unknown) => log.warn(errorText(error)),
    );
  }

  private postWanted(): void {
    if (!this.isReady || this.wanted === undefined) return;
    this.post(this.wanted);
    this.wanted = undefined;
  }

  private async answer({ id, method, params }: Extract<FromPanelMessage, { type: "ask" }>): Promise<void> {
    try {
      const result = await this.options.questions.answer(method, params, this.selected()?.engine);
      this.post({ type: "answer", id, result });
    } catch (error) {
      this.post({ type: "answer", id, error: errorText(error) });
    }
  }

  private post(message: ToPanelMessage): void {
    // An answer may come after the panel was closed, which must not be asked anything then.
    if (!this.isDisposed && this.options.panel.visible) void this.options.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.isDisposed = true;
    this.store.dispose();
  }
}

function panelState(state: EngineState): "starting" | "connected" | "lost" {
  return state === "idle" ? "starting" : state;
}
