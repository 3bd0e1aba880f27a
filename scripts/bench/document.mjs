// Puts what was measured into docs/performance.md, so that nobody types a figure.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { format } from "oxfmt";
import { at } from "../setup/paths.mjs";
import { markdownReport, soakSection } from "./tables.mjs";

const BEGIN = "<!-- measured: written by `npm run bench -- --write` -->";
const END = "<!-- /measured -->";

/** What the document says of the last soak, which takes longer than all else and is not run with it. */
const SOAK = /## Soak\n\n([^]*?)\n\n## /;

/** Replaces the measured part of the document with the results of a run, and of the newest soak where there was one. */
export async function writeDocument(results) {
  const path = at("docs", "performance.md");
  const text = readFileSync(path, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${path} has lost its place for what is measured: ${BEGIN} … ${END}`);
  const soakFile = at("test-results", "bench-soak.json");
  const soak = existsSync(soakFile) ? soakSection(JSON.parse(readFileSync(soakFile, "utf8"))) : SOAK.exec(text)?.[1];
  const whole = `${text.slice(0, begin)}${BEGIN}\n\n${markdownReport(results, soak)}\n\n${text.slice(end)}`;
  writeFileSync(path, (await format(path, whole)).code);
}
