import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { Emitter } from "../../base/event";
import { LaterTurns, type LaterCost } from "../../base/laterTurns";
import { errorText, type Log } from "../../base/log";
import { UserError } from "../../base/userError";
import type { Notifications } from "../notifications";
import type { EditorSettings } from "../settings";
import { EngineConnection } from "./engineConnection";

/** What the engines need from the extension. */
export interface EnginesOptions {
  readonly engineFile: string;
  readonly version: string;
  readonly log: Log;
  readonly settings: EditorSettings;
  readonly notifications: Notifications;
}

/** One connection for each workspace folder on disk; none of them opens before something asks for it. */
export class Engines implements Disposable {
  private readonly byFolder = new Map<string, EngineConnection>();
  private readonly store = new DisposableStore();
  private readonly additions = new Emitter<EngineConnection>();
  private readonly removals = new Emitter<EngineConnection>();
  private readonly later: LaterTurns;

  constructor(private readonly options: EnginesOptions) {
    this.later = this.store.add(new LaterTurns((error) => options.log.error(errorText(error))));
    this.update();
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.update()));
    this.store.add(options.settings.onDidChange(() => this.pushSettings()));
  }

  readonly onDidAdd = this.additions.event;
  readonly onDidRemove = this.removals.event;

  get all(): readonly EngineConnection[] {
    return [...this.byFolder.values()];
  }

  /** Calls back for every engine, those of now and those of folders that are added later. */
  forEach(visit: (engine: EngineConnection) => void): Disposable {
    this.all.forEach(visit);
    return this.onDidAdd(visit);
  }

  /** The same for what takes a while: for those of now after the extension's start, each in a turn of its own. */
  forEachLater(visit: (engine: EngineConnection) => void): Disposable {
    let isWanted = true;
    const isThere = (engine: EngineConnection): boolean => isWanted && this.all.includes(engine);
    for (const engine of this.all) this.later.add(() => isThere(engine) && visit(engine));
    const additions = this.onDidAdd(visit);
    return {
      dispose: () => {
        isWanted = false;
        additions.dispose();
      },
    };
  }

  /** What `forEachLater` has cost, in milliseconds. */
  get laterCost(): LaterCost {
    return this.later.cost;
  }

  /** The engine of the folder that holds a resource; of the first folder where the resource belongs to none. */
  forFolder(folder: vscode.Uri | undefined): EngineConnection | undefined {
    const owner = folder === undefined ? undefined : vscode.workspace.getWorkspaceFolder(folder);
    const found = owner === undefined ? undefined : this.byFolder.get(owner.uri.toString());
    return found ?? this.all[0];
  }

  /** The engine of a folder, or the reason why there is none. */
  require(folder?: vscode.Uri): EngineConnection {
    const engine = this.forFolder(folder);
    if (engine === undefined) throw new UserError("no-folder", whyNone());
    return engine;
  }

  /** Opens the engines of all folders, as a view does when it becomes visible. */
  openAll(): void {
    for (const engine of this.all) {
      engine.open().catch((error: unknown) => this.options.log.warn(errorText(error)));
    }
  }

  private update(): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
    const wanted = new Set(folders.map((folder) => folder.uri.toString()));
    for (const [key, engine] of this.byFolder) if (!wanted.has(key)) this.remove(key, engine);
    for (const folder of folders) if (!this.byFolder.has(folder.uri.toString())) this.add(folder);
  }

  private add(folder: vscode.WorkspaceFolder): void {
    const { engineFile, version, log, settings, notifications } = this.options;
    const readSettings = () => settings.read(folder.uri);
    const engine = new EngineConnection({ folder, engineFile, version, log, readSettings });
    this.byFolder.set(folder.uri.toString(), engine);
    engine.onDidWarn(({ message }) => void notifications.warnOnce(message, message));
    this.additions.fire(engine);
  }

  private remove(key: string, engine: EngineConnection): void {
    this.byFolder.delete(key);
    this.removals.fire(engine);
    engine.dispose();
  }

  private pushSettings(): void {
    for (const engine of this.all) {
      const settings = this.options.settings.read(engine.folder.uri);
      if (engine.state !== "connected") continue;
      engine.request("updateSettings", { settings }).catch((error: unknown) => {
        this.options.log.warn(`The engine did not take the settings: ${errorText(error)}`);
      });
    }
  }

  dispose(): void {
    this.store.dispose();
    for (const [key, engine] of this.byFolder) this.remove(key, engine);
    this.additions.dispose();
    this.removals.dispose();
  }
}

/** Why nothing can be recorded in this window. */
function whyNone(): string {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
    return vscode.l10n.t("No folder is open. Open the folder of your workflow to record what runs in it.");
  }
  return vscode.l10n.t("This workspace is virtual: nothing runs in it that could be recorded.");
}
