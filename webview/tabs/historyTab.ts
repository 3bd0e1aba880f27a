import { DisposableStore } from "../../src/base/disposable";
import { formatBytes, formatCount } from "../../src/base/format";
import { errorText } from "../../src/base/log";
import { formatHistoryQuery } from "../../src/protocol/historyQuery";
import type { HistoryFacts } from "../../src/protocol/historyAdmin";
import type { PanelSelection, SessionsCommand } from "../../src/protocol/panel";
import type { SavedFilter } from "../../src/protocol/panelQuestions";
import type { SessionPage } from "../../src/protocol/rpc";
import type { SessionSummary } from "../../src/protocol/session";
import type { SessionFigure, SessionFilter } from "../../src/protocol/sessionFilter";
import { Latest } from "../asker";
import { element, setShown, setText, textButton } from "../dom";
import { Picker } from "../overview/picker";
import { QueryField } from "../overview/queryField";
import { SessionTable } from "../overview/sessionTable";
import type { PageServices } from "../pageServices";
import type { Tab } from "./tab";

const PAGE_SIZE = 100;

/** All that is remembered: found by a query, sorted, chosen from, compared, kept and cleaned up. */
export class HistoryTab implements Tab {
  readonly root = element("div", { class: "content overview" });
  private readonly owned = new DisposableStore();
  private readonly latest = new Latest();
  private readonly query: QueryField;
  private readonly table: SessionTable;
  private readonly saved = new Picker("Saved", (name) => this.useFilter(name));
  private readonly saveButton = textButton("Save Query", () => this.saveFilter());
  private readonly forgetButton = textButton("Forget Query", () => this.forgetFilter());
  private readonly actions: readonly HTMLButtonElement[];
  private readonly count = element("span", { class: "card-note" });
  private readonly state = element("p", { class: "overview-state", attributes: { role: "status" } });
  private readonly more = textButton("Show More", () => void this.load(this.shown.length + PAGE_SIZE));
  private readonly facts = element("p", { class: "history-facts" });
  private filter: SessionFilter = {};
  private filters: readonly SavedFilter[] = [];
  private shown: readonly SessionSummary[] = [];
  private isVisible = false;
  /** What the sessions were when the facts were asked for. */
  private factsFor: string | undefined;

  constructor(private readonly page: PageServices) {
    this.query = new QueryField((query, filter) => {
      this.filter = filter;
      const { choices } = page.host.state;
      page.host.remember({ choices: { ...choices, "history.query": query } });
      this.updateFilters();
      void this.load();
    });
    this.table = new SessionTable({
      onOpen: (sessionId) => this.open(sessionId),
      onSort: (by) => this.sort(by),
      onSelect: () => this.updateActions(),
      onPin: (session) => void this.pin(session),
    });
    this.actions = [
      textButton("Compare", () => page.openTab("compare", { sessionIds: this.table.selection })),
      this.command("Export…", "exportSession"),
      this.command("Tag…", "tagSession"),
      this.command("Note…", "editNote"),
      this.command("Delete…", "deleteSession"),
    ];
    const bar = element("div", { class: "overview-bar" }, [this.saved.root, this.saveButton, this.forgetButton]);
    const head = element("div", { class: "overview-bar" }, [...this.actions, this.count]);
    const foot = element("div", { class: "overview-bar history-foot" }, [
      this.facts,
      this.tool("Import…", "importSessions"),
      this.tool("Merge…", "mergeHistory"),
      this.tool("Clean Up…", "cleanUpHistory"),
    ]);
    this.root.append(this.query.root, bar, head, this.state, this.table.root, this.more, foot);
    this.owned.add(page.model.onDidChangeSessions(() => this.isVisible && void this.load(this.shown.length)));
    this.updateActions();
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    if (!isVisible) return;
    this.factsFor = undefined;
    void this.loadFilters();
    const query = this.page.host.state.choices["history.query"] ?? "";
    if (query !== this.query.query) this.query.show(query);
    else void this.load();
  }

  select({ query }: PanelSelection): void {
    if (query !== undefined) this.query.show(query);
  }

  dispose(): void {
    this.owned.dispose();
    this.root.remove();
  }

  private async load(limit = PAGE_SIZE): Promise<void> {
    const { asker } = this.page;
    try {
      const page = await this.latest.of(
        asker.ask("listSessions", { ...this.filter, limit: Math.max(PAGE_SIZE, limit) }),
      );
      if (page === undefined) return;
      this.show(page);
      // They look at every file of the history: anew where something in them has changed, not once a second while one runs.
      const facts = factsOf(page);
      if (facts === this.factsFor) return;
      this.factsFor = facts;
      this.showFacts(await asker.ask("historyFacts", {}));
    } catch (error) {
      this.fail(error);
    }
  }

