// Ends what a script started, also what moved to a process group or session of its own.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** The variables that mark everything that one start of an editor, or one suite, brought to life; children inherit them. */
export const editorMark = "OPTIMIZER_MONITOR_EDITOR_MARK";
export const suiteMark = "OPTIMIZER_MONITOR_SUITE_MARK";

/**
 * The processes whose environment carries the mark, without this process.
 * @param {string} variable
 * @param {string} mark
 * @returns {number[]}
 */
export function findMarked(variable, mark) {
  if (process.platform !== "linux") return [];
  const wanted = `${variable}=${mark}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => readEnvironment(name).includes(wanted))
    .map(Number);
}

/** Asks the marked processes to end, and ends those that do not within the grace period. Resolves with what they ran. */
export async function stopMarked(variable, mark, graceMs = 3000) {
  const deadline = Date.now() + graceMs;
  let left = findMarked(variable, mark);
  const found = left.map(readCommand);
  signalAll(left, "SIGTERM");
  while (left.length > 0 && Date.now() < deadline) {
    await delay(50);
    left = findMarked(variable, mark);
  }
  signalAll(left, "SIGKILL");
  return found;
}

function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

function readCommand(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
  } catch {
    return "a process that has ended since";
  }
}

function readEnvironment(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
