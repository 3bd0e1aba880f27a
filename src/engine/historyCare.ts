import { basename } from "node:path";
import { errorText, type Log } from "../base/log";
import { formatBytes } from "../base/format";
import { UserError } from "../base/userError";
import type { Progress, Work } from "../base/work";
import type { HistoryStore } from "../history/historyStore";
import { planPruning, thinningGain, type PrunableSession } from "../history/pruning";
import type { RecordedSession } from "../model/recordedSession";
import type { HistoryFacts, ImportReport, PrunedSession, PruneReport, RetentionRules } from "../protocol/historyAdmin";
import type { Settings } from "../protocol/settings";
import { filesToImport, importFile } from "./importFiles";

/** What the care of the history needs from the rest of the engine. */
export interface HistoryCareOptions {
  readonly history: HistoryStore;
  readonly settings: () => Settings;
  /** Tells that sessions came, changed or went. */
  readonly touch: (sessionIds: readonly string[]) => void;
  readonly isRunning: (sessionId: string) => boolean;
  readonly tell: (message: string) => void;
  readonly log: Log;
  readonly now: () => number;
}

const MOST_PROBLEMS = 100;

/** Keeps the history to what it may hold, and takes in sessions from elsewhere. One thing at a time. */
export class HistoryCare {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: HistoryCareOptions) {}

  facts(): Promise<HistoryFacts> {
    return this.options.history.facts();
  }

  /** Prunes by these rules, or by those of the settings; a dry run only tells what would go. */
  prune(request: { readonly dryRun: boolean; readonly rules?: RetentionRules }): Promise<PruneReport> {
    return this.inTurn(async () => {
      const { history, settings, now } = this.options;
      const plan = planPruning(await history.prunable(), request.rules ?? rulesOf(settings()), now());
      const report = {
        isDryRun: request.dryRun,
        thinned: plan.thin.map(told),
        removed: plan.remove.map(told),
        reasons: plan.reasons,
      };
      if (request.dryRun) return { ...report, freedBytes: expectedGain(plan.thin, plan.remove) };
      let freedBytes = 0;
      for (const { id } of plan.thin) freedBytes += await history.thin(id);
      freedBytes += await history.remove(plan.remove.map(({ id }) => id));
      this.options.touch([...plan.thin, ...plan.remove].map(({ id }) => id));
      return { ...report, freedBytes };
    });
  }

  /** Prunes by the settings where they say so, and tells what went. */
  async pruneAutomatically(): Promise<void> {
    if (!this.options.settings().retentionAutomatic) return;
    try {
      const { thinned, removed, freedBytes } = await this.prune({ dryRun: false });
      if (thinned.length + removed.length === 0) return;
      const parts = [
        ...(removed.length === 0 ? [] : [`${sessions(removed.length)} removed`]),
        ...(thinned.length === 0 ? [] : [`the full series of ${sessions(thinned.length)} removed`]),
      ];
      this.options.tell(
        `The history was pruned by its settings: ${parts.join(", ")}, ${formatBytes(freedBytes)} freed.`,
      );
    } catch (error) {
      this.options.log.warn(`pruning: ${errorText(error)}`);
    }
  }

  /** Takes in the sessions of a file, or of all files in a folder; cancelled, it keeps what it has. */
  import(path: string, work: Work): Promise<ImportReport> {
    return this.inTurn(async () => {
      const intake = new Intake(this.options);
      const files = await filesToImport(path);
      let unknown = 0;
      for (const [done, file] of files.entries()) {
        if (await intake.isCancelled(work, { done, total: files.length, what: basename(file) })) break;
        const read = await importFile(file);
        if (read === undefined) unknown++;
        for (const session of read?.sessions ?? [])
          await intake.take(() => Promise.resolve(session), session.detail.session.id);
        for (const problem of read?.problems ?? []) intake.problems.push(problem);
      }
      if (unknown === files.length)
        throw new UserError(
          "import-unknown",
          `${path} holds nothing that can be imported: give exported JSON, IOHprofiler data (their JSON files) or an Optuna study (its SQLite file).`,
        );
      return intake.finish();
    });
  }

  /** Takes in the sessions of another workspace's history; cancelled, it keeps what it has. */
  merge(folder: string, work: Work): Promise<ImportReport> {
    return this.inTurn(async () => {
      const foreign = await this.options.history.openForeign(folder);
      try {
        const intake = new Intake(this.options);
        const { ids, files } = foreign.contents();
        const given = [
          ...ids.map((id) => ({ id, read: () => foreign.session(id) })),
          ...files.map((name) => ({ id: name.replace(/\.db$/, ""), read: () => foreign.file(name) })),
        ];
        for (const [done, { id, read }] of given.entries()) {
          if (await intake.isCancelled(work, { done, total: given.length, what: id })) break;
          await intake.take(read, id);
        }
        return await intake.finish();
      } finally {
        foreign.close();
      }
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** Collects sessions from elsewhere: those that are not there yet. */
class Intake {
  readonly problems: string[] = [];
  private readonly added: string[] = [];
  private skipped = 0;

  constructor(private readonly options: HistoryCareOptions) {}

  async take(read: () => Promise<RecordedSession>, id: string): Promise<void> {
    const { history, isRunning } = this.options;
    if (history.summary(id) !== undefined || isRunning(id)) {
      this.skipped++;
      return;
    }
    try {
      await history.add(asOurs(await read()));
      this.added.push(id);
    } catch (error) {
      this.problems.push(`${id} cannot be taken: ${errorText(error)}.`);
    }
  }

  /** Tells how far it is; true, with a problem that says so, once it was cancelled. */
  async isCancelled(work: Work, progress: Progress): Promise<boolean> {
    try {
      await work.pause();
    } catch {
      this.problems.push(
        `It was cancelled: ${progress.total - progress.done} of ${progress.total} were not looked at.`,
      );
      return true;
    }
    work.report(progress);
    return false;
  }

  async finish(): Promise<ImportReport> {
    const { history, touch } = this.options;
    await history.flush();
    touch(this.added);
    return {
      sessions: this.added.flatMap((id) => history.summary(id) ?? []),
      skipped: this.skipped,
      problems: this.problems.slice(0, MOST_PROBLEMS),
    };
  }
}

/** What another workspace compares with is no baseline here, and what still ran there has no end that will be seen. */
function asOurs({ detail, tables }: RecordedSession): RecordedSession {
  const { isBaseline: _baseline, regressions: _verdicts, ...session } = detail.session;
  const status = session.status === "running" ? "interrupted" : session.status;
  return { tables, detail: { ...detail, session: { ...session, status } } };
}

function rulesOf(settings: Settings): RetentionRules {
  return {
    days: settings.retentionDays,
    sessions: settings.retentionSessions,
    megabytes: settings.retentionMegabytes,
  };
}

function told({ id, label, startTime, bytes }: PrunableSession): PrunedSession {
  return { id, label, startTime, bytes };
}

function expectedGain(thin: readonly PrunableSession[], remove: readonly PrunableSession[]): number {
  const removed = remove.reduce((sum, { bytes }) => sum + bytes, 0);
  return thin.reduce((sum, session) => sum + thinningGain(session), removed);
}

function sessions(count: number): string {
  return `${count} session${count === 1 ? "" : "s"}`;
}
