import type { Disposable } from "../base/disposable";

/** Text that waits beyond this many characters is thinned out: the program is never made to wait for us. */
const MAX_WAITING = 256 * 1024;
/** How much is sent at once, and how often: what this leaves unread of a flood costs no more than a few percent of a core. */
const MAX_SENT = 64 * 1024;
const INTERVAL_MS = 100;

/** Hands a piece of a launch's output to the engine; the answer says whether more is wanted. */
export type SendOutput = (text: string) => Promise<{ readonly wanted: boolean }>;

/** What a launch prints on its way to the engine: collected for a moment, one piece at a time, bounded. */
export class OutputSender implements Disposable {
  private waiting = "";
  private wanted = true;
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;

  constructor(private readonly send: SendOutput) {}

  /** Whether there is any use in reading on. */
  get isWanted(): boolean {
    return this.wanted;
  }

  push(text: string): void {
    if (!this.wanted || text === "") return;
    this.waiting += text;
    if (this.waiting.length > MAX_WAITING) this.waiting = thinned(this.waiting);
    this.schedule();
  }

  /** Sends what is left; for the end of the launch. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.sending;
    while (this.wanted && this.waiting !== "" && (await this.sendSome()));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.wanted = false;
    this.waiting = "";
  }

  private schedule(): void {
    if (this.timer !== undefined || this.sending !== undefined || this.waiting === "") return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sending = this.sendSome().then(() => {
        this.sending = undefined;
        if (this.wanted) this.schedule();
      });
    }, INTERVAL_MS);
    this.timer.unref();
  }

  /** False where the engine was not there to take it, or does not know the launch yet: it is sent again a little later. */
  private async sendSome(): Promise<boolean> {
    const text = this.waiting.slice(0, MAX_SENT);
    this.waiting = this.waiting.slice(MAX_SENT);
    try {
      const { wanted } = await this.send(text);
      if (!wanted) this.dispose();
      return true;
    } catch {
      this.waiting = text + this.waiting;
      return false;
    }
  }
}

/** Keeps the beginning, where headers stand, and the end; the break between them ends a line. */
function thinned(text: string): string {
  const half = MAX_WAITING / 4;
  return `${text.slice(0, half)}\n${text.slice(-half)}`;
}
