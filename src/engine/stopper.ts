import { execFile } from "node:child_process";
import type { Log } from "../base/log";

/** After these many seconds a process that has not ended is asked again, harder. */
const STEPS: readonly { readonly afterSeconds: number; readonly signal: NodeJS.Signals }[] = [
  { afterSeconds: 0, signal: "SIGINT" },
  { afterSeconds: 5, signal: "SIGTERM" },
  { afterSeconds: 10, signal: "SIGKILL" },
];

/** Asks processes to end as Ctrl-C does, and insists; `members` is asked again at each step, since trees change. */
export function stopProcesses(members: () => readonly number[], log: Log): void {
  for (const { afterSeconds, signal } of STEPS) {
    const timer = setTimeout(() => {
      for (const pid of members()) end(pid, signal, log);
    }, afterSeconds * 1000);
    timer.unref();
  }
}

function end(pid: number, signal: NodeJS.Signals, log: Log): void {
  if (pid <= 1 || pid === process.pid) return;
  if (process.platform === "win32") {
    // There is no Ctrl-C to send to another console's process: only the last step can be taken.
    if (signal === "SIGKILL") execFile("taskkill", ["/PID", String(pid), "/T", "/F"], () => undefined);
    else if (signal === "SIGINT") execFile("taskkill", ["/PID", String(pid), "/T"], () => undefined);
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    log.debug(`${signal} to ${pid}: ${String(error)}`);
  }
}
