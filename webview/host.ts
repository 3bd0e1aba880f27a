import type { FromPanelMessage, ToPanelMessage } from "../src/protocol/panel";
import { isToPanelMessage } from "../src/protocol/toPanelMessage";
import { parseUiState, type UiState } from "./uiState";

interface EditorApi {
  postMessage(message: FromPanelMessage): void;
  getState(): unknown;
  setState(state: UiState): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** Between two writings of what the page remembers: dragging and zooming change it with every frame. */
const PAUSE_MS = 200;

/** The editor's side: messages both ways, and what the page remembers over a reload of the window. */
export class Host {
  private readonly api = acquireVsCodeApi();
  /** Set for a moment after each writing of the state, in which what changes is only noted. */
  private pause: number | undefined;
  private hasChanged = false;
  state: UiState = parseUiState(this.api.getState() ?? handedOver());

  post(message: FromPanelMessage): void {
    this.api.postMessage(message);
  }

  /** The shell's messages come through the frame around this page, which has its origin; nobody else is listened to. */
  listen(listener: (message: ToPanelMessage) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (event.origin === window.origin && isToPanelMessage(event.data)) listener(event.data);
    });
  }

  /** Changes the remembered state; it is written at once, and then once for all changes of a moment. */
  remember(change: Partial<UiState>): void {
    this.state = { ...this.state, ...change };
    this.hasChanged = true;
    if (this.pause === undefined) this.write();
  }

  private write(): void {
    if (!this.hasChanged) return;
    this.hasChanged = false;
    this.api.setState(this.state);
    this.post({ type: "remember", state: { ...this.state } });
    this.pause = window.setTimeout(() => {
      this.pause = undefined;
      this.write();
    }, PAUSE_MS);
  }
}

/** What the page remembered that this one comes in the place of: the frame carries it. */
function handedOver(): unknown {
  return JSON.parse(document.getElementById("app")?.dataset["state"] ?? "null");
}
