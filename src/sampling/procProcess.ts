import { readProcFile } from "./procFile";
import { parseProcessStat, type ProcessStat } from "./processStat";

/** A process of /proc, with what tells it from another with the same pid. */
export interface ProcProcess extends ProcessStat {
  readonly start: number;
}

/** Reads one process, or undefined when there is none with this pid. */
export function readProcess(pid: number): ProcProcess | undefined {
  const stat = parseProcessStat(readProcFile(`/proc/${pid}/stat`) ?? "");
  return stat === undefined ? undefined : { ...stat, start: stat.startTicks };
}

/** Seconds since the machine's start, on the clock of the processes' start times. */
export function readUptime(): number | undefined {
  const seconds = Number.parseFloat(readProcFile("/proc/uptime") ?? "");
  return Number.isFinite(seconds) ? seconds : undefined;
}
