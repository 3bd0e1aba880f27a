import { toWireNumber } from "../protocol/number";
import { compact } from "../protocol/fields";
import type { Alert, AlertRule } from "../protocol/alerts";
import type { EpisodeBook, Evidence } from "./episode";
import type { Observation, ObservationType } from "./observation";
import { createRuleWatch, type RuleWatch } from "./ruleWatch";

/** In one session a rule tells of itself at most once in this time; its other alerts are recorded all the same. */
export const QUIET_SECONDS = 600;

/** Whom a watch tells, and asks. */
export interface AlertWatchOptions {
  /** An alert began or, with an end time, was over. */
  readonly onChange: (alert: Alert) => void;
  /** The user wants to hear nothing of a rule for now. */
  readonly isSnoozed?: (rule: string, time: number) => boolean;
}

/**
 * Evaluates the rules of one session on what its recording takes in. An observation costs the same however long the
 * session is. While a journal is replayed it only follows along, and the journal's own alerts are adopted.
 */
export class AlertWatch implements EpisodeBook {
  isReplaying = false;
  private watches: readonly RuleWatch[] = [];
  private listeners = new Map<ObservationType, readonly RuleWatch[]>();
  private readonly active = new Map<string, Alert>();
  private readonly counts = new Map<string, number>();
  private readonly toldAt = new Map<string, number>();
  private lastTime = 0;

  constructor(
    rules: readonly AlertRule[],
    private readonly options: AlertWatchOptions,
  ) {
    this.configure(rules);
  }

  get rules(): readonly AlertRule[] {
    return this.watches.map(({ rule }) => rule);
  }

  /** Follows other rules from now on. What has not changed goes on; alerts of rules that are gone are over. */
  configure(rules: readonly AlertRule[]): void {
    const known = new Map(this.watches.map((watch) => [JSON.stringify(watch.rule), watch]));
    const kept = new Set<RuleWatch>();
    const watches = rules
      .filter(({ enabled }) => enabled)
      .map((rule) => {
        const watch = known.get(JSON.stringify(rule)) ?? createRuleWatch(rule, this);
        kept.add(watch);
        return watch;
      });
    for (const watch of this.watches) if (!kept.has(watch)) watch.end(this.lastTime);
    this.watches = watches;
    this.listeners = byType(watches);
    const names = new Set(watches.map(({ rule }) => rule.name));
    for (const alert of [...this.active.values()]) if (!names.has(alert.rule)) this.end(alert, this.lastTime);
  }

  observe(observation: Observation): void {
    const time = (this.lastTime = Math.max(this.lastTime, observation.time));
    for (const watch of this.listeners.get(observation.type) ?? []) watch.observe(observation);
    if (observation.type === "runEnd") this.forgetRun(observation.run.id, time);
    if (observation.type === "tick") for (const watch of this.watches) watch.review(time);
  }

  /** The session is over: so is everything that was the matter with it. */
  finish(observation: Extract<Observation, { readonly type: "end" }>): void {
    this.observe(observation);
    for (const watch of this.watches) watch.end(observation.time);
    for (const alert of [...this.active.values()]) this.end(alert, observation.time);
  }

  /** Takes over an alert that a journal tells of. */
  adopt(alert: Alert): void {
    this.lastTime = Math.max(this.lastTime, alert.endTime ?? alert.time);
    const number = Number(/#(\d+)$/.exec(alert.id)?.[1] ?? 0);
    this.counts.set(alert.rule, Math.max(number, this.counts.get(alert.rule) ?? 0));
    if (alert.quiet !== true) this.toldAt.set(alert.rule, Math.max(alert.time, this.toldAt.get(alert.rule) ?? 0));
    if (alert.endTime === undefined) this.active.set(alert.id, alert);
    else this.active.delete(alert.id);
    this.watches.find(({ rule }) => rule.name === alert.rule)?.adopt(alert);
  }

  /** The journal is replayed; what comes now is new. */
  resume(time: number): void {
    this.isReplaying = false;
    this.lastTime = Math.max(this.lastTime, time);
    for (const watch of this.watches) watch.resume(time);
  }

  begin(rule: AlertRule, subject: string | undefined, evidence: Evidence, time: number): Alert {
    const number = (this.counts.get(rule.name) ?? 0) + 1;
    this.counts.set(rule.name, number);
    const isQuiet = this.isQuiet(rule.name, time);
    if (!isQuiet) this.toldAt.set(rule.name, time);
    const alert = compact<Alert>({
      id: `${rule.name}#${number}`,
      rule: rule.name,
      kind: rule.kind,
      severity: rule.severity,
      subject: evidence.subject ?? subject,
      message: evidence.message,
      value: evidence.value === undefined ? undefined : toWireNumber(evidence.value),
      time,
      quiet: isQuiet ? true : undefined,
    });
    this.active.set(alert.id, alert);
    this.options.onChange(alert);
    return alert;
  }

  end(alert: Alert, time: number): void {
    if (!this.active.delete(alert.id)) return;
    this.options.onChange({ ...alert, endTime: Math.max(alert.time, time) });
  }

  private isQuiet(rule: string, time: number): boolean {
    const told = this.toldAt.get(rule);
    return (told !== undefined && time - told < QUIET_SECONDS) || this.options.isSnoozed?.(rule, time) === true;
  }

  private forgetRun(run: string, time: number): void {
    for (const watch of this.watches) watch.forget(run, time);
  }
}

function byType(watches: readonly RuleWatch[]): Map<ObservationType, readonly RuleWatch[]> {
  const found = new Map<ObservationType, RuleWatch[]>();
  for (const watch of watches) {
    for (const type of watch.listens) {
      const list = found.get(type);
      if (list === undefined) found.set(type, [watch]);
      else list.push(watch);
    }
  }
  return found;
}
