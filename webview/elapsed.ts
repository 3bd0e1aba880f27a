import type { SessionDetail } from "../src/protocol/session";

/** How long a session has taken, in seconds, as of its last message. */
export function elapsedSeconds(detail: SessionDetail | undefined): number {
  if (detail === undefined) return 0;
  const { session, live } = detail;
  if (session.endTime !== undefined) return session.endTime - session.startTime;
  return live?.elapsedSeconds ?? 0;
}
