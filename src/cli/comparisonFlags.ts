import { UserError } from "../base/userError";
import { COMPARISON_AXES, GROUPINGS, type ComparisonRequest, type Grouping } from "../protocol/comparison";
import { parseHistoryQuery } from "../protocol/historyQuery";
import type { CommonArguments } from "./arguments";
import type { EngineClient } from "./engineClient";
import { allSessions, findSession } from "./sessionWords";

/** The flags that say what is compared, and how. */
export const COMPARISON_FLAGS = {
  by: { type: "string" },
  axis: { type: "string" },
  problem: { type: "string" },
} as const;

/** The comparison that a command line describes. */
export async function comparisonOf(
  client: EngineClient,
  { flags, positionals }: CommonArguments,
): Promise<Omit<ComparisonRequest, "points">> {
  const { problem } = flags;
  return {
    ...(await selectionOf(client, positionals)),
    groupBy: groupingOf(flags["by"]),
    axis: axisOf(flags["axis"]),
    ...(typeof problem === "string" ? { problem } : {}),
  };
}

/** Sessions where all words name one; else those that a query of the history finds. */
async function selectionOf(
  client: EngineClient,
  words: readonly string[],
): Promise<Pick<ComparisonRequest, "sessionIds" | "filter">> {
  if (words.length === 0) return {};
  const sessions = await allSessions(client);
  const ids = words.flatMap((word) => findSession(sessions, word)?.id ?? []);
  if (ids.length === words.length) return { sessionIds: ids };
  const query = parseHistoryQuery(words.join(" "), Date.now() / 1000);
  if (!query.ok) throw new UserError("usage", query.reason);
  return { filter: query.value };
}

/** The grouping that `--by` names. */
function groupingOf(value: string | boolean | undefined): Grouping {
  if (value === undefined) return "algorithm";
  const text = String(value);
  const known = GROUPINGS.find((one) => one === text);
  if (known !== undefined) return known;
  if (text.startsWith("parameter:")) return `parameter:${text.slice("parameter:".length)}`;
  throw new UserError("usage", `--by takes ${GROUPINGS.join(", ")} or parameter:NAME, not "${text}".`);
}

/** The axis that `--axis` names. */
function axisOf(value: string | boolean | undefined): ComparisonRequest["axis"] {
  const axis = COMPARISON_AXES.find((one) => one === (value ?? "evaluations"));
  if (axis === undefined)
    throw new UserError("usage", `--axis takes ${COMPARISON_AXES.join(", ")}, not "${String(value)}".`);
  return axis;
}
