/** Runs drawings in the browser's frames, each at most once a frame and no more than a few of them, so that scrolling stays smooth. */
export class Frames {
  private readonly waiting = new Set<() => void>();
  private isScheduled = false;

  schedule(draw: () => void): void {
    this.waiting.add(draw);
    this.request();
  }

  cancel(draw: () => void): void {
    this.waiting.delete(draw);
  }

  private request(): void {
    if (this.isScheduled || this.waiting.size === 0) return;
    this.isScheduled = true;
    requestAnimationFrame(() => this.run());
  }

  private run(): void {
    this.isScheduled = false;
    const end = performance.now() + 12;
    for (const draw of [...this.waiting]) {
      this.waiting.delete(draw);
      draw();
      if (performance.now() > end) break;
    }
    this.request();
  }
}
