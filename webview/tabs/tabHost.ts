import { DisposableStore } from "../../src/base/disposable";
import type { PanelSelection } from "../../src/protocol/panel";
import { element, setAttribute, setShown } from "../dom";
import type { PageServices } from "../pageServices";
import type { Tab } from "./tab";
import { TabBar } from "./tabBar";
import { chartEntry, chartTabId, FIXED_TABS, type TabEntry } from "./tabList";

interface BuiltTab {
  readonly tab: Tab;
  readonly panel: HTMLElement;
}

/** Builds tabs when they are first shown, shows one of them, and tells it what changed. */
export class TabHost {
  readonly bar: TabBar;
  readonly root = element("main", { class: "tab-panels" });
  private readonly owned = new DisposableStore();
  private readonly built = new Map<string, BuiltTab>();
  private readonly scrolled = new Map<string, number>();
  private entries: readonly TabEntry[] = FIXED_TABS;
  private active: TabEntry | undefined;
  private waiting: { readonly tab: string; readonly selection: PanelSelection } | undefined;

  constructor(
    private readonly page: PageServices,
    private readonly onSwitch: () => void,
  ) {
    this.bar = new TabBar((id) => this.open(id));
  }

  /** What the shown tab is about. */
  get scope(): TabEntry["scope"] {
    return this.chosen().scope;
  }

  /** The custom charts there are, each a tab behind the fixed ones. */
  setCharts(files: readonly string[]): void {
    const known = new Map(this.entries.map((entry) => [entry.id, entry]));
    this.entries = [...FIXED_TABS, ...files.map((file) => known.get(chartTabId(file)) ?? chartEntry(file))];
    const wanted = new Set(this.entries.map(({ id }) => id));
    for (const [id, { tab, panel }] of this.built) {
      if (wanted.has(id)) continue;
      tab.dispose();
      panel.remove();
      this.built.delete(id);
      if (this.active?.id === id) this.active = undefined;
    }
  }

  /** Opens a tab and remembers it; one that is not there (yet) is shown as soon as it is. */
  open(id: string, selection?: PanelSelection): void {
    if (id !== this.page.host.state.tab) this.page.host.remember({ tab: id });
    this.waiting = selection === undefined ? undefined : { tab: id, selection };
    this.onSwitch();
  }

  /** Shows the chosen tab and lets it show what is new; nothing is built while the page is empty. */
  update(isShown: boolean): void {
    setShown(this.root, isShown);
    this.bar.show(isShown);
    if (!isShown) return;
    const chosen = this.chosen();
    this.bar.update(this.entries, chosen.id);
    if (chosen.id !== this.active?.id) this.activate(chosen);
    const tab = this.built.get(chosen.id)?.tab;
    tab?.update?.();
    if (this.waiting?.tab !== chosen.id) return;
    tab?.select?.(this.waiting.selection);
    this.waiting = undefined;
  }

  private chosen(): TabEntry {
    const wanted = this.page.host.state.tab;
    const found = this.entries.find(({ id }) => id === wanted) ?? this.entries[0];
    if (found === undefined) throw new Error("There are no tabs.");
    return found;
  }

  private activate(entry: TabEntry): void {
    const before = this.active;
    const left = before === undefined ? undefined : this.built.get(before.id);
    if (before !== undefined && left !== undefined) {
      this.scrolled.set(before.id, window.scrollY);
      setShown(left.panel, false);
      left.tab.setVisible(false);
    }
    this.active = entry;
    const { tab, panel } = this.built.get(entry.id) ?? this.build(entry);
    setShown(panel, true);
    tab.setVisible(true);
    if (before !== undefined) window.scrollTo({ top: this.scrolled.get(entry.id) ?? 0 });
  }

  private build(entry: TabEntry): BuiltTab {
    const tab = this.owned.add(entry.create(this.page));
    const ids = this.bar.idsOf(entry.id);
    const panel = element("div", { class: "tab-panel", attributes: { role: "tabpanel", id: ids.panel } }, [tab.root]);
    setAttribute(panel, "aria-labelledby", ids.tab);
    this.root.append(panel);
    const made = { tab, panel };
    this.built.set(entry.id, made);
    return made;
  }
}
