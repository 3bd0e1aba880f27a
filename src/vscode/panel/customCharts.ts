import { isAbsolute, relative, resolve } from "node:path";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { Emitter } from "../../base/event";
import { errorText } from "../../base/log";
import type { CustomChart } from "../../protocol/panel";
import type { Engines } from "../engine/engines";
import type { EditorSettings } from "../settings";

const SUFFIX = ".vl.json";
const MOST_CHARTS = 50;
const MOST_BYTES = 256 * 1024;

/** The custom charts of the open folders, read in trusted workspaces only; noticed when they change. */
export class CustomCharts implements Disposable {
  private readonly store = new DisposableStore();
  private watchers = new DisposableStore();
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly engines: Engines,
    private readonly settings: EditorSettings,
  ) {
    this.store.add(engines.forEachLater(() => this.watch()));
    this.store.add(settings.onDidChange(() => this.watch()));
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.watch()));
    // What is saved in the editor itself is known without a watcher, which may miss what happens while it starts.
    this.store.add(
      vscode.workspace.onDidSaveTextDocument(({ fileName }) => fileName.endsWith(SUFFIX) && this.changes.fire()),
    );
  }

  /** The folder of a workspace folder's charts: beside its history. */
  folderOf(folder: vscode.Uri): vscode.Uri {
    return vscode.Uri.file(resolve(folder.fsPath, this.settings.read(folder).historyFolder, "charts"));
  }

  /** The charts that there are now, by name; of two with one name that of the first folder. */
  async read(): Promise<readonly CustomChart[]> {
    if (!vscode.workspace.isTrusted) return [];
    const charts = new Map<string, CustomChart>();
    for (const { folder } of this.engines.all) {
      const place = this.folderOf(folder.uri);
      for (const file of await chartFiles(place)) {
        if (!charts.has(file)) charts.set(file, await readChart(vscode.Uri.joinPath(place, file), file));
      }
    }
    return [...charts.values()].slice(0, MOST_CHARTS);
  }

  private watch(): void {
    this.watchers.dispose();
    this.watchers = new DisposableStore();
    if (vscode.workspace.isTrusted) {
      for (const { folder } of this.engines.all) {
        const pattern = patternOf(folder, this.folderOf(folder.uri));
        const watcher = this.watchers.add(vscode.workspace.createFileSystemWatcher(pattern));
        for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
          this.watchers.add(event(() => this.changes.fire()));
        }
      }
    }
    this.changes.fire();
  }

  dispose(): void {
    this.watchers.dispose();
    this.store.dispose();
    this.changes.dispose();
  }
}

/** Inside a workspace folder it is that which is watched: a folder that is not there yet cannot be. */
function patternOf(folder: vscode.WorkspaceFolder, charts: vscode.Uri): vscode.RelativePattern {
  const inside = relative(folder.uri.fsPath, charts.fsPath);
  if (inside.startsWith("..") || isAbsolute(inside)) return new vscode.RelativePattern(charts, `*${SUFFIX}`);
  return new vscode.RelativePattern(folder, `${inside.replaceAll("\\", "/")}/*${SUFFIX}`);
}

async function chartFiles(folder: vscode.Uri): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.flatMap(([name]) => (name.endsWith(SUFFIX) && name.length > SUFFIX.length ? [name] : [])).sort();
  } catch {
    return [];
  }
}

async function readChart(uri: vscode.Uri, file: string): Promise<CustomChart> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MOST_BYTES) return { file, error: vscode.l10n.t("The file is longer than 256 KB.") };
    return { file, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch (error) {
    return { file, error: vscode.l10n.t("The file cannot be read: {0}", errorText(error)) };
  }
}
