import { nameInSentence } from "../base/visibleText";
import { formatCount, formatDuration, formatPercent, formatValue } from "../base/format";
import type { AlertRule } from "../protocol/alerts";
import type { Detector } from "./detector";
import type { Evidence, Level } from "./episode";
import type { Observation, Of, RunFacts } from "./observation";

/** The objective of an iteration. */
function objectiveOf({ values }: Of<"iteration">): number | undefined {
  return values["best"] ?? values["current"];
}

function isIteration(observation: Observation): observation is Of<"iteration"> {
  return observation.type === "iteration";
}

/** The objective is not a finite number. */
export class NanObjective implements Detector {
  private bad = 0;
  private hadFinite = false;
  private value = NaN;
  private algorithm = "";

  constructor(private readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    const value = isIteration(observation) ? objectiveOf(observation) : undefined;
    if (!isIteration(observation) || value === undefined) return "hold";
    if (Number.isFinite(value)) {
      this.hadFinite = true;
      this.bad = 0;
      return "off";
    }
    if (this.isWaitingForFirst(value, observation.run)) return "hold";
    this.bad++;
    this.value = value;
    this.algorithm = observation.run.algorithm;
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
export class Stagnation implements Detector {
  private reference: number | undefined;
  private iterations = 0;
  private since = 0;
  private lastTime = 0;
  private algorithm = "";

  constructor(private readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    const value = isIteration(observation) ? objectiveOf(observation) : undefined;
    if (!isIteration(observation) || value === undefined || !Number.isFinite(value)) return "hold";
    const { run, time } = observation;
    if (run.direction === undefined) return "hold";
    this.lastTime = time;
    this.algorithm = run.algorithm;
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
export class DiversityCollapse implements Detector {
  private most = 0;
  private low = 0;
  private value = 0;
  private algorithm = "";

  constructor(private readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    const value = isIteration(observation) ? observation.values["diversity"] : undefined;
    if (!isIteration(observation) || value === undefined || !Number.isFinite(value)) return "hold";
    this.most = Math.max(this.most, value);
    this.value = value;
    this.algorithm = observation.run.algorithm;
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
export class BudgetNearlyUsed implements Detector {
  private evaluations = 0;
  private budget = 0;
  private algorithm = "";

  constructor(private readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    if (!isIteration(observation)) return "hold";
    const { evaluations, budget, algorithm } = observation.run;
    if (evaluations === undefined || budget === undefined || budget <= 0) return "hold";
    Object.assign(this, { evaluations, budget, algorithm });
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
export class TargetReached implements Detector {
  private algorithm = "";
  private target = NaN;
  private best = NaN;

  observe(observation: Observation): Level {
    if (!isIteration(observation)) return "hold";
    const { best, target, direction, algorithm } = observation.run;
    if (best === undefined || target === undefined || direction === undefined) return "hold";
    if (direction === "maximize" ? !(best >= target) : !(best <= target)) return "hold";
    Object.assign(this, { algorithm, target, best });
    return "on";
  }

  evidence(): Evidence {
    const { algorithm, target, best } = this;
    const reached = `has reached its target ${formatValue(target)} with ${formatValue(best)}`;
    return { message: `${nameInSentence(algorithm)} ${reached}.`, value: best };
  }
}
