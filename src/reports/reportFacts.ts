import { formatBytes, formatCount, formatDuration, formatPercent, formatValue } from "../base/format";
import { leadingRun } from "../charts/convergenceNotes";
import { fromWireNumber } from "../protocol/number";
import type { GitFacts, LaunchKind, RunSummary, SessionDetail, SessionSummary } from "../protocol/session";
import type { ReportFact, ReportFigure } from "./reportContent";

const KINDS: Readonly<Record<LaunchKind, string>> = {
  task: "task",
  debug: "debug configuration",
  terminal: "terminal command",
  command: "command line",
  external: "program of its own",
  imported: "imported",
};

/** `2026-11-25 09:36:33 UTC+1`, in the time zone of whoever makes the report. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "–";
  const minutes = -date.getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = minutes === 0 ? "" : `${minutes < 0 ? "−" : "+"}${hours}${rest === 0 ? "" : `:${rest}`}`;
  return `${date.toLocaleString("sv-SE")} UTC${offset}`;
}

/** How long a session took, so far where it still runs. */
export function elapsedOf(session: SessionSummary, now: number): number {
  return Math.max(0, (session.endTime ?? now) - session.startTime);
}

/** `completed in 12.3 s · 2026-11-25 09:36:33 UTC+1`. */
export function subtitleOf(session: SessionSummary, now: number): string {
  const took = formatDuration(elapsedOf(session, now));
  const started = timeText(session.startTime);
  if (session.status === "running") return `running for ${took} · started ${started}`;
  return `${session.status} ${session.status === "completed" ? "in" : "after"} ${took} · ${started}`;
}

/** The few numbers at the top: how good, how long, how much. */
export function figuresOf(detail: SessionDetail, names: ReadonlyMap<string, string>, now: number): ReportFigure[] {
  const { session, machine } = detail;
  const { meanCpuPercent, peakRssBytes } = session;
  return [
    ...bestFigure(detail, names),
    figure("Time", formatDuration(elapsedOf(session, now))),
    ...(session.evaluations === undefined ? [] : [figure("Evaluations", formatCount(session.evaluations))]),
    figure("Iterations", formatCount(session.iterationCount), inRuns(session.runCount)),
    ...(meanCpuPercent === undefined
      ? []
      : [figure("CPU, mean", formatPercent(meanCpuPercent), `machine, ${coreText(machine.coreCount)}`)]),
    ...(peakRssBytes === undefined
      ? []
      : [figure("Memory, peak", formatBytes(peakRssBytes), `of ${formatBytes(machine.memoryBytes)}`)]),
  ];
}

function figure(name: string, value: string, note?: string): ReportFigure {
  return { name, value, ...(note === undefined ? {} : { note }) };
}

function bestFigure({ session, runs }: SessionDetail, names: ReadonlyMap<string, string>): ReportFigure[] {
  const best = fromWireNumber(session.best);
  if (best === undefined || new Set(runs.map(({ problem }) => problem)).size > 1) return [];
  const leader = leadingRun(runs);
  const [only] = runs;
  const note = leader === undefined ? only?.problem : names.get(leader);
  return [figure("Best", formatValue(best, 6), note)];
}

function inRuns(count: number): string {
  return `in ${formatCount(count)} ${count === 1 ? "run" : "runs"}`;
}

function coreText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "core" : "cores"}`;
}

/** What is known of the launch. */
export function sessionFacts({ session }: SessionDetail, now: number): ReportFact[] {
  const { command, cwd, exitCode, signal, tags, dropped } = session;
  return [
    ...(command === undefined ? [] : [{ name: "Command", value: command, isCode: true }]),
    ...(cwd === undefined ? [] : [{ name: "Folder", value: cwd, isCode: true }]),
    { name: "Launched as", value: KINDS[session.kind] },
    { name: "Started", value: timeText(session.startTime) },
    { name: session.endTime === undefined ? "Runs for" : "Took", value: formatDuration(elapsedOf(session, now)) },
    ...(session.endTime === undefined ? [] : [{ name: "Ended", value: timeText(session.endTime) }]),
    { name: "Status", value: session.status },
    ...(exitCode === undefined ? [] : [{ name: "Exit code", value: String(exitCode) }]),
    ...(signal === undefined ? [] : [{ name: "Signal", value: signal }]),
    ...gitFact(session.git),
    ...(session.note === undefined ? [] : [{ name: "Note", value: session.note }]),
    ...(tags.length === 0 ? [] : [{ name: "Tags", value: tags.join(", ") }]),
    ...(dropped === 0 ? [] : [{ name: "Dropped events", value: formatCount(dropped) }]),
    { name: "Session", value: session.id, isCode: true },
  ];
}

function gitFact(git: SessionSummary["git"]): ReportFact[] {
  return git === undefined ? [] : [{ name: "Git", value: gitText(git) }];
}

/** `33f616c on main, with uncommitted changes`. */
function gitText({ commit, branch, isDirty }: GitFacts): string {
  const on = branch === undefined ? "" : ` on ${branch}`;
  return `${commit.slice(0, 10)}${on}${isDirty ? ", with uncommitted changes" : ""}`;
}

/** What it ran on and with. */
export function environmentFacts({ machine, runs }: SessionDetail): ReportFact[] {
  const { cpuModel, gpus } = machine;
  const versions = Object.entries(machine.versions ?? {});
  const libraries = [...new Set(runs.flatMap(({ library }: RunSummary) => library ?? []))];
  return [
    { name: "Host", value: machine.host },
    { name: "Platform", value: machine.platform },
    { name: "CPU", value: [cpuModel, coreText(machine.coreCount)].filter((part) => part !== undefined).join(" · ") },
    { name: "Memory", value: formatBytes(machine.memoryBytes) },
    ...(gpus === undefined ? [] : [{ name: "GPU", value: gpus.length === 0 ? "none found" : gpus.join(", ") }]),
    ...(versions.length === 0
      ? []
      : [{ name: "Versions", value: versions.map(([name, version]) => `${name} ${version}`).join(", ") }]),
    ...(libraries.length === 0 ? [] : [{ name: "Libraries", value: libraries.join(", ") }]),
  ];
}
