const SHOWN_MS = 2000;

/** Leads the eye, and the focus, to a part of the page. */
export class Pointer {
  private pointed: HTMLElement | undefined;
  private timer = 0;
  private after: (() => void) | undefined;
  private readonly sizes = new ResizeObserver(() => this.correct());

  constructor() {
    document.addEventListener("scrollend", () => this.correct());
    // Whoever scrolls on has seen it.
    document.addEventListener("wheel", () => this.release(), { passive: true });
  }

  /** Brings a part into sight and marks it for a moment; `after` is called when the mark goes. */
  pointAt(part: HTMLElement, after?: () => void): void {
    this.release();
    part.setAttribute("data-pointed", "true");
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    part.scrollIntoView({ block: "nearest", behavior: isCalm ? "auto" : "smooth" });
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
    this.pointed = part;
    this.after = after;
    this.sizes.observe(document.body);
    this.timer = window.setTimeout(() => this.release(), SHOWN_MS);
  }

  /** Charts that are drawn on the way move what is below them. */
  private correct(): void {
    this.pointed?.scrollIntoView({ block: "nearest" });
  }

  private release(): void {
    window.clearTimeout(this.timer);
    this.sizes.disconnect();
    this.pointed?.removeAttribute("data-pointed");
    this.after?.();
    this.pointed = undefined;
    this.after = undefined;
  }
}
