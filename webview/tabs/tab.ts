import type { Disposable } from "../../src/base/disposable";
import type { PanelSelection } from "../../src/protocol/panel";

/** One tab of the page. It is built when it is first shown, and asks for nothing while it is hidden. */
export interface Tab extends Disposable {
  readonly root: HTMLElement;
  /** Called when the tab comes into sight, before its first `update`, and when it leaves. Charts see by themselves that they are hidden. */
  setVisible(isVisible: boolean): void;
  /** What the page knows or remembers has changed; called only while the tab is shown, and when it comes back. */
  update?(): void;
  /** A link opened the tab with something to select. */
  select?(selection: PanelSelection): void;
}
