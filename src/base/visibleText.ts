// Characters that are not seen but change how, or in what order, the text around them is shown: a name "user\u202egnp.exe" would read
// "userexe.png". White space stays what it is.
const UNSEEN = /(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A text from a program or a file as it is shown: what is not seen is shown as a replacement character. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, "\ufffd");
}

/** A text as it is shown where there is room for one line only; what is longer than `limit` is cut. */
export function oneLine(text: string, limit: number): string {
  // Cut first, with some room for white space: a text may be very long.
  const line = visibleText(text.slice(0, 2 * limit))
    .replace(/\s+/gu, " ")
    .trim();
  if (line.length <= limit && text.length <= 2 * limit) return line;
  // Half of a character would be shown as something else.
  return `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
