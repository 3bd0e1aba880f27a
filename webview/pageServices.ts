import type { Event } from "../src/base/event";
import type { PanelSelection } from "../src/protocol/panel";
import type { Asker } from "./asker";
import type { AxisLinks } from "./chart/axisLinks";
import type { Tooltip } from "./chart/tooltip";
import type { Frames } from "./frames";
import type { Host } from "./host";
import type { PanelModel } from "./panelModel";
import type { QueryBoard } from "./queryBoard";
import type { Theme } from "./theme";

/** What the page's parts share. */
export interface PageServices {
  readonly host: Host;
  readonly asker: Asker;
  readonly model: PanelModel;
  readonly board: QueryBoard;
  readonly theme: Theme;
  readonly frames: Frames;
  readonly links: AxisLinks;
  readonly tooltip: Tooltip;
  /** Charts keep their picture while the page is paused; data goes on. */
  readonly isPaused: boolean;
  readonly onDidResume: Event<void>;
  /** Shows everything anew that is not a chart. */
  refresh(): void;
  /** Opens the form of the alert rules. */
  editAlertRules(): void;
  /** Shows a tab, with something selected in it. */
  openTab(tab: string, selection?: PanelSelection): void;
}
