import { isObject } from "../../protocol/fields";
import { PATH_VARIABLES, prependPath, type ClientPaths, type PathVariable } from "../../control/clientPaths";

/** Debuggers that give a launched program the `env` of their configuration, although many configurations have none. */
const ENV_DEBUGGERS: ReadonlySet<string> = new Set([
  ...["node", "pwa-node", "node-terminal", "bun", "deno"],
  ...["python", "debugpy", "java", "scala", "kotlin", "coreclr", "go", "php", "Ruby", "rdbg", "julia", "R-Debugger"],
  ...["lldb", "lldb-dap", "gdb", "rust", "dart"],
]);

/** Debuggers that take a list of names and values instead. */
const ENVIRONMENT_LIST_DEBUGGERS: ReadonlySet<string> = new Set(["cppdbg", "cppvsdbg"]);

/** Debuggers that start a program in a terminal unless they are told otherwise. */
const TERMINAL_DEBUGGERS: ReadonlySet<string> = new Set(["python", "debugpy", "node-terminal"]);

/** What a debug configuration is to be given. */
export interface DebugVariables {
  /** Set as they are. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly paths: ClientPaths;
  /** The value that a program starts from where the configuration says nothing. */
  readonly inherited: (variable: PathVariable) => string | undefined;
}

/** A debug configuration as the editor hands it over. */
export interface Configuration {
  readonly type: string;
  readonly request: string;
  readonly [key: string]: unknown;
}

/** Adds the variables to a configuration that launches a program; others come back as they are. */
export function withVariables<T extends Configuration>(configuration: T, variables: DebugVariables): T {
  if (!canCarryVariables(configuration)) return configuration;
  const own = ownVariables(configuration);
  const added = { ...variables.fixed, ...pathVariables(configuration, own, variables) };
  if (!ENVIRONMENT_LIST_DEBUGGERS.has(configuration.type)) {
    return { ...configuration, env: { ...own, ...added } };
  }
  const kept = Object.entries(own).filter(([name]) => !(name in added));
  const environment = [...kept, ...Object.entries(added)].map(([name, value]) => ({ name, value }));
  return { ...configuration, environment };
}

/** Whether this configuration starts a program of the user's that our variables can reach. */
export function canCarryVariables(configuration: Configuration): boolean {
  // js-debug resolves its own child sessions, too: their program runs already.
  if (configuration.request !== "launch" || configuration["__pendingTargetId"] !== undefined) return false;
  const { type } = configuration;
  return ENV_DEBUGGERS.has(type) || ENVIRONMENT_LIST_DEBUGGERS.has(type) || isObject(configuration["env"]);
}

function ownVariables(configuration: Configuration): Record<string, unknown> {
  const { env, environment } = configuration;
  if (isObject(env)) return { ...env };
  const own: Record<string, unknown> = {};
  const entries: readonly unknown[] = Array.isArray(environment) ? environment : [];
  for (const entry of entries) {
    if (isObject(entry) && typeof entry["name"] === "string") own[entry["name"]] = entry["value"];
  }
  return own;
}

/**
 * The clients' folders in front of what the program would have found anyway. A terminal has them already, in front of
 * what the user's shell set up, which a value here would hide; so there only a value of the configuration is extended.
 */
function pathVariables(
  configuration: Configuration,
  own: Readonly<Record<string, unknown>>,
  { paths, inherited }: DebugVariables,
): Record<string, string> {
  const inTerminal = runsInTerminal(configuration);
  const result: Record<string, string> = {};
  for (const name of PATH_VARIABLES) {
    const value = own[name];
    if (typeof value === "string") result[name] = prependPath(paths[name], value);
    else if (!inTerminal) result[name] = prependPath(paths[name], inherited(name));
  }
  return result;
}

/** Whether the program prints into a terminal of the editor, which then shows more of it than the debug console. */
export function runsInTerminal({ type, console }: Configuration): boolean {
  return console === "integratedTerminal" || (console === undefined && TERMINAL_DEBUGGERS.has(type));
}
