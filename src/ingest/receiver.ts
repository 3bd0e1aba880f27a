import type { HelloMessage, RequestMessage, WireEvent } from "../protocol/wire";

/** Where the events of one client go. */
export interface ClientChannel {
  readonly sessionId: string | undefined;
  /** The highest sequence of this client that is safely recorded. */
  readonly acknowledged: number;
  /** Takes events; `line` is what the client sent, for the journal. A sequence that was taken before is ignored. */
  accept(events: readonly WireEvent[], line: string | Buffer, sequence: number | undefined): void;
  /** Tells the user, once a reason, that this client sends something that cannot be used. */
  refuse(reason: string): void;
  /** Makes what was accepted safe; false while that is not possible (the disk is full). */
  flush(): boolean;
  /** The connection is gone; `clean` after a goodbye. */
  leave(clean: boolean): void;
}

/** What the engine does with clients; the listener knows nothing of sessions. */
export interface ClientReceiver {
  /** Finds the session of a client; `undefined` for a client that never said hello. */
  admit(hello: HelloMessage | undefined): Promise<ClientChannel>;
  /** The answer to a client's question about its own session, in pieces of text; rejects with a UserError where there is none. */
  answer(request: RequestMessage, clientId: string): AsyncIterable<string>;
}
