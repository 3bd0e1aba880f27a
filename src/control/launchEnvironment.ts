import { VARIABLES } from "../protocol/environment";
import type { EngineFacts } from "../protocol/rpc";
import type { OtlpReceiverAddress } from "../protocol/otlp";
import { clientPaths, clientVariables, prependPath, type ClientSettings } from "./clientPaths";
import { otlpVariables } from "./otlpVariables";

/** What a program gets in its environment so that its client finds the engine, on top of `base`. `distFolder` holds the clients; `otlp` is where OpenTelemetry is heard, if it is. */
export function programEnvironment(
  base: NodeJS.ProcessEnv,
  distFolder: string,
  facts: Pick<EngineFacts, "endpoint" | "token">,
  launchId: string,
  settings: ClientSettings,
  otlp?: OtlpReceiverAddress,
): NodeJS.ProcessEnv {
  return {
    ...unrecordedEnvironment(base, distFolder, settings),
    ...otlpVariables(otlp, base, launchId),
    [VARIABLES.endpoint]: facts.endpoint,
    [VARIABLES.session]: launchId,
    ...(facts.token === undefined ? {} : { [VARIABLES.token]: facts.token }),
  };
}

/** The environment of a program that cannot be recorded: it may still need the clients, which then do nothing. */
export function unrecordedEnvironment(
  base: NodeJS.ProcessEnv,
  distFolder: string,
  settings: ClientSettings,
): NodeJS.ProcessEnv {
  const paths = clientPaths(distFolder, settings);
  return {
    ...base,
    ...clientVariables(settings),
    PYTHONPATH: prependPath(paths.PYTHONPATH, base["PYTHONPATH"]),
    NODE_PATH: prependPath(paths.NODE_PATH, base["NODE_PATH"]),
  };
}
