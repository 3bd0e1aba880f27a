import { Emitter } from "../src/base/event";
import { errorText } from "../src/base/log";
import type { PanelSelection, ToPanelMessage } from "../src/protocol/panel";
import { alertRuleStore } from "./alertRules/alertRuleStore";
import { RulesDialog } from "./alertRules/rulesDialog";
import { Asker } from "./asker";
import { Banner } from "./banner";
import { AxisLinks } from "./chart/axisLinks";
import { Tooltip } from "./chart/tooltip";
import { element, setShown } from "./dom";
import { EmptyPage } from "./emptyPage";
import { Frames } from "./frames";
import { Header } from "./header";
import { Host } from "./host";
import type { PageServices } from "./pageServices";
import { PanelModel } from "./panelModel";
import { QueryBoard } from "./queryBoard";
import { TabHost } from "./tabs/tabHost";
import { Theme } from "./theme";

/** The panel's page: the row of tabs, the header of the session, and the tab that is shown. */
export class PanelPage implements PageServices {
  readonly host = new Host();
  readonly asker = new Asker(this.host);
  readonly model = new PanelModel();
  readonly board = new QueryBoard(this.host, this.model);
  readonly theme = new Theme();
  readonly frames = new Frames();
  readonly links = new AxisLinks(this.host);
  readonly tooltip = new Tooltip();
  private readonly resumed = new Emitter<void>();
  readonly onDidResume = this.resumed.event;

  private readonly tabs = new TabHost(this, () => this.refresh());
  private readonly header = new Header(this, () => this.togglePause());
  private readonly banner = new Banner(this);
  private readonly empty = new EmptyPage(this);
  private readonly rules = new RulesDialog(alertRuleStore(this));
  private shownSession: string | undefined;

  constructor(root: HTMLElement) {
    const top = element("div", { class: "page-top" }, [this.tabs.bar.root, this.header.root]);
    root.replaceChildren(top, this.banner.root, this.empty.root, this.tabs.root, this.rules.root);
    this.model.onDidChangeSessions(() => this.refresh());
    this.model.onDidChangeDetail(() => this.onDetail());
    this.model.onDidChangeCharts(() => this.onCharts());
    this.model.onShow(({ tab, selection }) => this.openTab(tab, selection));
    this.host.listen((message) => this.accept(message));
    // The clock of a running session goes on between two messages.
    window.setInterval(() => this.tick(), 1000);
    this.refresh();
    this.host.post({ type: "ready" });
  }

  get isPaused(): boolean {
    return this.host.state.isPaused;
  }

  openTab(tab: string, selection?: PanelSelection): void {
    this.tabs.open(tab, selection);
  }

  editAlertRules(): void {
    this.rules.open().catch((error: unknown) => this.model.accept({ type: "error", message: errorText(error) }));
  }

  refresh(): void {
    this.updateHeader();
    this.banner.update();
    this.empty.update();
    this.tabs.update(this.model.detail !== undefined || this.model.selected !== undefined);
  }

  private accept(message: ToPanelMessage): void {
    if (message.type === "sessions" && message.chosen !== this.host.state.sessionId) {
      this.host.remember({ sessionId: message.chosen });
    }
    if (message.type === "answer") this.asker.accept(message);
    else if (message.type === "editAlertRules") this.editAlertRules();
    else this.model.accept(message);
  }

  private onDetail(): void {
    const id = this.model.detail?.session.id;
    if (id !== undefined && id !== this.shownSession) {
      // Ranges of one session mean nothing in another; those that the page was restored with belong to the first one.
      if (this.shownSession !== undefined) this.links.resetAll();
      this.shownSession = id;
      this.board.forget();
    }
    this.refresh();
  }

  private onCharts(): void {
    this.tabs.setCharts(this.model.charts.map(({ file }) => file));
    this.refresh();
  }

  private updateHeader(): void {
    if (this.tabs.scope === "session") this.header.update();
    else setShown(this.header.root, false);
  }

  private togglePause(): void {
    this.host.remember({ isPaused: !this.isPaused });
    this.refresh();
    if (!this.isPaused) this.resumed.fire();
  }

  private tick(): void {
    if (document.hidden || this.model.detail?.session.status !== "running") return;
    this.updateHeader();
  }
}
