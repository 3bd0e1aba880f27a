import type { FromPanelMessage, ToPanelMessage } from "../src/protocol/panel";
import { isToPanelMessage } from "../src/protocol/toPanelMessage";
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

  /** The shell's messages come through the frame around this page, which has its origin; nobody else is listened to. */
  listen(listener: (message: ToPanelMessage) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (event.origin === window.origin && isToPanelMessage(event.data)) listener(event.data);
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
