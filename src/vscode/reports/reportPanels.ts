import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { UserError } from "../../base/userError";
import { SESSION_REPORT_VIEW_TYPE } from "../contributions";
import type { TrackedSession } from "../sessions/sessionList";
import { shownName } from "../shownTexts";
import { reportHtml } from "./reportHtml";

/** The reports that are open in the editor, one for a session; a running session's is made anew on demand. */
export class ReportPanels implements Disposable {
  private readonly open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly session: TrackedSession }>();
  private readonly store = new DisposableStore();

  constructor(private readonly extensionUri: vscode.Uri) {}

  /** Opens the report of a session, or brings its view to the front with a new one. */
  async show(session: TrackedSession): Promise<void> {
    const { id } = session.summary;
    const known = this.open.get(id)?.panel;
    known?.reveal();
    // Before the report is made, so that its slow first time is seen to do something.
    const panel = known ?? this.create(session);
    await this.fill(panel, session);
  }

  /** Makes the report in front anew. */
  async refresh(): Promise<void> {
    const { panel, session } = this.inFront();
    await this.fill(panel, session);
  }

  /** The session whose report is in front; throws a UserError where there is none. */
  shown(): TrackedSession {
    return this.inFront().session;
  }

  private inFront(): { readonly panel: vscode.WebviewPanel; readonly session: TrackedSession } {
    const found = [...this.open.values()].find(({ panel }) => panel.active);
    if (found === undefined) throw new UserError("no-report", vscode.l10n.t("No report is open in front."));
    return found;
  }

  private create(session: TrackedSession): vscode.WebviewPanel {
    const { id, label } = session.summary;
    const options = { enableScripts: false, enableFindWidget: true, localResourceRoots: [] };
    const title = vscode.l10n.t("Report: {0}", shownName(label));
    const panel = vscode.window.createWebviewPanel(SESSION_REPORT_VIEW_TYPE, title, vscode.ViewColumn.Active, options);
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(this.extensionUri, "media", `panel-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    this.open.set(id, { panel, session });
    this.store.add(panel);
    panel.onDidDispose(() => this.open.delete(id));
    return panel;
  }

  private async fill(panel: vscode.WebviewPanel, { engine, summary }: TrackedSession): Promise<void> {
    try {
      const page = await engine.request("reportPage", { sessionId: summary.id });
      if (!this.open.has(summary.id)) return;
      panel.webview.html = reportHtml(page, randomBytes(16).toString("base64url"), vscode.env.language);
    } catch (error) {
      // An empty view would say less than none.
      if (panel.webview.html === "") panel.dispose();
      throw error;
    }
  }

  dispose(): void {
    this.store.dispose();
  }
}
