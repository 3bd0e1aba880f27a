import { platform } from "node:os";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { Emitter } from "../../base/event";
import { definedVariables } from "./variables";

/** The editor's names of this platform in settings. */
const PLATFORM_KEYS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "osx", win32: "windows" };

/**
 * Which variables the tasks of a folder and the profiles of terminals set. Kept until one of these changes: the editor walks
 * through all its settings to answer, which takes milliseconds, and it is asked whenever an engine connects.
 */
export class ConfiguredVariables implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = new Emitter<void>();
  private readonly byFolder = new Map<string, ReadonlySet<string>>();
  private profiles: ReadonlySet<string> | undefined;
  /** Some task or profile changed. */
  readonly onDidChange = this.changes.event;

  constructor() {
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration("tasks") && !change.affectsConfiguration("terminal.integrated")) return;
        this.forget();
        this.changes.fire();
      }),
    );
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.forget()));
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.forget()));
  }

  /** Whether some task of a folder, or some profile of a terminal, sets a variable. */
  has(folder: vscode.Uri, name: string): boolean {
    return this.ofTasks(folder).has(name) || this.ofProfiles().has(name);
  }

  /** Walking through what `get` gives takes ten times as long as through what `inspect` gives. */
  ofTasks(folder: vscode.Uri): ReadonlySet<string> {
    const key = folder.toString();
    const known = this.byFolder.get(key);
    if (known !== undefined) return known;
    const tasks = vscode.workspace.getConfiguration("tasks", folder);
    const found = definedVariables([tasks.inspect("tasks"), { options: tasks.inspect("options") }]);
    this.byFolder.set(key, found);
    return found;
  }

  ofProfiles(): ReadonlySet<string> {
    this.profiles ??= definedVariables(
      vscode.workspace.getConfiguration("terminal.integrated").inspect(`profiles.${platformKey()}`),
    );
    return this.profiles;
  }

  private forget(): void {
    this.byFolder.clear();
    this.profiles = undefined;
  }

  dispose(): void {
    this.store.dispose();
    this.changes.dispose();
  }
}

/** The values that a new terminal starts from, by the names of variables. */
export function terminalBase(): (variable: string) => string | undefined {
  const terminal = vscode.workspace.getConfiguration("terminal.integrated");
  const configured = terminal.get<Record<string, unknown>>(`env.${platformKey()}`);
  return (variable) => {
    const value = configured?.[variable];
    return typeof value === "string" ? value : process.env[variable];
  };
}

function platformKey(): string {
  return PLATFORM_KEYS[platform()] ?? "linux";
}
