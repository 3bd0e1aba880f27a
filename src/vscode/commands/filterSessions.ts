import * as vscode from "vscode";
import { isObject } from "../../protocol/fields";
import { HISTORY_QUERY_HELP, parseHistoryQuery } from "../../protocol/historyQuery";
import { askOne, askText } from "../askUser";
import { SESSIONS_VIEW } from "../contributions";
import type { FoundSessions } from "../sessions/foundSessions";
import { messageText, pickLine } from "../shownTexts";
import type { SavedFilters } from "../sessions/savedFilters";

/** Shows only the sessions that fit a query in the sessions view: a saved one, or one that the user types. */
export async function filterSessions(found: FoundSessions, filters: SavedFilters, argument: unknown): Promise<void> {
  const query = queryOf(argument) ?? (await chooseQuery(found, filters));
  if (query === undefined) return;
  await found.search(query);
  await vscode.commands.executeCommand(`${SESSIONS_VIEW}.focus`);
}

async function chooseQuery(found: FoundSessions, filters: SavedFilters): Promise<string | undefined> {
  const saved = filters.list();
  if (saved.length === 0) return askQuery(found.query ?? "");
  const typed = { label: vscode.l10n.t("$(edit) Type a query…"), description: "", query: undefined };
  const items = [
    typed,
    ...saved.map(({ name, query }) => ({ label: pickLine(name), description: pickLine(query), query })),
  ];
  const picked = await askOne(items, { title: vscode.l10n.t("Show which sessions?") });
  if (picked === undefined) return undefined;
  return picked.query ?? askQuery(found.query ?? "");
}

async function askQuery(value: string): Promise<string | undefined> {
  const examples = HISTORY_QUERY_HELP.slice(1, 7).map(({ example }) => example);
  return askText({
    title: vscode.l10n.t("Filter Sessions"),
    prompt: vscode.l10n.t("Words, and for example {0}. Empty shows all.", examples.join("  ")),
    value,
    validateInput: (text) => {
      const parsed = parseHistoryQuery(text, Date.now() / 1000);
      return parsed.ok ? undefined : messageText(parsed.reason);
    },
  });
}

function queryOf(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  const query = isObject(argument) ? argument["query"] : undefined;
  return typeof query === "string" ? query : undefined;
}
