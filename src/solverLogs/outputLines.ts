/** What is kept of one line; the rest of a longer one is dropped without being kept. */
export const MAX_LINE_LENGTH = 4_096;
/** Escape sequences take room, too, before they are removed. */
const MAX_RAW_LENGTH = 2 * MAX_LINE_LENGTH;

// Colours and cursor movements (CSI), titles and marks (OSC), and the short ones.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-Z\\-~])/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const LINE_ENDS = /[\r\n]/g;

/**
 * Cuts what a program prints into lines, however it arrives. A carriage return ends a line, too: progress lines that are
 * written over and over are lines each. Empty lines are left out.
 */
export class OutputLines {
  private rest = "";

  constructor(private readonly onLine: (line: string) => void) {}

  push(text: string): void {
    let from = 0;
    for (const { index } of text.matchAll(LINE_ENDS)) {
      this.keep(text, from, index);
      this.flush();
      from = index + 1;
    }
    this.keep(text, from, text.length);
  }

  /** The output has ended: what stands without a line end is a line as well. */
  flush(): void {
    const line = plainLine(this.rest);
    this.rest = "";
    if (line !== "") this.onLine(line);
  }

  private keep(text: string, from: number, to: number): void {
    const room = MAX_RAW_LENGTH - this.rest.length;
    if (room > 0 && to > from) this.rest += text.slice(from, Math.min(to, from + room));
  }
}

/** A line without escape sequences, control characters and what stands behind its end. */
function plainLine(raw: string): string {
  const plain = raw.includes("\u001b") ? raw.replace(ESCAPES, "") : raw;
  return plain.replace(CONTROLS, "").slice(0, MAX_LINE_LENGTH).trimEnd();
}
