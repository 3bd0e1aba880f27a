import { delimiter, join } from "node:path";
import { VARIABLES } from "../protocol/environment";
import type { Settings } from "../protocol/settings";

/** The clients that launched programs find without an installation, by the variable that leads to them. */
export interface ClientPaths {
  readonly PYTHONPATH: string;
  readonly NODE_PATH: string;
}
export type PathVariable = keyof ClientPaths;
export const PATH_VARIABLES: readonly PathVariable[] = ["PYTHONPATH", "NODE_PATH"];

/** What decides how much programs are given. */
export type ClientSettings = Pick<Settings, "autoInstrumentPython">;

/** Where the build puts the clients, beside the bundles. */
export function clientPaths(distFolder: string, { autoInstrumentPython }: ClientSettings): ClientPaths {
  const python = join(distFolder, "clients", "python");
  // The folder with our `sitecustomize` has to be the first: Python runs only the first that it finds.
  const pythonPath = autoInstrumentPython ? join(python, "auto-instrument") + delimiter + python : python;
  return { PYTHONPATH: pythonPath, NODE_PATH: join(distFolder, "clients", "node") };
}

/** Variables for what the paths do not say: a program may inherit them from one that was started under other settings. */
export function clientVariables({ autoInstrumentPython }: ClientSettings): Record<string, string> {
  return autoInstrumentPython ? {} : { [VARIABLES.auto]: "0" };
}

/**
 * Our entries in front of a list of folders, each once, never leaving an empty entry of ours: to Python that would mean the
 * working directory.
 */
export function prependPath(entries: string, existing: string | undefined): string {
  if (existing === undefined || existing === "") return entries;
  const ours = entries.split(delimiter);
  const others = existing.split(delimiter).filter((entry) => !ours.includes(entry));
  return [...ours, ...others].join(delimiter);
}
