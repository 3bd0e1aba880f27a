import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import { VARIABLES } from "../../protocol/environment";
import { askOne } from "../askUser";
import type { ApiAccess } from "../engine/apiAccess";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";
import type { Notifications } from "../notifications";

/** Copies where the API of a folder is and its token, as two variables that programs and shells read; offers to turn it on. */
export async function copyApiAccess(engines: Engines, api: ApiAccess, notifications: Notifications): Promise<void> {
  const engine = await pickEngine(engines);
  if (engine === undefined) return;
  let status = await api.status(engine);
  if (status.url === undefined && status.problem === undefined) {
    const turnOn = vscode.l10n.t("Turn On");
    const question = vscode.l10n.t(
      "The HTTP API is off. Turn it on? It answers programs of this machine that know its token.",
    );
    if ((await vscode.window.showInformationMessage(question, turnOn)) !== turnOn) return;
    await api.turnOn();
    status = await api.status(engine);
  }
  const { url, token, problem } = status;
  if (url === undefined || token === undefined) {
    throw new UserError("api-off", problem ?? vscode.l10n.t("The HTTP API is off."));
  }
  await vscode.env.clipboard.writeText(`${VARIABLES.apiUrl}=${url}\n${VARIABLES.apiToken}=${token}\n`);
  void notifications.inform(vscode.l10n.t("Copied the address {0} and the token.", url), {
    title: vscode.l10n.t("Open Description"),
    run: () => void vscode.env.openExternal(vscode.Uri.parse(`${url}/openapi.json`)),
  });
}

async function pickEngine(engines: Engines): Promise<EngineConnection | undefined> {
  const [first, ...others] = engines.all;
  if (first === undefined || others.length === 0) return engines.require();
  const items = engines.all.map((engine) => ({ label: engine.folder.name, engine }));
  const title = vscode.l10n.t("The API of which folder?");
  return (await askOne(items, { title }))?.engine;
}
