import type { Disposable } from "../../src/base/disposable";
import type { PanelSelection } from "../../src/protocol/panel";

/** One tab of the page. It is built when it is first shown, and asks for nothing while it is hidden. */
export interface Tab extends Disposable {
  readonly root: HTMLElement;
  setVisible(isVisible: boolean): void;
  /** A link opened the tab with something to select. */
  select?(selection: PanelSelection): void;
}
