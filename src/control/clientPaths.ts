import { delimiter, join } from "node:path";

/** The clients that launched programs find without an installation, by the variable that leads to them. */
export interface ClientPaths {
  readonly PYTHONPATH: string;
  readonly NODE_PATH: string;
}
export type PathVariable = keyof ClientPaths;
export const PATH_VARIABLES: readonly PathVariable[] = ["PYTHONPATH", "NODE_PATH"];

/** Where the build puts the clients, beside the bundles. */
export function clientPaths(distFolder: string): ClientPaths {
  const clients = join(distFolder, "clients");
  return { PYTHONPATH: join(clients, "python"), NODE_PATH: join(clients, "node") };
}

/** Our entry in front of a list of folders, never leaving an empty entry: to Python that would mean the working directory. */
export function prependPath(entry: string, existing: string | undefined): string {
  if (existing === undefined || existing === "") return entry;
  return existing.split(delimiter)[0] === entry ? existing : entry + delimiter + existing;
}
