/** What is watched for one session: the processes it was launched as, and the launch id in its environment. */
export interface ProcessRoots {
  readonly pids: readonly number[];
  /** The value of OPTIMIZER_MONITOR_SESSION by which a daemonized process is recognized. */
  readonly launchId?: string;
}

/** One process of a session at one time. Counters grow over the process's life; what the platform does not give is absent. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  /** The pid with the start time: another process with the same pid has another identity. */
  readonly identity: string;
  readonly name: string;
  /** Ended, but not yet waited for by its parent: it holds no memory, its CPU time is final. */
  readonly hasEnded: boolean;
  /** Seconds since it started. */
  readonly ageSeconds?: number;
  readonly cpuSeconds?: number;
  /** CPU time of its children that have ended and were waited for. */
  readonly endedChildrenCpuSeconds?: number;
  /** Where the platform gives a share instead of a time: 100 is one core. */
  readonly cpuPercent?: number;
  readonly rssBytes?: number;
  readonly vmsBytes?: number;
  readonly threads?: number;
  /** Storage bytes of the process and its ended children. */
  readonly readBytes?: number;
  readonly writeBytes?: number;
}

/** The processes of the machine, as far as sessions need them. */
export interface ProcessTable {
  /** The parents of a process, nearest first; empty when it is gone. */
  ancestors(pid: number): Promise<readonly number[]>;
  /** Names one process for good; undefined when there is none with this pid, or it has ended. */
  identity(pid: number): Promise<string | undefined>;
  /**
   * The processes of every session: its roots, what descends from them, and what carries its launch id. A member stays
   * one until it ends, whoever becomes its parent. A root pid that has ended is not taken up again when it is reused.
   */
  trees(sessions: ReadonlyMap<string, ProcessRoots>): Promise<ReadonlyMap<string, readonly ProcessInfo[]>>;
}
