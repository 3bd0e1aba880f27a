import type { FromPanelMessage, ToPanelMessage } from "../src/protocol/panel";
import { parseUiState, type UiState } from "./uiState";

interface EditorApi {
  postMessage(message: FromPanelMessage): void;
  getState(): unknown;
  setState(state: UiState): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The editor's side: messages both ways, and what the page remembers over a reload of the window. */
export class Host {
  private readonly api = acquireVsCodeApi();
  private saving: number | undefined;
  state: UiState = parseUiState(this.api.getState());

  post(message: FromPanelMessage): void {
    this.api.postMessage(message);
  }

  /** The shell is the only one that posts to this page. */
  listen(listener: (message: ToPanelMessage) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const data = event.data;
      if (typeof data === "object" && data !== null && "type" in data) listener(data as ToPanelMessage);
    });
  }

  /** Changes the remembered state; it is written a moment later, once for many changes. */
  remember(change: Partial<UiState>): void {
    this.state = { ...this.state, ...change };
    this.saving ??= window.setTimeout(() => {
      this.saving = undefined;
      this.api.setState(this.state);
    }, 200);
  }
}
