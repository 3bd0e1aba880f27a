import { UserError } from "../base/userError";
import type { RecordedSession } from "../model/recordedSession";
import type { SessionFilter } from "../protocol/sessionFilter";
import { compact } from "../protocol/fields";
import type { SessionStatus } from "../protocol/session";
import type { ApiSource } from "./apiSource";
import { Problem } from "./problem";
import { secondsOf } from "./readQuery";

/** The filters that queries have in common. */
export interface FilterQuery {
  readonly status?: string;
  readonly text?: string;
  readonly algorithm?: string;
  readonly problem?: string;
  readonly tag?: string;
  readonly from?: string | number;
  readonly to?: string | number;
}

/** A filter as the history understands it. */
export function filterOf(query: FilterQuery, page: Pick<SessionFilter, "limit" | "offset"> = {}): SessionFilter {
  return compact<SessionFilter>({
    ...page,
    limit: page.limit,
    offset: page.offset,
    // The query's schema names the same statuses.
    status: query.status as SessionStatus | undefined,
    text: query.text,
    algorithm: query.algorithm,
    problem: query.problem,
    tag: query.tag,
    from: secondsOf(query.from),
    to: secondsOf(query.to),
  });
}

/** A session by its id; `latest` is the one that heads the list. */
export async function findSession(source: ApiSource, id: string): Promise<RecordedSession> {
  const wanted = id === "latest" ? source.list({ limit: 1 }).sessions[0]?.id : id;
  if (wanted === undefined)
    throw new Problem("unknown-session", "There is no session in this workspace's history yet.");
  try {
    return await source.get(wanted);
  } catch (error) {
    if (error instanceof UserError && error.code === "unknown-session") {
      throw new Problem("unknown-session", error.message);
    }
    throw error;
  }
}
