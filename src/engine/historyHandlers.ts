import type { SessionSummary } from "../protocol/session";
import type { Announcer } from "./announcer";
import type { RequestHandlers } from "./controlServer";
import type { HistoryCare } from "./historyCare";
import type { SessionSource } from "./sessionSource";

/** What requests on the history's care are answered from. */
export interface HistoryServices {
  readonly source: SessionSource;
  readonly announcer: Announcer;
  readonly care: HistoryCare;
}

type HistoryMethod = "setNote" | "setPinned" | "historyFacts" | "pruneHistory" | "importSessions" | "mergeHistory";

/** Answers to what users ask of the history beside its sessions. */
export function historyHandlers({ source, announcer, care }: HistoryServices): Pick<RequestHandlers, HistoryMethod> {
  const changed = async (summary: Promise<SessionSummary>): Promise<SessionSummary> => {
    const { id } = await summary;
    announcer.touch(id);
    return summary;
  };
  return {
    setNote: ({ sessionId, note }) => changed(source.setNote(sessionId, note.trim())),
    setPinned: ({ sessionId, isPinned }) => changed(source.setPinned(sessionId, isPinned)),
    historyFacts: () => care.facts(),
    pruneHistory: (request) => care.prune(request),
    importSessions: ({ path }, _controller, work) => care.import(path, work),
    mergeHistory: ({ folder }, _controller, work) => care.merge(folder, work),
  };
}
