/** What one line of /proc/<pid>/stat says, in the kernel's units. */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly parentPid: number;
  readonly isKernelThread: boolean;
  readonly cpuTicks: number;
  /** CPU time of children that ended and were waited for, with that of their children. */
  readonly endedChildrenCpuTicks: number;
  readonly threads: number;
  /** Ticks since the machine's start: with the pid it names a process for good. */
  readonly startTicks: number;
  readonly vmsBytes: number;
  readonly rssPages: number;
  /** Where the environment lies in memory: another value means that the process has executed another program. */
  readonly environmentStart: string;
}

/** PF_KTHREAD of the kernel's include/linux/sched.h. */
const KERNEL_THREAD_FLAG = 0x00200000;

/** Fields counted from the one after the name, which is field 3 in proc(5). */
const FIELD = {
  state: 0,
  parentPid: 1,
  flags: 6,
  userTicks: 11,
  systemTicks: 12,
  childrenUserTicks: 13,
  childrenSystemTicks: 14,
  threads: 17,
  startTicks: 19,
  vmsBytes: 20,
  rssPages: 21,
  environmentStart: 47,
} as const;

/** Parses /proc/<pid>/stat. A name may hold spaces, parentheses and line ends: it ends at the last `)`. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 2 || close < open) return undefined;
  const pid = Number(text.slice(0, open));
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(" ");
  const state = fields[FIELD.state];
  if (state === undefined || state.length !== 1) return undefined;
  const number = (at: number): number => Number(fields[at] ?? Number.NaN);
  const stat: ProcessStat = {
    pid,
    name: text.slice(open + 1, close),
    state,
    parentPid: number(FIELD.parentPid),
    isKernelThread: (number(FIELD.flags) & KERNEL_THREAD_FLAG) !== 0,
    cpuTicks: number(FIELD.userTicks) + number(FIELD.systemTicks),
    endedChildrenCpuTicks: number(FIELD.childrenUserTicks) + number(FIELD.childrenSystemTicks),
    threads: number(FIELD.threads),
    startTicks: number(FIELD.startTicks),
    vmsBytes: number(FIELD.vmsBytes),
    rssPages: number(FIELD.rssPages),
    environmentStart: fields[FIELD.environmentStart] ?? "",
  };
  const numbers = [stat.pid, stat.parentPid, stat.cpuTicks, stat.endedChildrenCpuTicks, stat.startTicks, stat.rssPages];
  return numbers.every(Number.isFinite) ? stat : undefined;
}

/** True for a process that has ended and only waits for its parent to take notice. */
export function hasEnded(stat: ProcessStat): boolean {
  return stat.state === "Z" || stat.state === "X" || stat.state === "x";
}

/** Bytes that a process, with its ended children, caused to be read from and written to storage. */
export interface ProcessIo {
  readonly readBytes: number;
  readonly writeBytes: number;
}

/** Parses /proc/<pid>/io. */
export function parseProcessIo(text: string): ProcessIo | undefined {
  const read = /^read_bytes: (\d+)$/m.exec(text)?.[1];
  const write = /^write_bytes: (\d+)$/m.exec(text)?.[1];
  if (read === undefined || write === undefined) return undefined;
  return { readBytes: Number(read), writeBytes: Number(write) };
}

/** The value of one variable in the text of /proc/<pid>/environ. */
export function environmentValue(environ: string, name: string): string | undefined {
  const prefix = `${name}=`;
  const start = environ.startsWith(prefix) ? 0 : environ.indexOf(`\0${prefix}`) + 1;
  if (start === 0 && !environ.startsWith(prefix)) return undefined;
  const end = environ.indexOf("\0", start);
  return environ.slice(start + prefix.length, end < 0 ? undefined : end);
}
