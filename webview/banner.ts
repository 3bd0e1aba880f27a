import { element, setShown, setText } from "./dom";
import type { PageServices } from "./pageServices";

const ERROR_MS = 10_000;

/** A line at the top of the page: the engine is gone, something failed, or the charts stand still. */
export class Banner {
  readonly root = element("div", { class: "banner", attributes: { role: "status" } });
  private error: string | undefined;
  private timer: number | undefined;

  constructor(private readonly page: PageServices) {
    page.model.onError((message) => this.showError(message));
  }

  update(): void {
    const text = this.text();
    setShown(this.root, text !== undefined);
    setText(this.root, text ?? "");
    this.root.dataset["kind"] = this.error === undefined ? "notice" : "error";
  }

  private text(): string | undefined {
    if (this.error !== undefined) return this.error;
    if (this.page.model.engine === "lost") {
      return "The engine stopped answering; what you see is what it last reported. Your program goes on, and the picture does as soon as the engine is back.";
    }
    if (this.page.isPaused && this.page.model.detail?.session.status === "running") {
      return "Paused: the charts stand still, recording goes on.";
    }
    return undefined;
  }

  private showError(message: string): void {
    this.error = message;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.error = undefined;
      this.update();
    }, ERROR_MS);
    this.update();
  }
}
