import type { HelloMessage } from "../protocol/wire";

/** What a recording knows of one client instance. */
export interface ClientRecord {
  readonly id: string;
  readonly hello: HelloMessage | undefined;
  acknowledged: number;
  connections: number;
  /** It has been connected to this engine; what a journal tells of may have ended, and another process have its pid. */
  hasJoined: boolean;
  leftCleanly: boolean;
}

/** Who reports, or has reported, to one recording. */
export class RecordingClients {
  private readonly records = new Map<string, ClientRecord>();
  private anonymous = 0;

  list(): readonly ClientRecord[] {
    return [...this.records.values()];
  }

  /** Whether a client instance has reported here before. */
  knows(clientId: string): boolean {
    return this.records.has(clientId);
  }

  /** The id that a client goes by here: the one it gives itself, or a new one. */
  idOf(hello: HelloMessage | undefined): string {
    return hello === undefined || hello.id === "" ? `anonymous-${++this.anonymous}` : hello.id;
  }

  /** The record of a client; made where there is none. */
  register(id: string, hello: HelloMessage | undefined): ClientRecord {
    const known = this.records.get(id);
    if (known !== undefined) return known;
    const number = /^anonymous-(\d+)$/.exec(id)?.[1];
    if (number !== undefined) this.anonymous = Math.max(this.anonymous, Number(number));
    const record = { id, hello, acknowledged: 0, connections: 0, hasJoined: false, leftCleanly: false };
    this.records.set(id, record);
    return record;
  }

  /** Pids of the clients that are connected now. */
  get connectedPids(): readonly number[] {
    return this.list().flatMap(({ connections, hello }) => (connections > 0 && hello?.pid ? [hello.pid] : []));
  }

  /** Pids of the clients that are or were connected to this engine. */
  get joinedPids(): readonly number[] {
    return this.list().flatMap(({ hasJoined, hello }) => (hasJoined && hello?.pid ? [hello.pid] : []));
  }

  /** Pids of all clients that ever said hello. */
  get pids(): readonly number[] {
    return this.list().flatMap(({ hello }) => hello?.pid ?? []);
  }

  get connectedCount(): number {
    return this.list().reduce((sum, { connections }) => sum + connections, 0);
  }

  /** Only programs that never said who they are report here. */
  get isAnonymous(): boolean {
    return this.records.size > 0 && this.list().every(({ hello }) => hello === undefined);
  }

  /** Whether every client says of itself that it belongs to this launch. */
  areOnlyOf(launchId: string): boolean {
    return this.records.size > 0 && this.list().every(({ hello }) => hello?.session === launchId);
  }

  /** Every client said goodbye, and there was one. */
  get allLeftCleanly(): boolean {
    const known = this.list().filter(({ hello }) => hello !== undefined);
    return known.length > 0 && known.every(({ leftCleanly }) => leftCleanly);
  }

  /** The first client's program ended without a goodbye. */
  get firstVanished(): boolean {
    const [first] = this.records.values();
    return first?.hello !== undefined && first.connections === 0 && !first.leftCleanly;
  }
}
