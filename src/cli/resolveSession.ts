import { UserError } from "../base/userError";
import type { EngineClient } from "./engineClient";

/** The id that a user means: itself, its unique beginning, or "latest". */
export async function resolveSession(client: EngineClient, id: string | undefined): Promise<string> {
  if (id === undefined) throw new UserError("usage", "Which session? Give its id, the beginning of it, or latest.");
  const { sessions } = await client.request("listSessions", { limit: id === "latest" ? 1 : Number.MAX_SAFE_INTEGER });
  if (id === "latest") {
    const [newest] = sessions;
    if (newest === undefined) throw new UserError("no-sessions", "The history of this workspace is empty.");
    return newest.id;
  }
  const found = sessions.filter((session) => session.id.startsWith(id));
  if (found.length === 1 && found[0] !== undefined) return found[0].id;
  if (found.length > 1)
    throw new UserError("ambiguous", `${found.length} sessions begin with "${id}"; give more of the id.`);
  throw new UserError("unknown-session", `There is no session "${id}"; optimizer-monitor history list shows them.`);
}
