import { l10n } from "vscode";
import {
  formatByteRate,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatValue,
} from "../base/format";
import { oneLine } from "../base/visibleText";
import { fromWireNumber } from "../protocol/number";
import type { LiveReadout } from "../protocol/session";
import { escapeIcons, shownLine } from "./shownTexts";

const BLOCKS = "▁▂▃▄▅▆▇█";
const CORES_A_LINE = 32;

/** A link that the tooltip offers. */
export interface TooltipLink {
  readonly title: string;
  readonly command: string;
  /** What the command is called with; must survive JSON. */
  readonly argument?: unknown;
}

/** The tooltip as Markdown: a small table of the newest figures, what costs most, and links. */
export function tooltipMarkdown(readout: LiveReadout, links: readonly TooltipLink[]): string {
  const rows = [...runRows(readout), ...resourceRows(readout), ...gpuRows(readout), ...componentRows(readout)];
  const table = ["| | |", "|:--|:--|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)];
  return [
    `**${escapeMarkdown(rowName(readout.label))}** · ${formatClock(readout.elapsedSeconds)}`,
    ...alertLines(readout),
    table.join("\n"),
    links.map(linkMarkdown).join(" · "),
  ].join("\n\n");
}

/** What is the matter, the most severe first. */
function alertLines({ alerts }: LiveReadout): readonly string[] {
  const words = (alerts ?? []).filter(({ severity }) => severity !== "info");
  return words.length === 0
    ? []
    : [words.map(({ message }) => `$(warning) ${escapeMarkdown(shownLine(message))}`).join("  \n")];
}

type Row = readonly [name: string, value: string];

function runRows({ run, evaluations, evaluationsPerSecond }: LiveReadout): Row[] {
  const best = fromWireNumber(run?.best);
  const rows: Row[] = [];
  if (run !== undefined) {
    const iteration = run.iteration === undefined ? "" : ` · ${l10n.t("iteration {0}", formatCount(run.iteration))}`;
    rows.push([l10n.t("Run"), escapeMarkdown(rowName(run.algorithm)) + iteration]);
  }
  if (best !== undefined) rows.push([l10n.t("Best"), formatValue(best, 8)]);
  if (evaluations !== undefined) {
    const rate = evaluationsPerSecond === undefined ? "" : ` · ${formatRate(evaluationsPerSecond)}`;
    rows.push([l10n.t("Evaluations"), formatCount(evaluations) + rate]);
  }
  return rows;
}

function resourceRows(readout: LiveReadout): Row[] {
  const rows: Row[] = [];
  const cores = readout.corePercents ?? [];
  if (readout.cpuPercent !== undefined)
    rows.push([l10n.t("CPU"), `${formatPercent(readout.cpuPercent)}${busyText(readout)}`]);
  for (let at = 0; at < cores.length; at += CORES_A_LINE) {
    rows.push([at === 0 ? l10n.t("Cores") : "", `\`${coreBars(cores.slice(at, at + CORES_A_LINE))}\``]);
  }
  if (readout.rssBytes !== undefined) rows.push([l10n.t("Memory"), memoryText(readout)]);
  if (readout.systemMemoryPercent !== undefined)
    rows.push([l10n.t("System memory"), formatPercent(readout.systemMemoryPercent)]);
  const rates = rateText(readout);
  if (rates !== "") rows.push([l10n.t("Throughput"), rates]);
  return rows;
}

/** One block character a core, as high as the core is busy. */
export function coreBars(percents: readonly number[]): string {
  return percents
    .map((percent) => BLOCKS[Math.min(BLOCKS.length - 1, Math.max(0, Math.floor((percent / 100) * BLOCKS.length)))])
    .join("");
}

function busyText({ busyCores, processCount }: LiveReadout): string {
  if (busyCores === undefined) return "";
  const processes = processCount === undefined ? "" : ` · ${l10n.t("processes: {0}", processCount)}`;
  return ` · ${l10n.t("workflow: {0} cores", formatValue(busyCores, 2))}${processes}`;
}

function memoryText({ rssBytes, vmsBytes, memoryPercent }: LiveReadout): string {
  const parts = [
    `RSS ${formatBytes(rssBytes ?? 0)}`,
    vmsBytes === undefined ? undefined : `VMS ${formatBytes(vmsBytes)}`,
    memoryPercent === undefined ? undefined : l10n.t("{0} of the machine", formatPercent(memoryPercent)),
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function rateText({ readBytesPerSecond: read, writeBytesPerSecond: write }: LiveReadout): string {
  const parts = [
    read === undefined ? undefined : l10n.t("read {0}", formatByteRate(read)),
    write === undefined ? undefined : l10n.t("write {0}", formatByteRate(write)),
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function gpuRows({ gpus }: LiveReadout): Row[] {
  return (gpus ?? []).map((gpu) => {
    const { utilizationPercent: busy, memoryUsedBytes: used, memoryTotalBytes: total, powerWatts } = gpu;
    const parts = [
      escapeMarkdown(rowName(gpu.name)),
      busy === undefined ? undefined : formatPercent(busy),
      used === undefined ? undefined : formatBytes(used) + (total === undefined ? "" : ` / ${formatBytes(total)}`),
      powerWatts === undefined ? undefined : `${Math.round(powerWatts)} W`,
    ];
    return [l10n.t("GPU"), parts.filter((part) => part !== undefined).join(" · ")];
  });
}

function componentRows({ components }: LiveReadout): Row[] {
  return components.slice(0, 5).map(({ name, totalSeconds, count }, index) => {
    const cost =
      count === 1
        ? l10n.t("{0} in one call", formatDuration(totalSeconds))
        : l10n.t("{0} in {1} calls", formatDuration(totalSeconds), formatCount(count));
    const value = `${escapeMarkdown(rowName(name))} · ${cost}`;
    return [index === 0 ? l10n.t("Components") : "", value];
  });
}

function linkMarkdown({ title, command, argument }: TooltipLink): string {
  const query = argument === undefined ? "" : `?${encodeURIComponent(JSON.stringify([argument]))}`;
  return `[${escapeMarkdown(title)}](command:${command}${query})`;
}

/** What stands beside it has to fit in. */
function rowName(name: string): string {
  return oneLine(name, 48);
}

/** Names come from programs and from the user: they are text, never markup. */
function escapeMarkdown(text: string): string {
  // The editor looks for icons after Markdown has taken the backslashes away.
  return escapeIcons(text)
    .replace(/[\\`*_{}[\]()#+\-.!|~&$@:/]/g, "\\$&")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}
