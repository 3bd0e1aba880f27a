import type { Alert, AlertRule } from "../protocol/alerts";

/** What a condition is now; `hold` where this cannot be said, or where it lies between the threshold and the clearing one. */
export type Level = "on" | "off" | "hold";

/** What was seen. */
export interface Evidence {
  readonly message: string;
  readonly value?: number;
  readonly subject?: string;
}

/** Where episodes begin and end. */
export interface EpisodeBook {
  /** While a journal is replayed, it tells of episodes itself: nothing may begin or end a second time. */
  readonly isReplaying: boolean;
  begin(rule: AlertRule, subject: string | undefined, evidence: Evidence, time: number): Alert;
  end(alert: Alert, time: number): void;
}

/** The episodes of one rule on one subject: at most one at a time, begun once the condition has held long enough. */
export class Episode {
  private since: number | undefined;
  private active: Alert | undefined;

  constructor(
    private readonly rule: AlertRule,
    private readonly subject: string | undefined,
    private readonly book: EpisodeBook,
  ) {}

  /** Its condition holds, but not long enough yet. */
  get isWaiting(): boolean {
    return this.since !== undefined && this.active === undefined;
  }

  /** Nothing is the matter, nor was. */
  get isOver(): boolean {
    return this.since === undefined && this.active === undefined;
  }

  update(level: Level, time: number, evidence: () => Evidence): void {
    if (level === "on") this.since ??= time;
    else if (level === "off") this.end(time);
    this.review(time, evidence);
  }

  /** Time went by. */
  review(time: number, evidence: () => Evidence): void {
    if (this.since === undefined || this.active !== undefined || this.book.isReplaying) return;
    if (time - this.since < this.rule.forSeconds) return;
    this.active = this.book.begin(this.rule, this.subject, evidence(), time);
  }

  end(time: number): void {
    this.since = undefined;
    if (this.active === undefined || this.book.isReplaying) return;
    const ended = this.active;
    this.active = undefined;
    this.book.end(ended, time);
  }

  /** Takes over what a journal says of it. */
  adopt(alert: Alert): void {
    if (alert.endTime === undefined) this.active = alert;
    else if (this.active?.id === alert.id) this.active = undefined;
  }
}
