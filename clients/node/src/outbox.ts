interface Batch {
  readonly sequence: number;
  readonly line: string;
  /** The buffer's position after this batch's events. */
  readonly upTo: number;
}

const MAX_UNACKNOWLEDGED_CHARS = 4_000_000;

/** Batches on their way: kept until the engine has them, to be sent again over the next connection if this one breaks. */
export class Outbox {
  private batches: Batch[] = [];
  private sequence = 0;
  private chars = 0;
  private acknowledgedPosition = 0;

  /** Whether no more should be added until the engine has caught up. */
  get isFull(): boolean {
    return this.chars >= MAX_UNACKNOWLEDGED_CHARS;
  }

  get isEmpty(): boolean {
    return this.batches.length === 0;
  }

  /** The buffer's position up to which the engine has everything. */
  get acknowledged(): number {
    return this.acknowledgedPosition;
  }

  /** The lines that the engine may not have, oldest first. */
  get lines(): readonly string[] {
    return this.batches.map((batch) => batch.line);
  }

  get lastSequence(): number {
    return this.sequence;
  }

  /** Makes the next batch of events in JSON; gives back its line. */
  add(events: readonly string[], upTo: number): string {
    const sequence = ++this.sequence;
    const line = `{"type":"batch","sequence":${sequence},"events":[${events.join(",")}]}\n`;
    this.batches.push({ sequence, line, upTo });
    this.chars += line.length;
    return line;
  }

  /** The engine has all batches up to this one. */
  acknowledge(sequence: number): void {
    let count = 0;
    for (const batch of this.batches) {
      if (batch.sequence > sequence) break;
      count++;
      this.chars -= batch.line.length;
      this.acknowledgedPosition = batch.upTo;
    }
    if (count > 0) this.batches.splice(0, count);
  }
}
