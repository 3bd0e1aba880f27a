import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import { isObject, type JsonObject } from "../../protocol/fields";
import type { PanelAddress } from "../../protocol/panelAddress";
import { PANEL_VIEW_TYPE } from "../contributions";
import type { Engines } from "../engine/engines";
import type { SessionList } from "../sessions/sessionList";
import type { EditorSettings } from "../settings";
import { AbandonedPanels } from "./abandonedPanels";
import { CustomCharts } from "./customCharts";
import { LivePanel } from "./livePanel";
import type { PanelActions } from "./panelActions";
import type { PanelQuestions } from "./panelQuestions";

/** What the panels need from the extension. */
export interface LivePanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly engines: Engines;
  readonly sessions: SessionList;
  readonly settings: EditorSettings;
  readonly actions: PanelActions;
  readonly questions: PanelQuestions;
  readonly log: Log;
  /** What the workspace keeps over the end of an extension host. */
  readonly memory: vscode.Memento;
}

/** Under which name the memory has how the user set the page. */
const STATE = "panel";

/** Opens the one live panel of the window, brings it back after a reload, and on a launch where the settings say so. */
export class LivePanels implements Disposable {
  private readonly store = new DisposableStore();
  readonly charts: CustomCharts;
  private readonly abandoned: AbandonedPanels;
  private current: LivePanel | undefined;

  constructor(private readonly options: LivePanelsOptions) {
    this.charts = this.store.add(new CustomCharts(options.engines, options.settings));
    this.store.add(
      vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
        deserializeWebviewPanel: (panel, state: unknown) => this.restore(panel, state),
      }),
    );
    const isKnown = (): boolean => this.current !== undefined;
    const replace = (column: vscode.ViewColumn): void => {
      options.engines.openAll();
      const state = options.memory.get<unknown>(STATE);
      this.create({ viewColumn: column, preserveFocus: true }, isObject(state) ? state : {});
    };
    this.abandoned = this.store.add(new AbandonedPanels({ isKnown, replace }, options.log));
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.current?.update()));
    this.store.add(options.sessions.onDidStart(() => this.onSessionStart()));
    this.store.add(
      options.engines.forEach((engine) => this.store.add(engine.onDidChangeState(() => this.current?.update()))),
    );
  }

  /** Opens or reveals the panel on a session, or on the newest one. */
  open(sessionId?: string, preserveFocus = false): void {
    this.options.engines.openAll();
    if (this.current !== undefined) {
      this.current.choose(sessionId);
      this.current.reveal(preserveFocus);
      return;
    }
    this.abandoned.close();
    this.create({ viewColumn: vscode.ViewColumn.Active, preserveFocus }, sessionId === undefined ? {} : { sessionId });
  }

  /** Opens or reveals the panel at a tab. */
  openAt({ sessionId, ...place }: PanelAddress): void {
    if (this.current === undefined || sessionId !== undefined) this.open(sessionId);
    else this.current.reveal(false);
    this.current?.showTab(place);
  }

  /** Opens the form of the alert rules in the panel. */
  editAlertRules(): void {
    this.options.engines.require();
    if (this.current === undefined) this.open();
    else this.current.reveal(false);
    this.current?.editAlertRules();
  }

  private create(place: { viewColumn: vscode.ViewColumn; preserveFocus: boolean }, state: JsonObject): void {
    const title = vscode.l10n.t("Optimizer Monitor");
    this.attach(vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, title, place, { enableScripts: true }), state);
  }

  private async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.options.engines.openAll();
    this.attach(panel, isObject(state) ? state : {});
  }

  /** Fills a panel, whose page is set as `state` says unless the editor remembers it better. */
  private attach(panel: vscode.WebviewPanel, state: JsonObject): void {
    const { extensionUri, sessions, actions, questions, log, memory } = this.options;
    const remember = (changed: JsonObject): void => {
      memory.update(STATE, changed).then(undefined, (error: unknown) => log.warn(errorText(error)));
    };
    // A page that nobody touches says nothing of itself, and what an earlier one said is not of this one.
    remember(state);
    const assets = vscode.Uri.joinPath(extensionUri, "dist", "webview");
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, "media", `panel-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const live = new LivePanel({
      panel,
      assets,
      sessions,
      actions,
      questions,
      charts: this.charts,
      log,
      state,
      remember,
    });
    this.current = live;
    panel.onDidDispose(() => {
      live.dispose();
      if (this.current === live) this.current = undefined;
    });
  }

  private onSessionStart(): void {
    if (this.options.settings.read().openPanelOnLaunch) this.open(undefined, true);
  }

  dispose(): void {
    this.store.dispose();
    this.current?.dispose();
  }
}
