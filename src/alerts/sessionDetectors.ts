import { nameInSentence } from "../base/visibleText";
import { formatDuration } from "../base/format";
import type { AlertRule } from "../protocol/alerts";
import type { Detector } from "./detector";
import type { Evidence, Level } from "./episode";
import type { Observation } from "./observation";

/** Nothing was reported for long while a run goes on. */
export class NoReport implements Detector {
  private last: number | undefined;
  private longest = 0;
  private now = 0;

  constructor(private readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    this.now = observation.time;
    if (observation.type === "report") {
      if (this.last !== undefined) this.longest = Math.max(this.longest, observation.time - this.last);
      this.last = observation.time;
      return "off";
    }
    if (observation.type !== "tick" || this.last === undefined) return "hold";
    const silence = observation.time - this.last;
    // A program whose evaluations take an hour is not silent after ten minutes.
    const limit = Math.max(this.rule.seconds ?? 0, (this.rule.factor ?? 0) * this.longest);
    if (silence < limit) return "hold";
    return observation.activity().isOpen ? "on" : "off";
  }

  evidence(): Evidence {
    const silence = this.now - (this.last ?? this.now);
    return { message: `Nothing has been reported for ${formatDuration(silence)}.`, value: silence };
  }

  /** Nobody could be heard while the engine was away. */
  resume(time: number): void {
    if (this.last !== undefined) this.last = Math.max(this.last, time);
  }
}

/** A run, or the session, failed. */
export class RunFailed implements Detector {
  private found: Evidence = { message: "" };

  observe(observation: Observation): Level {
    if (observation.type === "runEnd" && observation.status === "failed") {
      const { run, message } = observation;
      this.found = { message: sentence(`${nameInSentence(run.algorithm)} failed`, message), subject: run.id };
      return "on";
    }
    if (observation.type !== "end" || observation.status !== "failed") return "hold";
    this.found = { message: sentence(`${nameInSentence(observation.label)} failed`, observation.reason) };
    return "on";
  }

  evidence(): Evidence {
    return this.found;
  }
}

/** The session has ended, however. */
export class SessionFinished implements Detector {
  private words = "";

  observe(observation: Observation): Level {
    if (observation.type !== "end") return "hold";
    this.words = sentence(`${nameInSentence(observation.label)} has ended: ${observation.status}`, observation.reason);
    return "on";
  }

  evidence(): Evidence {
    return { message: this.words };
  }
}

const MAX_REASON = 300;

function sentence(what: string, reason: string | undefined): string {
  if (reason === undefined || reason.trim() === "") return `${what}.`;
  const [line = ""] = reason.trim().split("\n");
  return `${what}: ${line.slice(0, MAX_REASON)}${/[.!?]$/.test(line) ? "" : "."}`;
}
