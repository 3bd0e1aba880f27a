import { AlertWatch } from "../alerts/alertWatch";
import type { RunActivity } from "../alerts/observation";
import { Emitter } from "../base/event";
import type { SessionState } from "../model/sessionState";
import type { SessionEnd } from "../model/sessionHeader";
import type { Alert, AlertRule } from "../protocol/alerts";
import type { WireEvent } from "../protocol/wire";
import type { Journal } from "./journal";

/** The rules of one recording at work: what they find is state, in the journal, and told, in this order. */
export class SessionAlerts {
  private readonly watch: AlertWatch;
  private readonly changed = new Emitter<Alert>();
  private readonly activity = (): RunActivity => this.state.runActivity();
  private known = false;

  /** An alert began or was over; it is in the journal. */
  readonly onDidChange = this.changed.event;
  /** Whether the user wants to hear nothing of a rule for now. */
  isSnoozed: (rule: string, time: number) => boolean = () => false;

  constructor(
    private readonly state: SessionState,
    private readonly journal: Journal,
  ) {
    this.watch = new AlertWatch([], {
      onChange: (alert) => this.keep(alert),
      isSnoozed: (rule, time) => this.isSnoozed(rule, time),
    });
  }

  /** Rules were set, by somebody or by the journal. */
  get hasRules(): boolean {
    return this.known;
  }

  get rules(): readonly AlertRule[] {
    return this.watch.rules;
  }

  /** Follows other rules from now on; a replay follows those that held then. */
  configure(rules: readonly AlertRule[]): void {
    const enabled = rules.filter((rule) => rule.enabled);
    const isSame = this.known && JSON.stringify(enabled) === JSON.stringify(this.watch.rules);
    this.known = true;
    if (isSame) return;
    if (!this.watch.isReplaying) this.journal.append({ k: "rules", rules: enabled });
    this.watch.configure(enabled);
  }

  /** Takes what a client reported; the state has it already. */
  observe(event: WireEvent, client: string, time: number): void {
    switch (event.type) {
      case "iteration": {
        const run = this.state.currentRun;
        if (run !== undefined) this.watch.observe({ type: "iteration", time, run, values: event.values });
        return;
      }
      case "run_end": {
        const run = this.state.findRun(event.run, client);
        const { status, message } = event;
        if (run === undefined) return;
        this.watch.observe({ type: "runEnd", time, run, status, ...(message === undefined ? {} : { message }) });
        return;
      }
      case "metric":
        this.watch.observe({ ...event, time });
        return;
      case "component":
        this.watch.observe({ ...event, time });
        return;
      default:
    }
  }

  /** A client was heard. */
  heard(time: number): void {
    this.watch.observe({ type: "report", time });
  }

  observeSamples(table: string, time: number, values: Readonly<Record<string, number>>): void {
    this.watch.observe({ type: "samples", time, table, values, activity: this.activity });
  }

  tick(time: number): void {
    this.watch.observe({ type: "tick", time, activity: this.activity });
  }

  finish({ status, time, reason }: SessionEnd): void {
    const { label } = this.state.summary();
    this.watch.finish({ type: "end", time, status, label, ...(reason === undefined ? {} : { reason }) });
  }

  /** What happens in `replay` has happened before: nothing of it begins or ends an alert again. */
  replay(entries: () => void): void {
    const before = this.watch.isReplaying;
    this.watch.isReplaying = true;
    entries();
    this.watch.isReplaying = before;
  }

  /** Takes over what a journal says of an alert. */
  adopt(alert: Alert): void {
    this.state.alerts.put(alert);
    this.watch.adopt(alert);
  }

  /** Whether an alert of another recording would take the place of one that began here. */
  isTaken({ id, time }: Alert): boolean {
    const known = this.state.alerts.get(id);
    return known !== undefined && known.time !== time;
  }

  /** From here on the journal is replayed, until `resume`. */
  suspend(): void {
    this.watch.isReplaying = true;
  }

  resume(time: number): void {
    this.watch.resume(time);
  }

  private keep(alert: Alert): void {
    this.state.alerts.put(alert);
    this.journal.append({ k: "alert", alert });
    this.journal.flush();
    this.changed.fire(alert);
  }
}
