import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import { PANEL_VIEW_TYPE } from "../contributions";

/** A window that is reloaded hands its panel over within moments; a panel that nobody was given by then was abandoned. */
const GRACE_MS = 5000;

/** Where the panel is that this extension host knows, and how another one is opened in the place of one that it does not. */
export interface PanelPlaces {
  isKnown(): boolean;
  replace(column: vscode.ViewColumn): void;
}

/**
 * When an extension host dies and another one takes over, the editor keeps the old one's panel, but nobody can write to it any
 * more: it would show the last figures for ever. Such a panel is closed, and another one opened where it stood.
 */
export class AbandonedPanels implements Disposable {
  private readonly store = new DisposableStore();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly places: PanelPlaces,
    private readonly log: Log,
  ) {
    this.store.add(vscode.window.tabGroups.onDidChangeTabs(() => this.look()));
    this.look();
  }

  /** Closes those that are left, before another panel is opened. */
  close(): void {
    if (!this.places.isKnown()) this.closeTabs(panelTabs());
  }

  private look(): void {
    if (this.timer !== undefined || this.inFront() === undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const tab = this.inFront();
      if (tab === undefined) return;
      const { viewColumn } = tab.group;
      this.close();
      this.places.replace(viewColumn);
    }, GRACE_MS);
  }

  /** A panel that is shown although nobody here knows it; one that is hidden is handed over only when it is shown. */
  private inFront(): vscode.Tab | undefined {
    return this.places.isKnown() ? undefined : panelTabs().find(({ isActive }) => isActive);
  }

  private closeTabs(tabs: readonly vscode.Tab[]): void {
    if (tabs.length === 0) return;
    vscode.window.tabGroups.close(tabs, true).then(undefined, (error: unknown) => this.log.warn(errorText(error)));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.store.dispose();
  }
}

/** The editor puts a word of its own before the type of a view. */
function panelTabs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_VIEW_TYPE),
  );
}
