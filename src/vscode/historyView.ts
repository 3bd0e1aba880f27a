import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../base/disposable";
import { Emitter } from "../base/event";
import { formatCount } from "../base/format";
import type { SessionStatus, SessionSummary } from "../protocol/session";
import { COMMANDS, CONTEXT_KEYS, SESSIONS_VIEW, TREE_ITEMS } from "./contributions";
import type { Engines } from "./engine/engines";
import { groupSessions, type SessionGroup } from "./sessions/sessionGroups";
import type { FoundSessions } from "./sessions/foundSessions";
import type { SessionList, TrackedSession } from "./sessions/sessionList";
import { shownLine } from "./shownTexts";
import { describeSession, sessionFacts, statusText } from "./sessions/sessionText";

const ICONS: Readonly<Record<SessionStatus, vscode.ThemeIcon>> = {
  running: new vscode.ThemeIcon("pulse", new vscode.ThemeColor("charts.blue")),
  completed: new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed")),
  failed: new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed")),
  stopped: new vscode.ThemeIcon("debug-stop"),
  interrupted: new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground")),
};

const WORSE = new vscode.ThemeIcon("arrow-down", new vscode.ThemeColor("list.warningForeground"));

/** A line that is drawn anew loses its tooltip: figures of running sessions are told no more often, in milliseconds. */
const FIGURES_EVERY_MS = 5000;

/** A session's line; it stays the same object while what it shows changes, so that the editor knows it again. */
interface SessionNode {
  readonly type: "session";
  session: TrackedSession;
}

/** A line of the tree: a heading, a session, or the way to more of them. */
export type HistoryNode =
  | { readonly type: "group"; readonly group: SessionGroup<TrackedSession> }
  | SessionNode
  | { readonly type: "more" };

