import type { ClientChannel } from "../ingest/receiver";

/**
 * The channel of a program whose launch the settings exclude, or that was stopped before it reported: everything is acknowledged
 * and nothing kept.
 */
export const discardingChannel: ClientChannel = {
  sessionId: undefined,
  acknowledged: 0,
  accept: () => undefined,
  refuse: () => undefined,
  flush: () => true,
  leave: () => undefined,
};
