import * as vscode from "vscode";
import { Emitter, type Event } from "../base/event";
import { DisposableStore, type Disposable } from "../base/disposable";
import type { Log } from "../base/log";
import { isObject } from "../protocol/fields";
import { readSettings, SETTINGS_PREFIX, type Settings } from "../protocol/settings";
import type { Notifications } from "./notifications";

/** The one place where the editor's configuration is read: an immutable snapshot a folder, wrong values named once. */
export class EditorSettings implements Disposable {
  private readonly changes = new Emitter<void>();
  private readonly reported = new Set<string>();
  /** What was read, by folder; reading is a walk through all that the editor knows of settings. */
  private readonly known = new Map<string, Settings>();
  private readonly store = new DisposableStore();

  constructor(
    private readonly notifications: Notifications,
    private readonly log: Log,
  ) {
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration(SETTINGS_PREFIX)) return;
        this.known.clear();
        this.changes.fire();
      }),
    );
    // A workspace that is trusted now has a say in more of them.
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.known.clear()));
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.known.clear()));
  }

  /** Some setting changed. */
  readonly onDidChange: Event<void> = this.changes.event;

  /** The settings that hold in a folder, or in the window. */
  read(folder?: vscode.Uri): Settings {
    const key = folder?.toString() ?? "";
    const known = this.known.get(key);
    if (known !== undefined) return known;
    // All at once: asked for one of them, the editor warns in its log of each whose scope is not a folder.
    const all = vscode.workspace.getConfiguration(undefined, folder ?? null).get<unknown>(SETTINGS_PREFIX);
    const { settings, problems } = readSettings((name) => valueAt(all, name));
    for (const problem of problems) this.report(problem);
    this.known.set(key, settings);
    return settings;
  }

  private report(problem: string): void {
    if (this.reported.has(problem)) return;
    this.reported.add(problem);
    this.log.warn(problem);
    void this.notifications.warn(problem, {
      title: vscode.l10n.t("Open Settings"),
      run: () => void vscode.commands.executeCommand("workbench.action.openSettings", SETTINGS_PREFIX),
    });
  }

  dispose(): void {
    this.store.dispose();
    this.changes.dispose();
  }
}

/** The value under a key like `sampling.intervalSeconds` in nested settings. */
function valueAt(settings: unknown, key: string): unknown {
  return key.split(".").reduce((value, name) => (isObject(value) ? value[name] : undefined), settings);
}
