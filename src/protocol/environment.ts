/** Environment variables that programs, clients and the command line read. */
export const VARIABLES = {
  endpoint: "OPTIMIZER_MONITOR_ENDPOINT",
  token: "OPTIMIZER_MONITOR_TOKEN",
  session: "OPTIMIZER_MONITOR_SESSION",
  /** "0" keeps the automatic instrumentation out. */
  auto: "OPTIMIZER_MONITOR_AUTO",
} as const;
