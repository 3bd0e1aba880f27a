import { collectFacts } from "../analysis/verdicts/collectFacts";
import { verdicts } from "../analysis/verdicts/verdicts";
import { runNames } from "../charts/runNames";
import type { RecordedSession } from "../model/recordedSession";
import type { Finding } from "../protocol/findings";
import type { SessionDetail } from "../protocol/session";

/** The findings on a running session are at most so old. */
const KEPT_SECONDS = 2;

interface Kept {
  readonly time: number;
  readonly isFinal: boolean;
  readonly findings: readonly Finding[];
}

/** What sessions mean: worked out when somebody looks, at most every two seconds while a session runs and once after its end. */
export class VerdictBook {
  private readonly kept = new WeakMap<RecordedSession, Kept>();

  /** The findings on a session; `now` in Unix seconds. */
  on(session: RecordedSession, detail: SessionDetail, now: number): readonly Finding[] {
    const kept = this.kept.get(session);
    const isFinal = detail.session.status !== "running";
    if (kept !== undefined && kept.isFinal === isFinal && (isFinal || Math.abs(now - kept.time) < KEPT_SECONDS)) {
      return kept.findings;
    }
    const findings = verdicts(collectFacts(session, detail, runNames(detail.runs), now));
    this.kept.set(session, { time: now, isFinal, findings });
    return findings;
  }
}
