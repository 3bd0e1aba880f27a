import { visibleText } from "../base/visibleText";

/** The only sequences of ours: bold, and its end. */
const OURS = /(\u001b\[(?:1|22)m)/;

/**
 * Prints text; this and `complain` are the only ways of the command line's own words to a terminal, which would obey what
 * names, paths and messages may contain.
 */
export function print(text: string): void {
  process.stdout.write(visible(text));
}

/** Prints a value as JSON, in which what a terminal would obey is escaped. */
export function printJson(value: unknown): void {
  printJsonText(`${JSON.stringify(value, null, 2)}\n`);
}

/** The same for JSON that is text already. */
export function printJsonText(json: string): void {
  process.stdout.write(json.replace(/[\u007f-\u009f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped));
}

/** Tells on stderr, under our name, what whoever started the command should know. */
export function complain(message: string): void {
  printError(`optimizer-monitor: ${message}\n`);
}

/** Prints text on stderr as it is, but for what a terminal would obey. */
export function printError(text: string): void {
  process.stderr.write(visible(text));
}

function visible(text: string): string {
  return text
    .split(OURS)
    .map((part) => (OURS.test(part) ? part : visibleText(part)))
    .join("");
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
