import { runMetricColumns } from "../../src/charts/tables";
import type { PageServices } from "../pageServices";
import type { RuleStore } from "./rulesDialog";

const PREVIEWED_SESSIONS = 20;

/** The rules of the editor's settings, and the metrics of the session that is shown. */
export function alertRuleStore(page: PageServices): RuleStore {
  return {
    read: () => page.asker.ask("readAlertRules", {}),
    save: (entries) => page.asker.ask("saveAlertRules", { entries }),
    preview: (entries) => page.asker.ask("previewAlerts", { sessions: PREVIEWED_SESSIONS, rules: entries }),
    metrics: () => metricsOf(page),
  };
}

/** The names by which a threshold finds what the session has. */
function metricsOf({ model: { detail } }: PageServices): readonly string[] {
  if (detail === undefined) return ["objective"];
  const sampled = detail.tables.flatMap(({ name, columns }) =>
    name.startsWith("samples:") ? columns.map(({ metric }) => metric) : [],
  );
  const ofRuns = runMetricColumns(detail).map(({ key }) => `run:${key}`);
  const own = detail.tables.flatMap(({ name }) => (name.startsWith("metric:") ? [name] : []));
  const components = detail.components.map(({ name }) => `component:${name}`);
  return [...new Set(["objective", ...sampled, ...ofRuns, ...own, ...components])];
}