/** The tree of sessions in the activity bar: what runs first, then the days. */
export class HistoryView implements vscode.TreeDataProvider<HistoryNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = new Emitter<HistoryNode[] | undefined>();
  private nodes = new Map<string, SessionNode>();
  private structure = "";
  /** Lines whose figures have grown since they were told. */
  private readonly grown = new Set<SessionNode>();
  private timer: NodeJS.Timeout | undefined;
  private readonly tree: vscode.TreeView<HistoryNode>;

  constructor(
    private readonly engines: Engines,
    private readonly sessions: SessionList,
    private readonly found: FoundSessions,
  ) {
    this.tree = this.store.add(
      vscode.window.createTreeView(SESSIONS_VIEW, {
        treeDataProvider: this,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.store.add(this.tree.onDidChangeVisibility(({ visible }) => visible && this.engines.openAll()));
    this.store.add(sessions.onDidChange(() => this.update()));
    this.store.add(found.onDidChange(() => this.update()));
    if (this.tree.visible) engines.openAll();
  }

  readonly onDidChangeTreeData = this.changes.event;

  /** What stands above the lines: how many sessions fit the query that is set. */
  get message(): string | undefined {
    return this.tree.message;
  }

  getChildren(node?: HistoryNode): HistoryNode[] {
    if (node === undefined) return this.roots();
    if (node.type !== "group") return [];
    return node.group.sessions.flatMap((session) => this.nodes.get(keyOf(session)) ?? []);
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    switch (node.type) {
      case "group":
        return groupItem(node.group);
      case "session":
        return sessionItem(node.session);
      case "more":
        return moreItem();
    }
  }

  private roots(): HistoryNode[] {
    const nodes: HistoryNode[] = this.groups().map((group) => ({ type: "group", group }));
    return this.hasMore ? [...nodes, { type: "more" }] : nodes;
  }

  private get hasMore(): boolean {
    return this.found.query === undefined && this.sessions.hasMore;
  }

  /** What is shown: all sessions, or those that fit the query. */
  private get shown(): readonly TrackedSession[] {
    return this.found.query === undefined ? this.sessions.sessions : this.found.sessions;
  }

  /** Days, unless the query asks for another order. */
  private groups(): readonly SessionGroup<TrackedSession>[] {
    const { shown } = this;
    if (this.found.query !== undefined && this.found.isSorted) {
      return shown.length === 0 ? [] : [{ id: "found", label: vscode.l10n.t("Found"), sessions: [...shown] }];
    }
    return groupSessions(shown, new Date(), vscode.env.language);
  }

  /**
   * Draws the whole tree anew only where lines came, went or moved: a line that is drawn anew under the pointer loses the
   * session that its buttons are about.
   */
  private refresh(): void {
    const groups = this.groups().map(({ id, label, sessions }) => [id, label, sessions.map(keyOf)]);
    const structure = JSON.stringify([groups, this.hasMore]);
    const before = this.nodes;
    const changed: SessionNode[] = [];
    this.nodes = new Map();
    for (const session of this.shown) {
      const known = before.get(keyOf(session));
      const node: SessionNode = known ?? { type: "session", session };
      const change = known === undefined ? undefined : changeOf(known.session.summary, session.summary);
      if (change === "standing") changed.push(node);
      else if (change === "figures") this.grown.add(node);
      node.session = session;
      this.nodes.set(keyOf(session), node);
    }
    if (structure !== this.structure) this.changes.fire(undefined);
    else if (changed.length > 0) this.changes.fire(changed);
    this.structure = structure;
    if (this.grown.size > 0) this.timer ??= setTimeout(() => this.tellGrown(), FIGURES_EVERY_MS);
  }

  private tellGrown(): void {
    this.timer = undefined;
    const shown = [...this.grown].filter((node) => this.nodes.get(keyOf(node.session)) === node);
    this.grown.clear();
    if (shown.length > 0) this.changes.fire(shown);
  }

  private update(): void {
    const running = this.sessions.running.length;
    const tooltip = vscode.l10n.t("{0} sessions running", running);
    this.tree.badge = running === 0 ? undefined : { value: running, tooltip };
    void vscode.commands.executeCommand("setContext", CONTEXT_KEYS.hasSessions, this.sessions.sessions.length > 0);
    this.showQuery();
    this.refresh();
  }

  /** A filtered view says so. */
  private showQuery(): void {
    const { query, sessions } = this.found;
    if (query === undefined) delete this.tree.message;
    else if (sessions.length === 0) this.tree.message = vscode.l10n.t("No session fits “{0}”.", query);
    else this.tree.message = vscode.l10n.t("Sessions that fit “{0}”: {1}", query, formatCount(sessions.length));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.store.dispose();
    this.changes.dispose();
  }
}

function keyOf({ engine, summary }: TrackedSession): string {
  return `${engine.folder.uri.toString()}:${summary.id}`;
}

/** What grows while a session simply goes on. */
const NO_FIGURES = {
  iterationCount: undefined,
  evaluations: undefined,
  best: undefined,
  dropped: undefined,
  peakRssBytes: undefined,
  meanCpuPercent: undefined,
} satisfies { readonly [K in keyof SessionSummary]?: undefined };

/** Whether a session's line shows something else now, or only figures that have grown; most sessions are the same objects. */
function changeOf(before: SessionSummary, now: SessionSummary): "standing" | "figures" | undefined {
  if (before === now) return undefined;
  const standingOf = (summary: SessionSummary): string => JSON.stringify({ ...summary, ...NO_FIGURES });
  if (standingOf(before) !== standingOf(now)) return "standing";
  return JSON.stringify(before) === JSON.stringify(now) ? undefined : "figures";
}

function groupItem({ id, label }: SessionGroup<TrackedSession>): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group:${id}`;
  return item;
}

function sessionItem({ engine, summary }: TrackedSession): vscode.TreeItem {
  const now = Date.now() / 1000;
  const item = new vscode.TreeItem(shownLine(summary.label));
  const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
  const description = shownLine(describeSession(summary, now));
  item.id = `session:${keyOf({ engine, summary })}`;
  item.iconPath = iconOf(summary);
  item.description = several ? `${description} · ${engine.folder.name}` : description;
  item.contextValue = contextOf(summary);
  item.tooltip = [summary.label, ...sessionFacts(summary, now).map(([name, value]) => `${name}: ${value}`)]
    .map(shownLine)
    .join("\n");
  item.accessibilityInformation = {
    label: `${shownLine(summary.label)}, ${statusText(summary.status)}, ${description}`,
  };
  item.command = { command: COMMANDS.openSession, title: vscode.l10n.t("Open Session"), arguments: [summary.id] };
  return item;
}

/** A session that is clearly worse than its baseline stands out although it has completed. */
function iconOf({ status, regressions }: SessionSummary): vscode.ThemeIcon {
  const isWorse = status === "completed" && regressions?.some(({ kind }) => kind === "worse") === true;
  return isWorse ? WORSE : ICONS[status];
}

/** What the menus ask for: `session.ended.pinned.baseline`. */
function contextOf({ status, isPinned, isBaseline }: SessionSummary): string {
  const state = status === "running" ? TREE_ITEMS.running : TREE_ITEMS.ended;
  return [state, ...(isPinned === true ? ["pinned"] : []), ...(isBaseline === true ? ["baseline"] : [])].join(".");
}

function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Load More…"));
  item.id = "more";
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: COMMANDS.loadMoreSessions, title: vscode.l10n.t("Load More…") };
  return item;
}
