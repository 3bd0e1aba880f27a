import type { IterationFields } from "./monitor";
import type { PortfolioObjective } from "./objective";
import type { Candidate, Step } from "./search";
import { mean, median, standardDeviation } from "./statistics";

/** What is worth watching at a step: the fitness over the population, and the best portfolio as an investor sees it. */
export function measure(step: Step, objective: PortfolioObjective): IterationFields {
  const { annualReturn, annualTurnover, volatility, worstSharpe, holdings } = objective.profile(step.best.genes);
  return {
    best: step.best.fitness,
    evaluations: step.evaluations,
    violation: step.best.violation,
    ...measurePopulation(step.population),
    ...step.details,
    metrics: {
      annual_return: annualReturn,
      volatility,
      worst_sharpe: worstSharpe,
      annual_turnover: annualTurnover,
      holdings,
      ...step.details?.metrics,
    },
  };
}

/** How fit and how diverse a population is; a single candidate is just the current one. */
function measurePopulation(population: readonly Candidate[]): Partial<IterationFields> {
  const fitnesses = population.map((candidate) => candidate.fitness);
  const [only] = fitnesses;
  if (only !== undefined && fitnesses.length === 1) return { current: only };
  return {
    mean: mean(fitnesses),
    median: median(fitnesses),
    std: standardDeviation(fitnesses),
    min: Math.min(...fitnesses),
    max: Math.max(...fitnesses),
    feasible: population.filter((candidate) => candidate.violation === 0).length / population.length,
    diversity: measureDiversity(population),
  };
}

/** The mean standard deviation of a gene. */
function measureDiversity(population: readonly Candidate[]): number {
  const [first] = population;
  const spreads = Array.from(first?.genes ?? [], (_, index) =>
    standardDeviation(population.map((candidate) => candidate.genes[index] ?? NaN)),
  );
  return mean(spreads);
}
