import type { AlertRule } from "../protocol/alerts";
import type { Evidence, Level } from "./episode";
import type { Observation, ObservationType } from "./observation";

/** Follows one condition on one subject; every observation costs the same however many there were. */
export interface Detector {
  observe(observation: Observation): Level;
  /** What was seen; asked for only when an alert begins. */
  evidence(): Evidence;
}

/** How a built-in kind is evaluated. */
export interface KindWatch {
  readonly listens: readonly ObservationType[];
  /** One detector a run, else one for the session. */
  readonly isPerRun: boolean;
  create(rule: AlertRule): Detector;
}
