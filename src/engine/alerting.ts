import { DisposableStore, type Disposable } from "../base/disposable";
import type { Log } from "../base/log";
import { describeKind, type Alert, type AlertRule } from "../protocol/alerts";
import type { EngineNotifications } from "../protocol/rpc";
import type { Settings } from "../protocol/settings";
import type { AlertChannels } from "./alertChannels";
import type { Controller, ControlServer } from "./controlServer";
import type { Recording } from "./recording";
import type { Recordings } from "./recordings";
import type { Snoozes } from "./snoozes";
import type { UntoldAlerts } from "./untoldAlerts";

type AlertNews = EngineNotifications["alertDidChange"];

/** What alerting works on. */
export interface AlertingOptions {
  readonly recordings: Recordings;
  readonly control: () => ControlServer | undefined;
  readonly channels: AlertChannels;
  readonly snoozes: Snoozes;
  readonly untold: UntoldAlerts;
  readonly settings: () => Settings;
  /** Evaluations per second in the baseline of the workflow that a session is of; undefined without one. */
  readonly baselineRate: (label: string) => number | undefined;
  readonly log: Log;
  readonly now: () => number;
}

/** Gives every recording its rules and tells what they find: log, shells, channels. */
export class Alerting implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly followed = new WeakSet<Recording>();
  private readonly rulesOf = new Map<string, AlertRule>();
  private editors = 0;

  constructor(private readonly options: AlertingOptions) {
    const { recordings } = options;
    this.owned.add(recordings.onDidChange((id) => this.follow(recordings.get(id))));
    this.learn();
  }

  /** The settings changed. */
  configure(): void {
    this.learn();
    for (const recording of this.options.recordings.list()) recording.alerts.configure(this.rulesFor(recording));
    this.options.channels.reconsider();
  }

  /** Time goes by; called once a second. */
  tick(): void {
    const now = this.options.now();
    for (const { alerts } of this.options.recordings.list()) alerts.tick(now);
  }

  snooze(rule: string, seconds: number): void {
    const now = this.options.now();
    this.options.snoozes.add(rule, now + seconds, now);
  }

  /** An editor has said hello; it hears what nobody has seen yet. */
  connect(controller: Controller): void {
    if (controller.kind !== "editor") return;
    this.editors++;
    controller.onClose(() => this.editors--);
    const untold = this.options.untold.take();
    // The answer to its hello goes first.
    setImmediate(() => untold.forEach((news) => controller.notify("alertDidChange", news)));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private rules(): readonly AlertRule[] {
    const { alertsEnabled, alertRules } = this.options.settings();
    return alertsEnabled ? alertRules.filter(({ enabled }) => enabled) : [];
  }

  /** The rules of a session: what it is to be measured by where no rule says so is the baseline of its workflow. */
  private rulesFor({ state }: Recording): readonly AlertRule[] {
    const rules = this.rules();
    const needsRate = ({ kind, reference }: AlertRule): boolean =>
      kind === "throughput-drop" && reference === undefined;
    if (!rules.some(needsRate)) return rules;
    const reference = this.options.baselineRate(state.summary().label);
    return reference === undefined ? rules : rules.map((rule) => (needsRate(rule) ? { ...rule, reference } : rule));
  }

  private learn(): void {
    for (const rule of this.rules()) this.rulesOf.set(rule.name, rule);
  }

  private follow(recording: Recording | undefined): void {
    if (recording === undefined || this.followed.has(recording)) return;
    this.followed.add(recording);
    const { alerts, state } = recording;
    alerts.isSnoozed = (rule, time) => this.options.snoozes.has(rule, time);
    alerts.onDidChange((alert) => this.tell(recording, alert));
    // One that was taken up goes on under the rules that it had, until somebody says what holds now.
    if (!alerts.hasRules) alerts.configure(this.rulesFor(recording));
    for (const rule of alerts.rules) this.rulesOf.set(rule.name, rule);
    // The last engine may have ended before it handed these in.
    for (const alert of state.alerts.active()) if (alert.quiet !== true) this.hand(recording, alert);
  }

  private tell(recording: Recording, alert: Alert): void {
    const session = sessionOf(recording);
    const isOver = alert.endTime !== undefined;
    this.options.log.info(
      `alert ${session.id} ${alert.id} ${isOver ? "is over" : `(${alert.severity}): ${alert.message}`}`,
    );
    const isTold = !isOver && alert.quiet !== true && this.channelsOf(alert).includes("notification");
    const news = { session, alert, isTold };
    this.options.control()?.broadcast("alertDidChange", news);
    if (isTold && this.editors === 0) this.options.untold.add(news);
    if (alert.quiet !== true) this.hand(recording, alert);
  }

  private hand(recording: Recording, alert: Alert): void {
    const session = sessionOf(recording);
    if (alert.endTime === undefined) this.options.channels.began(session, alert, this.channelsOf(alert));
    else if (describeKind(alert.kind).isEvent !== true) this.options.channels.ended(session, alert);
  }

  private channelsOf({ rule }: Alert): readonly string[] {
    return this.rulesOf.get(rule)?.channels ?? [];
  }
}

function sessionOf({ state }: Recording): AlertNews["session"] {
  return { id: state.id, label: state.summary().label };
}
