// Characters that are not seen but change how, or in what order, the text around them is shown: a name "user\u202egnp.exe" would read
// "userexe.png". White space stays what it is.
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** A text from a program or a file as it is shown: what is not seen is shown as a replacement character. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, "\ufffd");
}

/** A name of a program's in a sentence: a very long one would hide what the sentence says. */
export function nameInSentence(name: string): string {
  return oneLine(name, 80);
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
