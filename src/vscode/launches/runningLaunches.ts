import { setTimeout as delay } from "node:timers/promises";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorCode, errorText, type Log } from "../../base/log";
import { OutputSender } from "../../control/outputSender";
import { isObject } from "../../protocol/fields";
import type { LaunchAnnouncement, ParamsOf } from "../../protocol/rpc";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";

/** How a launch ended. */
export type LaunchEnd = Omit<ParamsOf<"endLaunch">, "launchId" | "pid" | "time">;

/** The last words of a program come through its terminal, which may be behind; its end is told this much later at most. */
const LAST_WORDS_MS = 2_000;

/** Keeps small values over a reload of the window; the editor's Memento is one. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

interface RunningLaunch {
  readonly engine: EngineConnection;
  readonly hold: Disposable;
  announcement: LaunchAnnouncement;
  ended?: LaunchEnd & { readonly time: number };
  /** The engine has begun a session for it. */
  hasSession?: boolean;
  /** The engine knows its end. */
  isOver?: boolean;
  /** What it prints, on its way to the engine; made when something is printed. */
  output?: OutputSender;
  /** Calls of one launch reach the engine in their order, also when a connection is lost in between. */
  calls: Promise<void>;
}

const MEMORY_KEY = "optimizerMonitor.launches";

/** The launches that run now: each is announced to its engine, again to an engine that took over, and its end is told. */
export class RunningLaunches implements Disposable {
  private readonly running = new Map<string, RunningLaunch>();
  /** What launches print in terminals, while it is being read. */
  private readonly readings = new Map<string, Promise<void>>();
  private readonly store = new DisposableStore();
  /** Launches of before the window was reloaded, by the process that they started. */
  private readonly remembered: Map<number, LaunchAnnouncement>;

  constructor(
    engines: Engines,
    private readonly memory: Memory,
    private readonly log: Log,
  ) {
    this.remembered = readRemembered(memory.get(MEMORY_KEY));
    this.store.add(engines.forEach((engine) => this.store.add(engine.onDidConnect(() => this.announceAll(engine)))));
    // What still runs is shown again, also where no view asks for it.
    if (this.remembered.size > 0) engines.openAll();
  }

  /** Whether a process is the root of a running launch. */
  ownsProcess(pid: number): boolean {
    return [...this.running.values()].some(
      ({ announcement, ended }) => announcement.pid === pid && ended === undefined,
    );
  }

  /** The id of a launch of before a reload that started this process. */
  recall(pid: number | undefined): string | undefined {
    return pid === undefined ? undefined : this.remembered.get(pid)?.launchId;
  }

  /** A launch began, or more is known of it. */
  begin(engine: EngineConnection, announcement: LaunchAnnouncement): void {
    const known = this.running.get(announcement.launchId);
    const launch: RunningLaunch =
      known === undefined || known.ended !== undefined
        ? { engine, hold: engine.hold(), announcement, calls: known?.calls ?? Promise.resolve() }
        : known;
    launch.announcement = { ...launch.announcement, ...announcement };
    this.running.set(announcement.launchId, launch);
    if (announcement.pid !== undefined) this.remembered.delete(announcement.pid);
    this.remember();
    this.call(launch, () => this.announce(launch));
  }

  /** More is known of a running launch, such as its process. */
  update(launchId: string, more: Partial<Omit<LaunchAnnouncement, "launchId">>): void {
    const launch = this.running.get(launchId);
    if (launch !== undefined) this.begin(launch.engine, { ...launch.announcement, ...more });
  }

  /**
   * A launch ended: the engine is told once what it printed has been read, and one that cannot be reached when it is back.
   * Where it is not known yet whether anything will be read, `told` resolves as soon as it is.
   */
  end(launchId: string, end: LaunchEnd, told: Promise<void> = Promise.resolve()): void {
    const launch = this.running.get(launchId);
    if (launch === undefined) return;
    launch.ended = { ...end, time: Date.now() / 1000 };
    this.log.debug(`${launch.announcement.label} ended (${launchId})`);
    const reading = this.readings.get(launchId);
    this.call(launch, async () => {
      await told;
      await Promise.race([reading ?? this.readings.get(launchId), delay(LAST_WORDS_MS, undefined, { ref: false })]);
      await this.finish(launch);
    });
  }

