import { nameInSentence } from "../base/visibleText";
import { formatCount, formatDuration, formatPercent, formatValue } from "../base/format";
import type { AlertRule } from "../protocol/alerts";
import type { Detector } from "./detector";
import type { Evidence, Level } from "./episode";
import type { Observation, Of, RunFacts } from "./observation";

/** The objective of an iteration. */
function objectiveOf({ values }: Of<"iteration">): number | undefined {
  return values.get("best") ?? values.get("current");
}

/** Judges a run by its iterations; whatever else is observed says nothing about it. */
abstract class IterationDetector implements Detector {
  protected algorithm = "";

  constructor(protected readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    if (observation.type !== "iteration") return "hold";
    this.algorithm = observation.run.algorithm;
    return this.judge(observation);
  }

  abstract evidence(): Evidence;

  protected abstract judge(iteration: Of<"iteration">): Level;
}

/** The objective is not a finite number. */
export class NanObjective extends IterationDetector {
  private bad = 0;
  private hadFinite = false;
  private value = NaN;

  protected judge(iteration: Of<"iteration">): Level {
    const value = objectiveOf(iteration);
    if (value === undefined) return "hold";
    if (Number.isFinite(value)) {
      this.hadFinite = true;
      this.bad = 0;
      return "off";
    }
    if (this.isWaitingForFirst(value, iteration.run)) return "hold";
    this.bad++;
    this.value = value;
    return this.bad >= (this.rule.iterations ?? 1) ? "on" : "hold";
  }

  evidence(): Evidence {
    const what = Number.isNaN(this.value) ? "NaN" : "infinite";
    return { message: `The objective of ${nameInSentence(this.algorithm)} is ${what}.`, value: this.value };
  }

  /** Many optimizers give the worst value there is until they have found a feasible point. */
  private isWaitingForFirst(value: number, { direction }: RunFacts): boolean {
    return !this.hadFinite && value === (direction === "maximize" ? -Infinity : Infinity);
  }
}

/** The best objective has not become better for long. */
export class Stagnation extends IterationDetector {
  private reference: number | undefined;
  private iterations = 0;
  private since = 0;
  private lastTime = 0;

  protected judge(iteration: Of<"iteration">): Level {
    const value = objectiveOf(iteration);
    const { run, time } = iteration;
    if (value === undefined || !Number.isFinite(value) || run.direction === undefined) return "hold";
    this.lastTime = time;
    if (this.isBetter(value, run)) {
      this.reference = value;
      this.iterations = 0;
      this.since = time;
      return "off";
    }
    this.iterations++;
    const isLong = this.iterations >= (this.rule.iterations ?? 0) && time - this.since >= (this.rule.seconds ?? 0);
    return isLong ? "on" : "hold";
  }

  evidence(): Evidence {
    const { algorithm, iterations, reference } = this;
    const lasted = `${formatCount(iterations)} iterations (${formatDuration(this.lastTime - this.since)})`;
    return {
      message: `${nameInSentence(algorithm)} has not improved on ${formatValue(reference ?? NaN)} for ${lasted}.`,
      ...(reference === undefined ? {} : { value: reference }),
    };
  }

  private isBetter(value: number, { direction }: RunFacts): boolean {
    if (this.reference === undefined) return true;
    const gain = direction === "maximize" ? value - this.reference : this.reference - value;
    return gain > (this.rule.tolerance ?? 0) * Math.abs(this.reference);
  }
}

/** The population's diversity is a small share of what it was. */
export class DiversityCollapse extends IterationDetector {
  private most = 0;
  private low = 0;
  private value = 0;

  protected judge({ values }: Of<"iteration">): Level {
    const value = values.get("diversity");
    if (value === undefined || !Number.isFinite(value)) return "hold";
    this.most = Math.max(this.most, value);
    this.value = value;
    const limit = (this.most * (this.rule.percent ?? 0)) / 100;
    if (this.most <= 0 || value > limit) {
      this.low = 0;
      // Recovered only when well above: a population at the limit would come and go.
      return value > 2 * limit ? "off" : "hold";
    }
    this.low++;
    return this.low >= (this.rule.iterations ?? 1) ? "on" : "hold";
  }

  evidence(): Evidence {
    const share = formatPercent((100 * this.value) / this.most);
    return {
      message: `The diversity of ${nameInSentence(this.algorithm)} is ${formatValue(this.value, 3)}, ${share} of its highest value.`,
      value: this.value,
    };
  }
}

/** Most of the run's budget of evaluations is used. */
export class BudgetNearlyUsed extends IterationDetector {
  private evaluations = 0;
  private budget = 0;

  protected judge({ run: { evaluations, budget } }: Of<"iteration">): Level {
    if (evaluations === undefined || budget === undefined || budget <= 0) return "hold";
    this.evaluations = evaluations;
    this.budget = budget;
    return evaluations >= (budget * (this.rule.percent ?? 0)) / 100 ? "on" : "off";
  }

  evidence(): Evidence {
    const share = formatPercent(Math.floor((100 * this.evaluations) / this.budget));
    const used = `${formatCount(this.evaluations)} of ${formatCount(this.budget)} evaluations`;
    const message = `${nameInSentence(this.algorithm)} has used ${share} of its budget: ${used}.`;
    return { message, value: this.evaluations };
  }
}

/** The run's best objective has reached its target. */
export class TargetReached extends IterationDetector {
  private target = NaN;
  private best = NaN;

  protected judge({ run: { best, target, direction } }: Of<"iteration">): Level {
    if (best === undefined || target === undefined || direction === undefined) return "hold";
    if (direction === "maximize" ? !(best >= target) : !(best <= target)) return "hold";
    this.target = target;
    this.best = best;
    return "on";
  }

  evidence(): Evidence {
    const { algorithm, target, best } = this;
    const reached = `has reached its target ${formatValue(target)} with ${formatValue(best)}`;
    return { message: `${nameInSentence(algorithm)} ${reached}.`, value: best };
  }
}
