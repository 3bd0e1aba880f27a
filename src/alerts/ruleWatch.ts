import type { Alert, AlertKind, AlertRule } from "../protocol/alerts";
import type { Detector, KindWatch } from "./detector";
import { Episode, type EpisodeBook, type Evidence, type Level } from "./episode";
import { BudgetNearlyUsed, DiversityCollapse, NanObjective, Stagnation, TargetReached } from "./objectiveDetectors";
import type { Observation, ObservationType } from "./observation";
import { MemoryLeak, OutOfMemory, ThroughputDrop } from "./resourceDetectors";
import { NoReport, RunFailed, SessionFinished } from "./sessionDetectors";
import { levelOf, selectorOf, thresholdEvidence, type Selector } from "./threshold";

/** One rule follows at most this many runs or columns at a time. */
const MAX_SUBJECTS = 500;

const perRun = (create: KindWatch["create"]): KindWatch => ({ listens: ["iteration"], isPerRun: true, create });
const whole = (listens: readonly ObservationType[], create: KindWatch["create"]): KindWatch => ({
  listens,
  isPerRun: false,
  create,
});

const KINDS: Readonly<Record<Exclude<AlertKind, "threshold">, KindWatch>> = {
  "nan-objective": perRun((rule) => new NanObjective(rule)),
  stagnation: perRun((rule) => new Stagnation(rule)),
  "diversity-collapse": perRun((rule) => new DiversityCollapse(rule)),
  "budget-nearly-used": perRun((rule) => new BudgetNearlyUsed(rule)),
  "target-reached": perRun((rule) => new TargetReached(rule)),
  "memory-leak": whole(["samples"], (rule) => new MemoryLeak(rule)),
  "out-of-memory": whole(["samples"], (rule) => new OutOfMemory(rule)),
  "throughput-drop": whole(["samples"], (rule) => new ThroughputDrop(rule)),
  "no-report": whole(["report", "tick"], (rule) => new NoReport(rule)),
  "run-failed": whole(["runEnd", "end"], () => new RunFailed()),
  "session-finished": whole(["end"], () => new SessionFinished()),
};

/** Follows one rule over all its subjects. */
export interface RuleWatch {
  readonly rule: AlertRule;
  readonly listens: readonly ObservationType[];
  observe(observation: Observation): void;
  /** Begins what has lasted long enough by now. */
  review(time: number): void;
  /** A run is over, and whatever was the matter with it. */
  forget(subject: string, time: number): void;
  /** Takes over what a journal says. */
  adopt(alert: Alert): void;
  /** The engine is back: what was not heard meanwhile does not count. */
  resume(time: number): void;
  /** Everything is over. */
  end(time: number): void;
}

/** Makes the watch of a rule. */
export function createRuleWatch(rule: AlertRule, book: EpisodeBook): RuleWatch {
  return rule.kind === "threshold" ? new ThresholdWatch(rule, book) : new BuiltInWatch(rule, book, KINDS[rule.kind]);
}

/** What both kinds of watches share: one tracker a subject, and which of them wait for their time. */
abstract class SubjectWatch<T extends { readonly episode: Episode }> {
  protected readonly trackers = new Map<string, T>();

  constructor(
    readonly rule: AlertRule,
    protected readonly book: EpisodeBook,
  ) {}

  review(time: number): void {
    for (const tracker of this.trackers.values()) {
      if (tracker.episode.isWaiting) tracker.episode.review(time, () => this.evidenceOf(tracker));
    }
  }

  forget(subject: string, time: number): void {
    const tracker = this.trackers.get(subject);
    this.trackers.delete(subject);
    tracker?.episode.end(time);
  }

  adopt(alert: Alert): void {
    // A failed run is the evidence of the session's alert, not another subject.
    this.tracker(this.keyOf(alert.subject), alert.time).episode.adopt(alert);
  }

  end(time: number): void {
    for (const { episode } of this.trackers.values()) episode.end(time);
    this.trackers.clear();
  }

  /** Where there are too many, the one that was met first gives way: most likely a run whose end nobody reported. */
  protected tracker(subject: string | undefined, time: number): T {
    const key = subject ?? "";
    const known = this.trackers.get(key);
    if (known !== undefined) return known;
    const [oldest] = this.trackers.keys();
    if (oldest !== undefined && this.trackers.size >= MAX_SUBJECTS) this.forget(oldest, time);
    const made = this.create(new Episode(this.rule, subject, this.book));
    this.trackers.set(key, made);
    return made;
  }

  protected keyOf(subject: string | undefined): string | undefined {
    return subject;
  }

  protected abstract create(episode: Episode): T;
  protected abstract evidenceOf(tracker: T): Evidence;
}

interface DetectorTracker {
  readonly episode: Episode;
  readonly detector: Detector & { resume?(time: number): void };
}

class BuiltInWatch extends SubjectWatch<DetectorTracker> implements RuleWatch {
  constructor(
    rule: AlertRule,
    book: EpisodeBook,
    private readonly kind: KindWatch,
  ) {
    super(rule, book);
  }

  get listens(): readonly ObservationType[] {
    return this.kind.listens;
  }

  observe(observation: Observation): void {
    const subject = this.kind.isPerRun && observation.type === "iteration" ? observation.run.id : undefined;
    const tracker = this.tracker(subject, observation.time);
    const level = tracker.detector.observe(observation);
    // Mostly nothing is the matter, and then nothing is made for it.
    if (level === "hold" || (level === "off" && tracker.episode.isOver)) return;
    this.tell(tracker, level, observation.time);
  }

  resume(time: number): void {
    for (const { detector } of this.trackers.values()) detector.resume?.(time);
  }

  protected override keyOf(subject: string | undefined): string | undefined {
    return this.kind.isPerRun ? subject : undefined;
  }

  private tell({ episode, detector }: DetectorTracker, level: Level, time: number): void {
    episode.update(level, time, () => detector.evidence());
  }

  protected create(episode: Episode): DetectorTracker {
    return { episode, detector: this.kind.create(this.rule) };
  }

  protected evidenceOf({ detector }: DetectorTracker): Evidence {
    return detector.evidence();
  }
}

interface ValueTracker {
  readonly episode: Episode;
  value: number;
}

class ThresholdWatch extends SubjectWatch<ValueTracker> implements RuleWatch {
  private readonly selector: Selector;

  constructor(rule: AlertRule, book: EpisodeBook) {
    super(rule, book);
    this.selector = selectorOf(rule.metric ?? "");
  }

  get listens(): readonly ObservationType[] {
    return this.selector.listens;
  }

  observe(observation: Observation): void {
    for (const { subject, value } of this.selector.find(observation)) {
      const tracker = this.tracker(subject, observation.time);
      const level: Level = levelOf(this.rule, value);
      if (level === "on") tracker.value = value;
      if (level !== "hold") tracker.episode.update(level, observation.time, () => this.evidenceOf(tracker));
    }
  }

  resume(): void {
    // A threshold compares what was measured; it has no clock of its own.
  }

  protected create(episode: Episode): ValueTracker {
    return { episode, value: NaN };
  }

  protected evidenceOf({ value }: ValueTracker): Evidence {
    return thresholdEvidence(this.rule, this.selector.unit, value);
  }
}
