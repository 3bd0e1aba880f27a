import type { Settings } from "./settings";

/** How the HTTP API is to be served. */
export interface ApiConfiguration {
  readonly enabled: boolean;
  readonly port: number;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Where none is given the engine makes one and keeps it in a private file. */
  readonly token?: string;
}

/** Whether and where the HTTP API answers. */
export interface ApiStatus {
  /** Without a path: `http://127.0.0.1:7727`. Absent while the API is off. */
  readonly url?: string;
  readonly token?: string;
  /** Where the token is kept, if the engine made it. */
  readonly tokenFile?: string;
  /** Why it is not on although it was asked for, or what to know of where it listens. */
  readonly problem?: string;
}

/** The settings of the API as the engine takes them. */
export function apiConfiguration(settings: Settings, token?: string): ApiConfiguration {
  return {
    enabled: settings.apiEnabled,
    port: Math.trunc(settings.apiPort),
    host: settings.apiHost,
    allowedHosts: settings.apiAllowedHosts,
    allowedOrigins: settings.apiAllowedOrigins,
    ...(token === undefined ? {} : { token }),
  };
}
