import type { AlertRule } from "./alerts";
import type { JsonObject } from "./fields";
import type { ParamsOf, ResultOf } from "./rpc";

/** Requests to the engine that the page may make; everything that deletes or writes files goes through a command. */
export const ENGINE_QUESTIONS = [
  "listSessions",
  "compareRuns",
  "trend",
  "usagePatterns",
  "historyFacts",
  "setPinned",
  "setBaseline",
  "setNote",
  "setTags",
  "previewAlerts",
] as const;
type EngineQuestion = (typeof ENGINE_QUESTIONS)[number];

/** A query of the history under a name. */
export interface SavedFilter {
  readonly name: string;
  readonly query: string;
}

/** What the page asks the editor itself. */
interface EditorQuestions {
  /** The alert rules that hold in the folder, and what is wrong with the setting. */
  readAlertRules: {
    params: Record<string, never>;
    result: { readonly rules: readonly AlertRule[]; readonly problems: readonly string[] };
  };
  /** Writes the setting; refused where a rule is wrong. */
  saveAlertRules: { params: { readonly entries: readonly JsonObject[] }; result: null };
  /** Saved queries, which the sessions view offers, too. */
  readFilters: { params: Record<string, never>; result: readonly SavedFilter[] };
  saveFilters: { params: { readonly filters: readonly SavedFilter[] }; result: null };
}
const EDITOR_QUESTIONS = [
  "readAlertRules",
  "saveAlertRules",
  "readFilters",
  "saveFilters",
] as const satisfies readonly (keyof EditorQuestions)[];

export const PANEL_METHODS = [...ENGINE_QUESTIONS, ...EDITOR_QUESTIONS] as const;
export type PanelMethod = (typeof PANEL_METHODS)[number];
export type PanelParams<M extends PanelMethod> = M extends EngineQuestion
  ? ParamsOf<M>
  : M extends keyof EditorQuestions
    ? EditorQuestions[M]["params"]
    : never;
export type PanelResult<M extends PanelMethod> = M extends EngineQuestion
  ? ResultOf<M>
  : M extends keyof EditorQuestions
    ? EditorQuestions[M]["result"]
    : never;
