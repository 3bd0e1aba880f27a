import { VARIABLES } from "../protocol/environment";
import type { EngineFacts } from "../protocol/rpc";
import { clientPaths, clientVariables, prependPath, type ClientSettings } from "./clientPaths";

/** What a program gets in its environment so that its client finds the engine, on top of `base`. `distFolder` holds the clients. */
export function programEnvironment(
  base: NodeJS.ProcessEnv,
  distFolder: string,
  facts: Pick<EngineFacts, "endpoint" | "token">,
  launchId: string,
  settings: ClientSettings,
): NodeJS.ProcessEnv {
  const paths = clientPaths(distFolder, settings);
  return {
    ...base,
    ...clientVariables(settings),
    [VARIABLES.endpoint]: facts.endpoint,
    [VARIABLES.session]: launchId,
    ...(facts.token === undefined ? {} : { [VARIABLES.token]: facts.token }),
    PYTHONPATH: prependPath(paths.PYTHONPATH, base["PYTHONPATH"]),
    NODE_PATH: prependPath(paths.NODE_PATH, base["NODE_PATH"]),
  };
}
