import { setImmediate } from "node:timers/promises";

/** Others wait at most so long for their turn; each turn costs far less than that. */
const SLICE_MS = 8;

/** Long work in slices: whoever does it asks at every step, and gives way when its slice is over. */
export class Slices {
  private began = performance.now();

  /** Lets the event loop turn where that is due. */
  async yield(): Promise<void> {
    if (performance.now() - this.began < SLICE_MS) return;
    await setImmediate();
    this.began = performance.now();
  }
}
