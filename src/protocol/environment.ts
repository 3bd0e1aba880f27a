/** Environment variables that programs, clients and the command line read. */
export const VARIABLES = {
  endpoint: "OPTIMIZER_MONITOR_ENDPOINT",
  token: "OPTIMIZER_MONITOR_TOKEN",
  session: "OPTIMIZER_MONITOR_SESSION",
  /** "0" keeps the automatic instrumentation out. */
  auto: "OPTIMIZER_MONITOR_AUTO",
  /** Where the API is; for programs that ask it. */
  apiUrl: "OPTIMIZER_MONITOR_API_URL",
  /** The API's bearer token, where the user chooses it. */
  apiToken: "OPTIMIZER_MONITOR_API_TOKEN",
} as const;
