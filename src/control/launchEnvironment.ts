import { delimiter, join } from "node:path";
import { VARIABLES } from "../protocol/environment";
import type { EngineFacts } from "../protocol/rpc";

/** What a program gets in its environment so that its client finds the engine, on top of `base`. `distFolder` holds the clients. */
export function programEnvironment(
  base: NodeJS.ProcessEnv,
  distFolder: string,
  facts: Pick<EngineFacts, "endpoint" | "token">,
  launchId: string,
): NodeJS.ProcessEnv {
  return {
    ...base,
    [VARIABLES.endpoint]: facts.endpoint,
    [VARIABLES.session]: launchId,
    ...(facts.token === undefined ? {} : { [VARIABLES.token]: facts.token }),
    PYTHONPATH: prepended(join(distFolder, "clients", "python"), base["PYTHONPATH"]),
    NODE_PATH: prepended(join(distFolder, "clients", "node"), base["NODE_PATH"]),
  };
}

/** An empty entry of PYTHONPATH would mean the current folder, so none is made. */
function prepended(entry: string, path: string | undefined): string {
  return path === undefined || path === "" ? entry : `${entry}${delimiter}${path}`;
}
