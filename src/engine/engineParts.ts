import type { AlertChannels } from "./alertChannels";
import type { Alerting } from "./alerting";
import type { Announcer } from "./announcer";
import type { Recordings } from "./recordings";
import type { SessionReports } from "./sessionReports";
import type { SessionSampler } from "./sessionSampler";
import type { SessionSource } from "./sessionSource";

/** What an engine is put together of. */
export interface Parts {
  readonly recordings: Recordings;
  readonly source: SessionSource;
  readonly announcer: Announcer;
  readonly sampler: SessionSampler;
  readonly channels: AlertChannels;
  readonly alerting: Alerting;
  readonly sessionReports: SessionReports;
}

/** Whether something is recorded, told or written that must not be cut off. */
export function hasWork({ recordings, channels, sessionReports }: Parts): boolean {
  return !recordings.isIdle || channels.isUrgent || sessionReports.isBusy;
}

/** What is not in the history yet stays in its journal for the next engine. */
export function closeJournals(recordings: Recordings): void {
  for (const { journal } of recordings.all()) journal.close();
}
