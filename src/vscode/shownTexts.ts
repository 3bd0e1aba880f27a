import { nameInSentence, oneLine } from "../base/visibleText";

const LINE_LENGTH = 300;
/** The editor cuts messages itself, but only after it has looked for links in them. */
const MESSAGE_LENGTH = 600;

/** A name as it stands in a question or a title: on one line, and no longer than others leave room for. */
export function shownName(name: string): string {
  return nameInSentence(name);
}

/** What is known of something as a line of a tooltip or of a list. */
export function shownLine(text: string): string {
  return oneLine(text, LINE_LENGTH);
}

/** A line of a list to pick from, where the editor would draw `$(bug)` as an icon. */
export function pickLine(text: string): string {
  return escapeIcons(shownLine(text));
}

/** A message, where the editor would make a link of `[text](command:…)`, whose command it would run. */
export function messageText(text: string): string {
  return oneLine(text, MESSAGE_LENGTH).replace(/\]\(/g, "]\u200b(");
}

/** A name is text: what looks like an icon in it stays as typed. */
export function escapeIcons(text: string): string {
  return text.replace(/\$\(/g, "$\u200b(");
}
