import type { SessionEnd } from "../model/sessionHeader";
import { wasStopped, type Launch } from "./launchBook";
import type { Recording } from "./recording";

/** After the launch's exit, clients may still be handing in their last events. */
const GRACE_SECONDS = 0.3;
/** The process is gone, the launcher has not said so yet: it may be an editor that reloads and still knows the exit code. */
const UNANNOUNCED_SECONDS = 3;
/** No launch is known, and the last client has left with or without a goodbye. */
const EXTERNAL_SECONDS = 1;
const VANISHED_SECONDS = 3;
/** What reports for so long after its launch's end goes on in the background: the exit code is not its own. */
const OUTLIVED_SECONDS = 3;
/** After the engine was away, clients and launchers need a moment to find it again. */
const RESUMED_SECONDS = 8;

/** A launch whose end nobody told may have failed all the same: the session says so rather than claim that all was well. */
const CODE_UNKNOWN = "Its exit code is not known: what had started it was reloaded or closed before it ended.";

const VANISHED = "The program ended without a goodbye; it was probably killed.";

/** What the decision needs to know beside the recording and its launch. */
export interface EndingFacts {
  readonly now: number;
  /** When the recording was taken up from a journal, if it was. */
  readonly resumedAt?: number;
}

/** Whether a session is over, and how it ended; undefined while it runs. The session follows its processes, not silence. */
export function endingOf(recording: Recording, launch: Launch | undefined, facts: EndingFacts): SessionEnd | undefined {
  const { now } = facts;
  const quiet = recording.quietSeconds();
  if (recording.clients.connectedCount > 0) return undefined;
  if (launch?.end !== undefined) {
    const settled = Math.min(quiet, now - launch.end.time) >= GRACE_SECONDS;
    return settled ? launchedEnd(recording, announcedEnd(launch, launch.end), facts) : undefined;
  }
  if (facts.resumedAt !== undefined && now - facts.resumedAt < RESUMED_SECONDS) return undefined;
  if (launch !== undefined) {
    const gone = launch.goneSince === undefined ? 0 : now - launch.goneSince;
    return gone >= UNANNOUNCED_SECONDS ? silentEnd(recording, launch, facts) : undefined;
  }
  return quiet >= (recording.clients.firstVanished ? VANISHED_SECONDS : EXTERNAL_SECONDS)
    ? silentEnd(recording, undefined, facts)
    : undefined;
}

/** The end as it was told, unless a program went on after it: `solve.py &` in a terminal, or what a script leaves running. */
function launchedEnd(recording: Recording, told: SessionEnd, { now, resumedAt }: EndingFacts): SessionEnd {
  const lastLeft = now - recording.quietSeconds();
  // Who left while the engine was away is not known: a session that was taken up counts from then on.
  const hasLeft = resumedAt === undefined || lastLeft > resumedAt;
  if (!hasLeft || lastLeft - told.time <= OUTLIVED_SECONDS) return told;
  const isLost = told.status === "completed" && resumedAt === undefined && recording.clients.firstVanished;
  return isLost ? { status: "failed", time: lastLeft, reason: VANISHED } : { ...told, time: lastLeft };
}

function announcedEnd(launch: Launch, end: NonNullable<Launch["end"]>): SessionEnd {
  const { exitCode, signal, time } = end;
  const known = { time, ...(exitCode === undefined ? {} : { exitCode }), ...(signal === undefined ? {} : { signal }) };
  if (wasStopped(launch)) return { status: "stopped", ...known };
  if (signal !== undefined) return { status: "failed", reason: `Ended by ${signal}.`, ...known };
  if (exitCode !== undefined && exitCode !== 0) {
    return { status: "failed", reason: exitReason(exitCode), ...known };
  }
  return { status: "completed", ...known };
}

/** Nobody told the exit code: the clients' goodbye is all there is to go by. */
function silentEnd(recording: Recording, launch: Launch | undefined, facts: EndingFacts): SessionEnd {
  const time = launch?.goneSince ?? facts.now - recording.quietSeconds();
  if (launch?.stopRequested === true || recording.stopRequested) return { status: "stopped", time };
  const wasLaunched = launch !== undefined || recording.state.kind !== "external";
  const unknown = wasLaunched ? { reason: CODE_UNKNOWN } : {};
  if (!recording.clients.firstVanished && facts.resumedAt === undefined) {
    return { status: "completed", time, ...unknown };
  }
  if (facts.resumedAt === undefined) {
    return { status: "failed", time, reason: VANISHED };
  }
  const lastSeen = Math.max(recording.lastActivity, recording.state.startTime);
  if (recording.clients.allLeftCleanly) return { status: "completed", time: lastSeen, ...unknown };
  return {
    status: "interrupted",
    time: lastSeen,
    reason: "The recording was cut off: the engine ended before the workflow did.",
  };
}

function exitReason(exitCode: number): string {
  // Shells report the end by a signal as 128 + its number.
  const signals = new Map([
    [130, "interrupted (Ctrl-C)"],
    [137, "killed (SIGKILL), possibly out of memory"],
    [139, "crashed (segmentation fault)"],
    [143, "terminated (SIGTERM)"],
  ]);
  const meaning = signals.get(exitCode);
  return meaning === undefined ? `Exit code ${exitCode}.` : `Exit code ${exitCode}: ${meaning}.`;
}
