/** Lets asynchronous work that looks something up and then changes it go one after the other, in the order of asking. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    // One that fails concerns whoever asked for it, not the next one.
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
