import { join } from "node:path";
import type { Log } from "../base/log";
import type { Settings } from "../protocol/settings";
import { AlertChannels } from "./alertChannels";
import { Alerting } from "./alerting";
import type { ControlServer } from "./controlServer";
import type { Recordings } from "./recordings";
import { Snoozes } from "./snoozes";
import { baselineRate, type TrendQueries } from "./trendSource";
import { UntoldAlerts } from "./untoldAlerts";

/** What alerting and its channels are made of. */
export interface AlertingParts {
  readonly recordings: Recordings;
  readonly historyFolder: string;
  readonly workspace: string;
  readonly version: string;
  readonly control: () => ControlServer | undefined;
  readonly settings: () => Settings;
  /** The catalog may be replaced by another one while the engine runs. */
  readonly queries: () => TrendQueries;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
}

/** Puts together what alerts need: channels with their outbox, snoozes, what nobody has been told yet, and the rules at work. */
export function createAlerting(parts: AlertingParts): {
  readonly channels: AlertChannels;
  readonly alerting: Alerting;
} {
  const { historyFolder, log, queries } = parts;
  const folder = join(historyFolder, "alerts");
  const channels = new AlertChannels({ ...parts, folder });
  const alerting = new Alerting({
    ...parts,
    channels,
    snoozes: new Snoozes(join(folder, "snoozed.json"), log),
    untold: new UntoldAlerts(join(folder, "untold.json"), log),
    baselineRate: (label) => baselineRate(queries(), label),
  });
  return { channels, alerting };
}