  /** Somebody reads what a launch prints in its terminal, until this resolves; it never rejects. */
  addReading(launchId: string, reading: Promise<void>): void {
    this.readings.set(launchId, reading);
    void reading.then(() => {
      if (this.readings.get(launchId) === reading) this.readings.delete(launchId);
    });
  }

  /** A launch printed something; says whether anybody wants to read on. */
  output(launchId: string, text: string): boolean {
    const launch = this.running.get(launchId);
    if (launch === undefined) return false;
    launch.output ??= new OutputSender((piece) => this.sendOutput(launch, piece));
    launch.output.push(text);
    return launch.output.isWanted;
  }

  private announceAll(engine: EngineConnection): void {
    for (const launch of this.running.values()) {
      if (launch.engine !== engine) continue;
      // Once it is over, a session that had begun is in a journal or in the history already: another one must not begin.
      if (launch.ended === undefined || launch.hasSession !== true) this.call(launch, () => this.announce(launch));
      if (launch.ended !== undefined) this.call(launch, () => this.finish(launch));
    }
  }

  private async announce(launch: RunningLaunch): Promise<void> {
    if (launch.isOver === true) return;
    const verdict = await launch.engine.request("startLaunch", launch.announcement);
    launch.hasSession = verdict.sessionId !== undefined;
    const { kind, label, launchId } = launch.announcement;
    this.log.debug(`${kind} ${label}: ${verdict.recording} (${launchId})`);
  }

  /** While the engine is away, nothing asks for it on account of output. */
  private sendOutput({ engine, announcement }: RunningLaunch, text: string): Promise<{ readonly wanted: boolean }> {
    if (engine.state !== "connected") return Promise.reject(new Error("no engine"));
    return engine.request("launchOutput", { launchId: announcement.launchId, text });
  }

  private async finish(launch: RunningLaunch): Promise<void> {
    const { launchId, pid } = launch.announcement;
    if (launch.isOver === true) return;
    await launch.output?.flush();
    try {
      await launch.engine.request("endLaunch", { launchId, ...(pid === undefined ? {} : { pid }), ...launch.ended });
    } catch (error) {
      // Lost on the way: it is told again after the next hello. A refusal is final.
      if (launch.engine.state !== "connected") throw error;
      this.log.warn(`${launch.announcement.label}: ${errorText(error)}`);
    }
    launch.isOver = true;
    launch.hold.dispose();
    launch.output?.dispose();
    // The same task may have been started again meanwhile, under its id.
    if (this.running.get(launchId) === launch) this.running.delete(launchId);
    this.remember();
  }

  private call(launch: RunningLaunch, action: () => Promise<void>): void {
    launch.calls = launch.calls.then(action).catch((error: unknown) => {
      this.log.warn(`${launch.announcement.label}: the engine was not told: ${errorText(error)}`);
    });
  }

  /** Tasks go on while the window is reloaded, and while it is reloaded again. */
  private remember(): void {
    const running = [...this.running.values()].map(({ announcement }) => announcement);
    const tasks = [...this.remembered.values(), ...running].filter(
      ({ kind, pid }) => kind === "task" && pid !== undefined,
    );
    void this.memory.update(MEMORY_KEY, tasks);
  }

  dispose(): void {
    this.store.dispose();
    for (const { hold, output } of this.running.values()) {
      hold.dispose();
      output?.dispose();
    }
  }
}

/** Accepts what an earlier window left; processes that are gone are forgotten, as the engine has seen them end. */
function readRemembered(value: unknown): Map<number, LaunchAnnouncement> {
  const found = new Map<number, LaunchAnnouncement>();
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const { pid, launchId, label } = entry;
    if (typeof pid !== "number" || typeof launchId !== "string" || typeof label !== "string") continue;
    if (isAlive(pid)) found.set(pid, { launchId, label, pid, kind: "task" });
  }
  return found;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}