  private show({ sessions, total }: SessionPage): void {
    this.shown = sessions;
    this.table.show(sessions, this.filter.sort);
    const isEmpty = sessions.length === 0;
    setShown(this.table.root, !isEmpty);
    setShown(this.more, sessions.length < total);
    setText(this.count, `${formatCount(sessions.length)} of ${formatCount(total)} sessions`);
    const empty =
      this.query.query === ""
        ? "Nothing is recorded yet. Run an optimizer from a task, a debug configuration or a terminal."
        : "No session fits this query.";
    setText(this.state, isEmpty ? empty : "");
  }

  private showFacts({ sessions, pinned, catalogBytes, detailBytes, tags, algorithms, problems }: HistoryFacts): void {
    const size = formatBytes(catalogBytes + detailBytes);
    const kept = pinned === 0 ? "" : `, ${formatCount(pinned)} pinned`;
    setText(this.facts, `${formatCount(sessions)} sessions${kept}, ${size} on the disk.`);
    this.query.suggest([
      ...this.filters.map(({ query }) => query),
      ...tags.map((tag) => formatHistoryQuery({ tag })),
      ...algorithms.map((algorithm) => formatHistoryQuery({ algorithm })),
      ...problems.map((problem) => formatHistoryQuery({ problem })),
      "status:failed",
      "is:pinned",
      "after:7d",
    ]);
  }

  private sort(by: SessionFigure): void {
    const { sort } = this.filter;
    const isSame = sort === undefined ? by === "start" : sort.by === by;
    const descending = isSame ? !(sort?.descending ?? true) : true;
    this.query.show(formatHistoryQuery({ ...this.filter, sort: { by, descending } }));
  }

  private open(sessionId: string): void {
    this.page.host.post({ type: "select", sessionId });
    this.page.openTab("live");
  }

  private async pin({ id, isPinned }: SessionSummary): Promise<void> {
    try {
      await this.page.asker.ask("setPinned", { sessionId: id, isPinned: isPinned !== true });
      await this.load(this.shown.length);
    } catch (error) {
      this.fail(error);
    }
  }

  private async loadFilters(): Promise<void> {
    try {
      this.filters = await this.page.asker.ask("readFilters", {});
      this.updateFilters();
    } catch (error) {
      this.fail(error);
    }
  }

  private updateFilters(): void {
    const { query } = this.query;
    const current = this.filters.find((one) => one.query === query);
    const options = this.filters.map(({ name }) => ({ value: name, label: name }));
    this.saved.update([{ value: "", label: "–" }, ...options], current?.name ?? "", 2);
    setShown(this.saveButton, query !== "" && current === undefined);
    setShown(this.forgetButton, current !== undefined);
  }

  private useFilter(name: string): void {
    this.query.show(this.filters.find((one) => one.name === name)?.query ?? "");
  }

  /** A query is called after itself; nobody has to think of a name. */
  private saveFilter(): void {
    const { query } = this.query;
    this.storeFilters([...this.filters.filter(({ name }) => name !== query), { name: query, query }]);
  }

  private forgetFilter(): void {
    this.storeFilters(this.filters.filter(({ query }) => query !== this.query.query));
  }

  private storeFilters(filters: readonly SavedFilter[]): void {
    this.filters = filters;
    this.updateFilters();
    this.page.asker.ask("saveFilters", { filters }).catch((error: unknown) => this.fail(error));
  }

  private updateActions(): void {
    const isEmpty = this.table.selection.length === 0;
    for (const action of this.actions) {
      action.disabled = isEmpty;
      action.title = isEmpty ? "Choose sessions in the table first." : "";
    }
  }

  private command(text: string, command: SessionsCommand): HTMLButtonElement {
    return textButton(text, () =>
      this.page.host.post({ type: "onSessions", command, sessionIds: this.table.selection }),
    );
  }

  private tool(text: string, command: SessionsCommand): HTMLButtonElement {
    return textButton(text, () => this.page.host.post({ type: "onSessions", command, sessionIds: [] }));
  }

  private fail(error: unknown): void {
    setText(this.state, errorText(error));
  }
}

/** All of the sessions that the facts of the history depend on. */
function factsOf({ sessions, total }: SessionPage): string {
  const parts = sessions.map(({ id, status, isPinned, tags, problem, algorithms }) => {
    return [id, status, isPinned, tags, problem, algorithms];
  });
  return JSON.stringify([total, parts]);
}
