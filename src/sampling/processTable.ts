import type { Log } from "../base/log";
import { ProcProcessTable } from "./procProcessTable";
import type { ProcessTable } from "./processTree";
import { SystemInformationProcessTable } from "./systemInformationProcessTable";

/** The process table of this platform. */
export function createProcessTable(options: { readonly log: Log }): ProcessTable {
  return process.platform === "linux" ? new ProcProcessTable() : new SystemInformationProcessTable(options.log);
}
