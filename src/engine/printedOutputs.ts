import { randomBytes } from "node:crypto";
import { UserError } from "../base/userError";
import type { LogMatcherRule } from "../protocol/logMatchers";
import { SETTING_RULES, SETTINGS_PREFIX, type Settings } from "../protocol/settings";
import { formatsFor, PrintedRuns } from "../solverLogs/printedRuns";
import type { PrintedEvent } from "../solverLogs/runWriter";
import type { LogFormat } from "../solverLogs/solverLog";
import type { Launch, LaunchBook, ProcessLookup } from "./launchBook";
import type { Recording } from "./recording";

/** What the outputs need from the rest of the engine. */
export interface PrintedOutputsOptions {
  readonly processes: ProcessLookup;
  readonly settings: () => Settings;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
}

/**
 * The first runs that an output shows wait this long, in seconds: the same program's client may be about to report the
 * same runs, and its word counts.
 */
const HOLD_SECONDS = 1;

const REPORTED_ITSELF = "The program reports its runs itself; what it prints is no longer read.";

/** One launch's output while it is read. */
interface Output {
  readonly launch: Launch;
  readonly runs: PrintedRuns;
  /** Runs that have begun and not ended. */
  readonly open: Set<unknown>;
  waiting: PrintedEvent[];
  waitingSince: number;
  /** Something has gone into the recording. */
  isRecorded: boolean;
}

/** What launches print becomes runs of their sessions, unless a client reports runs: then the client alone does. */
export class PrintedOutputs {
  private readonly outputs = new Map<string, Output>();
  private known: { readonly rules: readonly LogMatcherRule[]; readonly formats: readonly LogFormat[] } | undefined;

  constructor(
    private readonly options: PrintedOutputsOptions,
    private readonly book: LaunchBook,
    private readonly recordingOf: (launch: Launch) => Promise<Recording>,
  ) {}

  /** A launch inside of others: what they print from now on is its output. */
  async announced(launch: Launch): Promise<void> {
    const { pid } = launch.announcement;
    if (pid === undefined) return;
    for (const ancestor of await this.options.processes.ancestors(pid)) {
      const outer = this.book.byPid(ancestor);
      if (outer !== undefined && outer !== launch) outer.hasInner = true;
    }
  }

  /** Reads a piece of output; says whether more is wanted. */
  async take(launchId: string, text: string): Promise<boolean> {
    const launch = this.book.byId(launchId);
    if (!this.options.settings().readOutput || launch?.rule === "never") return false;
    // It may not be announced to this engine yet, which can be a new one: then the same is sent again.
    if (launch === undefined) throw new UserError("unknown-launch", "This launch has not been announced.");
    const output = this.outputOf(launch);
    output.runs.push(text, this.options.now());
    if (output.isRecorded) await this.record(output);
    return this.isCounted(launch);
  }

  /** Records what has waited long enough; called about four times a second. */
  async release(): Promise<void> {
    const now = this.options.now();
    for (const [launchId, output] of this.outputs) {
      const hasWaited = output.waiting.length > 0 && now - output.waitingSince >= HOLD_SECONDS;
      if (hasWaited) await this.record(output);
      if (this.book.byId(launchId) !== output.launch) this.outputs.delete(launchId);
    }
  }

  /** The launch ends: nothing more is printed. */
  async end(launch: Launch): Promise<void> {
    const output = this.outputs.get(launch.announcement.launchId);
    if (output === undefined) return;
    this.outputs.delete(launch.announcement.launchId);
    output.runs.end(this.options.now());
    await this.record(output);
  }

  private isCounted({ hasInner, recording }: Launch): boolean {
    return hasInner !== true && recording?.hasReportedRuns !== true;
  }

  private async record(output: Output): Promise<void> {
    const { launch, open } = output;
    const events = output.waiting;
    output.waiting = [];
    if (this.isCounted(launch)) {
      if (events.length > 0) this.accept(output, await this.recordingOf(launch), events);
    } else if (launch.recording !== undefined && output.isRecorded && open.size > 0) {
      const end = { type: "run_end", status: "stopped", message: REPORTED_ITSELF } as const;
      const ends = [...open].map((run): PrintedEvent => ({ ...end, run, time: this.options.now() }));
      this.accept(output, launch.recording, ends);
    }
  }

  private accept(output: Output, recording: Recording, events: readonly PrintedEvent[]): void {
    output.isRecorded = true;
    for (const { type, run } of events) {
      if (type === "run_end") output.open.delete(run);
      else output.open.add(run);
    }
    recording.acceptPrinted(events);
    recording.journal.flush();
  }

  private outputOf(launch: Launch): Output {
    const { launchId } = launch.announcement;
    const known = this.outputs.get(launchId);
    if (known?.launch === launch) return known;
    const prefix = `printed-${randomBytes(6).toString("hex")}`;
    let count = 0;
    const runs = new PrintedRuns({
      formats: this.formats(),
      newRunId: () => `${prefix}-${++count}`,
      onEvent: (event) => {
        if (output.waiting.length === 0) output.waitingSince = this.options.now();
        output.waiting.push(event);
      },
    });
    const output: Output = { launch, runs, open: new Set(), waiting: [], waitingSince: 0, isRecorded: false };
    this.outputs.set(launchId, output);
    return output;
  }

  /** The user's expressions are compiled once for each version of the setting. */
  private formats(): readonly LogFormat[] {
    const rules = this.options.settings().logMatchers;
    if (this.known?.rules !== rules) {
      const { formats, problems } = formatsFor(rules);
      const setting = `${SETTINGS_PREFIX}.${SETTING_RULES.logMatchers.key}`;
      for (const problem of problems) this.options.onWarning(`${setting}: ${problem}`);
      this.known = { rules, formats };
    }
    return this.known.formats;
  }
}
