import { l10n } from "vscode";
import { formatBytes, formatClock, formatCount, formatRate, formatValue } from "../base/format";
import { oneLine } from "../base/visibleText";
import { fromWireNumber } from "../protocol/number";
import type { Alert } from "../protocol/alerts";
import type { LiveReadout } from "../protocol/session";
import type { StatusBarPart } from "../protocol/settings";
import { escapeIcons, shownLine, shownName } from "./shownTexts";

/** As wide as a digit in most fonts, so that a figure that loses a digit keeps its place. */
const FIGURE_SPACE = "\u2007";
const NO_BREAK = "\u00a0";

/** One part of the text as it is now; undefined where the figure is not known. */
type PartText = (readout: LiveReadout) => string | undefined;

const PARTS: Readonly<Record<StatusBarPart, PartText>> = {
  run: ({ run, label }) => run?.algorithm ?? label,
  iteration: ({ run }) => (run?.iteration === undefined ? undefined : `it${NO_BREAK}${formatCount(run.iteration)}`),
  best: bestText,
  cpu: ({ cpuPercent }) => (cpuPercent === undefined ? undefined : `CPU${NO_BREAK}${wholePercent(cpuPercent)}`),
  memory: ({ rssBytes }) => (rssBytes === undefined ? undefined : formatBytes(rssBytes)),
  gpu: gpuText,
  throughput: ({ evaluationsPerSecond: rate }) => (rate === undefined ? undefined : `${formatRate(rate)}`),
  elapsed: ({ elapsedSeconds }) => formatClock(elapsedSeconds),
};

/** Writes the status bar's text so that it does not jump: a part never gets narrower while its session runs. */
export class SteadyText {
  private readonly widths = new Map<StatusBarPart, number>();
  private sessionId = "";

  /** The text of a session's newest figures; `others` more sessions run besides it. */
  write(readout: LiveReadout, parts: readonly StatusBarPart[], others: number): string {
    if (readout.sessionId !== this.sessionId) this.widths.clear();
    this.sessionId = readout.sessionId;
    const written = parts.map((part) => ({ part, text: this.pad(part, PARTS[part](readout)) }));
    const shown = written.filter(({ text }) => text !== undefined);
    let line = "";
    for (const [index, { part, text }] of shown.entries()) {
      // "GA it 132" reads as one.
      const joinsRun = part === "iteration" && shown[index - 1]?.part === "run";
      line += `${index === 0 ? "" : joinsRun ? " " : " · "}${text ?? ""}`;
    }
    const more = others > 0 ? ` (+${others})` : "";
    return `$(pulse) ${line === "" ? escapeIcons(shorten(readout.label)) : line}${more}`;
  }

  private pad(part: StatusBarPart, text: string | undefined): string | undefined {
    if (text === undefined) return undefined;
    // An algorithm's name changes rarely; only figures need to keep their place.
    if (part === "run") return escapeIcons(shorten(text));
    const width = Math.max(this.widths.get(part) ?? 0, text.length);
    this.widths.set(part, width);
    const missing = FIGURE_SPACE.repeat(width - text.length);
    // The figure keeps its right edge: "it  98", "CPU  7 %".
    const at = text.lastIndexOf(NO_BREAK, text.search(/\d/));
    return text.slice(0, at + 1) + missing + text.slice(at + 1);
  }
}

/** The text of a session that failed, shown for a while. */
export function failureText(label: string, reason: string): string {
  return `$(error) ${escapeIcons(`${shorten(label)}: ${shorten(reason, 60)}`)}`;
}

/** The figures with the sign that something is the matter. */
export function alertText(figures: string): string {
  return figures.replace("$(pulse)", "$(warning)");
}

/** An alert for a screen reader. */
export function spokenAlert({ severity, message }: Alert): string {
  return severity === "problem"
    ? l10n.t("Problem: {0}", shownLine(message))
    : l10n.t("Notice: {0}", shownLine(message));
}

/** The readout as a sentence for a screen reader. */
export function spokenText(readout: LiveReadout): string {
  const { run, cpuPercent, rssBytes } = readout;
  const best = fromWireNumber(run?.best);
  const words = [
    l10n.t("Optimizer Monitor: {0} is running", shownName(readout.label)),
    run === undefined ? undefined : shownName(run.algorithm),
    run?.iteration === undefined ? undefined : l10n.t("iteration {0}", run.iteration),
    best === undefined ? undefined : l10n.t("best {0}", formatValue(best)),
    cpuPercent === undefined ? undefined : l10n.t("CPU {0} percent", Math.round(cpuPercent)),
    rssBytes === undefined ? undefined : l10n.t("memory {0}", formatBytes(rssBytes)),
    l10n.t("since {0}", formatClock(readout.elapsedSeconds)),
  ];
  return words.filter((word) => word !== undefined).join(", ");
}

function bestText({ run }: LiveReadout): string | undefined {
  const best = fromWireNumber(run?.best);
  return best === undefined ? undefined : `best${NO_BREAK}${formatValue(best)}`;
}

function gpuText({ gpus }: LiveReadout): string | undefined {
  const busiest = Math.max(...(gpus ?? []).map(({ utilizationPercent }) => utilizationPercent ?? -1));
  return busiest < 0 ? undefined : `GPU${NO_BREAK}${wholePercent(busiest)}`;
}

/** Without decimals: in the status bar they would flicker. */
function wholePercent(percent: number): string {
  return `${String(Math.round(percent)).padStart(2, FIGURE_SPACE)}${NO_BREAK}%`;
}

/** The bar is short of room. */
function shorten(text: string, length = 30): string {
  return oneLine(text, length);
}
