import { accept, refuse, type Result } from "../base/result";
import { compact, Fields, isObject, Refusal } from "./fields";
import { PANEL_TABS, type PanelSelection } from "./panel";

/** Where a link leads: a tab of the panel, the session that it shows, and what is selected there. */
export interface PanelAddress {
  /** One of PANEL_TABS, or `chart:<file name>` for a custom chart. */
  readonly tab: string;
  readonly sessionId?: string;
  readonly selection?: PanelSelection;
}

const MOST_SESSIONS = 1_000;
const CHART_TAB = /^chart:[^/\\]{1,200}$/;

/** Accepts the argument of a link: links stand in texts that anybody may have written. */
export function parsePanelAddress(value: unknown): Result<PanelAddress> {
  if (!isObject(value)) return refuse('a link to the panel needs an object such as { "tab": "convergence" }');
  try {
    const fields = new Fields("link to the panel", value);
    const selection = fields.object("selection");
    return accept(
      compact<PanelAddress>({
        tab: parseTab(fields),
        sessionId: fields.has("sessionId") ? fields.requiredName("sessionId") : undefined,
        selection: selection === undefined ? undefined : parseSelection(new Fields("selection", selection)),
      }),
    );
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    throw error;
  }
}

function parseTab(fields: Fields): string {
  const tab = fields.requiredName("tab");
  const isKnown = PANEL_TABS.some((known) => known === tab) || CHART_TAB.test(tab);
  return isKnown ? tab : fields.refuse("tab", `one of ${PANEL_TABS.join(", ")} or chart:<file name>`);
}

function parseSelection(fields: Fields): PanelSelection {
  return compact<PanelSelection>({
    sessionIds: fields.has("sessionIds") ? fields.texts("sessionIds").slice(0, MOST_SESSIONS) : undefined,
    metric: fields.name("metric"),
    label: fields.name("label"),
    query: fields.text("query"),
  });
}
