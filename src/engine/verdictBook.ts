import { convergenceFigures } from "../analysis/convergence/runFigures";
import { usageFigures } from "../analysis/resources/usageFigures";
import { collectFacts } from "../analysis/verdicts/collectFacts";
import { verdicts } from "../analysis/verdicts/verdicts";
import { runNames } from "../charts/runNames";
import type { RecordedSession } from "../model/recordedSession";
import type { SessionDetail } from "../protocol/session";

/** What is said about a running session is at most so old. */
const KEPT_SECONDS = 2;

/** What a session means: sentences, and the figures that they and the tables rest on. */
export type Meaning = Required<Pick<SessionDetail, "findings" | "convergence" | "usage">>;

interface Kept {
  readonly time: number;
  readonly isFinal: boolean;
  readonly meaning: Meaning;
}

/** What sessions mean: worked out when somebody looks, at most every two seconds while a session runs and once after its end. */
export class VerdictBook {
  private readonly kept = new WeakMap<RecordedSession, Kept>();

  /** The meaning of a session; `now` in Unix seconds. */
  on(session: RecordedSession, detail: SessionDetail, now: number): Meaning {
    const kept = this.kept.get(session);
    const isFinal = detail.session.status !== "running";
    if (kept !== undefined && kept.isFinal === isFinal && (isFinal || Math.abs(now - kept.time) < KEPT_SECONDS)) {
      return kept.meaning;
    }
    const facts = collectFacts(session, detail, runNames(detail.runs), now);
    const meaning = {
      findings: verdicts(facts),
      convergence: convergenceFigures(session, detail, facts.runs),
      usage: usageFigures(session, facts),
    };
    this.kept.set(session, { time: now, isFinal, meaning });
    return meaning;
  }
}
