import type { PanelTab } from "../../src/protocol/panel";
import type { PageServices } from "../pageServices";
import { CompareTab } from "./compareTab";
import { HistoryTab } from "./historyTab";
import { ComponentsTab } from "./componentsTab";
import { ConvergenceTab } from "./convergenceTab";
import { CustomChartTab } from "./customChartTab";
import { LiveTab } from "./liveTab";
import { ResourcesTab } from "./resourcesTab";
import { TrendsTab } from "./trendsTab";
import type { Tab } from "./tab";

/** One entry of the row of tabs. */
export interface TabEntry {
  readonly id: string;
  readonly label: string;
  /** Tabs of the shown session have its header above them; the others concern all sessions. */
  readonly scope: "session" | "workspace";
  create(page: PageServices): Tab;
}

type FixedEntry = TabEntry & { readonly id: PanelTab };

/** The tabs that are always there, in their order; custom charts follow. */
export const FIXED_TABS: readonly FixedEntry[] = [
  { id: "live", label: "Live", scope: "session", create: (page) => new LiveTab(page) },
  { id: "convergence", label: "Convergence", scope: "session", create: (page) => new ConvergenceTab(page) },
  { id: "components", label: "Components", scope: "session", create: (page) => new ComponentsTab(page) },
  { id: "resources", label: "Resources", scope: "session", create: (page) => new ResourcesTab(page) },
  { id: "compare", label: "Compare", scope: "workspace", create: (page) => new CompareTab(page) },
  { id: "trends", label: "Trends", scope: "workspace", create: (page) => new TrendsTab(page) },
  { id: "history", label: "History", scope: "workspace", create: (page) => new HistoryTab(page) },
];

/** The id of a custom chart's tab, as links name it. */
export function chartTabId(file: string): string {
  return `chart:${file}`;
}

/** The tab of a custom chart. */
export function chartEntry(file: string): TabEntry {
  const label = file.replace(/\.vl\.json$/, "");
  return { id: chartTabId(file), label, scope: "session", create: (page) => new CustomChartTab(page, file) };
}
