import { UserError } from "../base/userError";
import type { SessionSummary } from "../protocol/session";
import type { EngineClient } from "./engineClient";

/** All sessions of the workspace, newest first. */
export async function allSessions(client: EngineClient): Promise<readonly SessionSummary[]> {
  return (await client.request("listSessions", { limit: Number.MAX_SAFE_INTEGER })).sessions;
}

/** The session that a word means: by its id, the unique beginning of it, or "latest"; undefined where the word means something else. */
export function findSession(sessions: readonly SessionSummary[], word: string): SessionSummary | undefined {
  if (word === "latest") return sessions[0];
  const found = sessions.filter(({ id }) => id.startsWith(word));
  if (found.length > 1 && found.every(({ id }) => id !== word) && looksLikeId(word)) {
    throw new UserError("ambiguous", `${found.length} sessions begin with "${word}"; give more of the id.`);
  }
  return found.length === 1 ? found[0] : found.find(({ id }) => id === word);
}

/** Ids begin with a date; other words are names. */
function looksLikeId(word: string): boolean {
  return /^\d/.test(word);
}
