import { RUN_AXES, type RunAxis } from "../src/charts/runSeries";
import type { Domain, ScaleKind } from "../src/charts/scales";

/** What the page remembers of how the user set it. */
export interface UiState {
  /** The session that was chosen; whatever is newest where none was. */
  readonly sessionId: string | undefined;
  /** The tab that is shown. */
  readonly tab: string;
  readonly axis: RunAxis;
  /** The value scale chosen for a chart, by the chart's id; charts not named choose their own. */
  readonly scales: Readonly<Record<string, ScaleKind>>;
  /** Zoomed ranges by what they lie along: `time`, `iteration`, … */
  readonly zooms: Readonly<Record<string, Domain>>;
  /** Runs whose lines are hidden. */
  readonly hiddenRuns: readonly string[];
  /** Charts that show their table. */
  readonly tables: readonly string[];
  readonly isPaused: boolean;
  readonly showsVirtualMemory: boolean;
  /** Sections whose overflow is shown. */
  readonly expanded: readonly string[];
  /** What was picked in the tabs of all sessions, by what it is for: `compare.groupBy`, `history.query`. */
  readonly choices: Readonly<Record<string, string>>;
  /** The sessions that are compared; all that fit the query where there are none. */
  readonly compared: readonly string[];
}

/** The page as it is at first. */
const INITIAL_STATE: UiState = {
  sessionId: undefined,
  tab: "live",
  axis: "iteration",
  scales: {},
  zooms: {},
  hiddenRuns: [],
  tables: [],
  isPaused: false,
  showsVirtualMemory: false,
  expanded: [],
  choices: {},
  compared: [],
};

/** Reads a remembered state, whichever version wrote it; what does not fit is forgotten. */
export function parseUiState(value: unknown): UiState {
  if (typeof value !== "object" || value === null) return INITIAL_STATE;
  const source = value as Readonly<Record<string, unknown>>;
  const { tab, sessionId } = source;
  return {
    sessionId: typeof sessionId === "string" ? sessionId : undefined,
    tab: typeof tab === "string" ? tab : INITIAL_STATE.tab,
    axis: RUN_AXES.find((axis) => axis === source["axis"]) ?? INITIAL_STATE.axis,
    scales: recordOf(source["scales"], parseScale),
    zooms: recordOf(source["zooms"], parseDomain),
    hiddenRuns: textsOf(source["hiddenRuns"]),
    tables: textsOf(source["tables"]),
    isPaused: source["isPaused"] === true,
    showsVirtualMemory: source["showsVirtualMemory"] === true,
    expanded: textsOf(source["expanded"]),
    choices: recordOf(source["choices"], (entry) => (typeof entry === "string" ? entry : undefined)),
    compared: textsOf(source["compared"]),
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
}

function recordOf<T>(value: unknown, parse: (entry: unknown) => T | undefined): Record<string, T> {
  const result: Record<string, T> = {};
  if (typeof value !== "object" || value === null) return result;
  for (const [key, entry] of Object.entries(value)) {
    const parsed = parse(entry);
    if (parsed !== undefined) result[key] = parsed;
  }
  return result;
}

function parseScale(value: unknown): ScaleKind | undefined {
  return (["linear", "log", "symlog"] as const).find((scale) => scale === value);
}

function parseDomain(value: unknown): Domain | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [low, high] = value as readonly unknown[];
  return typeof low === "number" && typeof high === "number" && high > low ? [low, high] : undefined;
}
