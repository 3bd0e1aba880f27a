import { om } from "./monitor";
import type { Assessment, PortfolioObjective } from "./objective";
import type { Random } from "./random";

/** A point of the unit cube, one value for each share in each regime. */
export type Genes = Float64Array;

/** A point and what it is worth. */
export interface Candidate extends Assessment {
  readonly genes: Genes;
}

/** The state of a search after one iteration; `details` are the numbers that only this algorithm has. */
export interface Step {
  readonly iteration: number;
  readonly evaluations: number;
  readonly best: Candidate;
  readonly population: readonly Candidate[];
  readonly details?: {
    readonly temperature?: number;
    readonly acceptanceRate?: number;
    readonly metrics?: Readonly<Record<string, number>>;
  };
}

/**
 * An algorithm yields the state after each of its iterations and ends when its budget is spent. It knows nothing of
 * runs or reports; it only names its stages as components.
 */
export type Search<Settings> = (evaluator: Evaluator, random: Random, settings: Settings) => Generator<Step, void>;

/** Scores points and counts them against a budget. */
export class Evaluator {
  readonly #objective: PortfolioObjective;
  readonly budget: number;
  #evaluations = 0;

  constructor(objective: PortfolioObjective, budget: number) {
    this.#objective = objective;
    this.budget = budget;
  }

  get evaluations(): number {
    return this.#evaluations;
  }

  get dimension(): number {
    return this.#objective.dimension;
  }

  /** Whether the budget allows so many more evaluations. */
  canAfford(count: number): boolean {
    return this.#evaluations + count <= this.budget;
  }

  /** Scores a whole population, in order. */
  evaluate(points: readonly Genes[]): Candidate[] {
    return om.component("Evaluation", () => points.map((genes) => this.#rate(genes)));
  }

  /** Scores one point. */
  evaluateOne(genes: Genes): Candidate {
    return om.component("Evaluation", () => this.#rate(genes));
  }

  #rate(genes: Genes): Candidate {
    this.#evaluations += 1;
    return { genes, ...this.#objective.assess(genes) };
  }
}

/** Candidates at points drawn evenly from the unit cube. */
export function evaluateRandomPoints(evaluator: Evaluator, random: Random, count: number): Candidate[] {
  return evaluator.evaluate(Array.from({ length: count }, () => random.point(evaluator.dimension)));
}

/** The fitter of two; the first where they are alike. */
export function fitter(first: Candidate, second: Candidate): Candidate {
  return second.fitness > first.fitness ? second : first;
}

/** The fittest; the first of them where several are. */
export function bestOf(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce(fitter);
}

/** The nearest value of an interval. */
export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(Math.max(value, low), high);
}
