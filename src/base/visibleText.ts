// Characters that are not seen but that a terminal obeys, or that change how, or in what order, the text around them is shown: a
// name "user\u202egnp.exe" would read "userexe.png". Tabs and line feeds stay; half a character is none.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** A text from a program or a file as it is shown: what is not seen is shown as a replacement character. */
export function visibleText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNSEEN, "\ufffd");
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
