import type { Alert } from "../protocol/alerts";

/** More alerts than this of one session are not kept; the oldest that are over give way. */
const MAX_ALERTS = 200;

/** The alerts of a session, in the order in which they began. */
export class AlertList {
  private readonly alerts = new Map<string, Alert>();

  /** Enters an alert, or what has become of it. */
  put(alert: Alert): void {
    this.alerts.set(alert.id, alert);
    if (this.alerts.size <= MAX_ALERTS) return;
    const all = [...this.alerts.values()];
    const oldest = all.find(({ endTime }) => endTime !== undefined) ?? all[0];
    if (oldest !== undefined) this.alerts.delete(oldest.id);
  }

  get(id: string): Alert | undefined {
    return this.alerts.get(id);
  }

  list(): readonly Alert[] {
    return [...this.alerts.values()];
  }

  /** Those that last. */
  active(): readonly Alert[] {
    return this.list().filter(({ endTime }) => endTime === undefined);
  }
}
