import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import { readAlertRules } from "../../protocol/alertRules";
import { isObject, type JsonObject } from "../../protocol/fields";
import { parseParams } from "../../protocol/parseRpc";
import { ENGINE_QUESTIONS, type PanelMethod } from "../../protocol/panelQuestions";
import { SETTING_RULES, SETTINGS_PREFIX } from "../../protocol/settings";
import { writeAlertRules } from "../alerts/writeAlertRules";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";
import type { SavedFilters } from "../sessions/savedFilters";

/** Answers what the panel's page asks: from the engine of the shown session, or from the editor itself. */
export class PanelQuestions {
  constructor(
    private readonly engines: Engines,
    private readonly filters: SavedFilters,
  ) {}

  /** `engine`: that of the session that the panel shows. Throws a UserError where there is no answer. */
  async answer(method: PanelMethod, params: JsonObject, engine: EngineConnection | undefined): Promise<unknown> {
    const asked = engine ?? this.engines.require();
    const engineMethod = ENGINE_QUESTIONS.find((question) => question === method);
    if (engineMethod !== undefined) return askEngine(asked, engineMethod, params);
    switch (method) {
      case "readAlertRules":
        return readRules(asked);
      case "saveAlertRules":
        return saveRules(asked, params["entries"]);
      case "readFilters":
        return this.filters.list();
      default:
        await this.filters.replace(params["filters"]);
        return null;
    }
  }
}

async function askEngine(
  engine: EngineConnection,
  method: (typeof ENGINE_QUESTIONS)[number],
  params: JsonObject,
): Promise<unknown> {
  const parsed = parseParams(method, params);
  if (!parsed.ok) throw new UserError("bad-question", parsed.reason);
  return engine.request(method, parsed.value);
}

function readRules({ folder }: EngineConnection): unknown {
  const { key } = SETTING_RULES.alertRules;
  const raw = vscode.workspace.getConfiguration(SETTINGS_PREFIX, folder.uri).get<unknown>(key);
  return readAlertRules(`${SETTINGS_PREFIX}.${key}`, raw ?? []);
}

async function saveRules({ folder }: EngineConnection, entries: unknown): Promise<null> {
  const list: readonly unknown[] = Array.isArray(entries) ? entries : [];
  const { problems } = readAlertRules("rule ", list.filter(isObject));
  const [first] = problems;
  if (first !== undefined) throw new UserError("bad-rule", first);
  await writeAlertRules(folder.uri, list);
  return null;
}
