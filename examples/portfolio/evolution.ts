import { om } from "./monitor";
import type { Random } from "./random";
import type { Candidate, Evaluator, Genes, Step } from "./search";
import { bestOf, evaluateRandomPoints } from "./search";

/** The parameters of the differential evolution. */
export interface EvolutionSettings {
  readonly populationSize: number;
  readonly scale: number;
  readonly crossoverRate: number;
}

/** Differential evolution, DE/rand/1/bin (Storn and Price). */
export function* differentialEvolution(
  evaluator: Evaluator,
  random: Random,
  settings: EvolutionSettings,
): Generator<Step, void> {
  let population = evaluateRandomPoints(evaluator, random, settings.populationSize);
  yield { iteration: 0, evaluations: evaluator.evaluations, best: bestOf(population), population };
  for (let iteration = 1; evaluator.canAfford(settings.populationSize); iteration++) {
    const donors = mutate(population, settings.scale, random);
    const trials = evaluator.evaluate(cross(population, donors, settings.crossoverRate, random));
    const survivors = select(population, trials);
    const replaced = survivors.filter((survivor, index) => survivor === trials[index]).length;
    population = survivors;
    yield {
      iteration,
      evaluations: evaluator.evaluations,
      best: bestOf(population),
      population,
      details: { metrics: { success_rate: replaced / settings.populationSize } },
    };
  }
}

/** For each candidate a donor: a third one, moved by the scaled difference of two more, all of them others. */
function mutate(population: readonly Candidate[], scale: number, random: Random): Genes[] {
  const createDonor = (_: Candidate, index: number): Genes => {
    const others = random.sample(population.length - 1, 3).map((other) => (other < index ? other : other + 1));
    const [base, plus, minus] = others.map((other) => population[other]?.genes ?? new Float64Array());
    if (base === undefined) throw new Error("differential evolution needs four candidates");
    return base.map((gene, position) => gene + scale * ((plus?.[position] ?? 0) - (minus?.[position] ?? 0)));
  };
  return om.component("Mutation", () => population.map(createDonor));
}

/** Trial points: genes of the donor at this rate, and one at least, the others of the candidate (binomial). */
function cross(population: readonly Candidate[], donors: readonly Genes[], rate: number, random: Random): Genes[] {
  const createTrial = ({ genes }: Candidate, index: number): Genes => {
    const certain = random.integer(genes.length);
    return genes.map((gene, position) => {
      const isCrossed = position === certain || random.next() < rate;
      return isCrossed ? backInside(donors[index]?.[position] ?? gene, gene) : gene;
    });
  };
  return om.component("Crossover", () => population.map(createTrial));
}

/** A gene that left the unit interval goes half of the way from its parent to the wall instead. */
function backInside(value: number, parent: number): number {
  if (value < 0) return parent / 2;
  return value > 1 ? (parent + 1) / 2 : value;
}

/** Each trial replaces its candidate if it is no worse. */
function select(population: readonly Candidate[], trials: readonly Candidate[]): Candidate[] {
  return om.component("Selection", () =>
    population.map((candidate, index) => {
      const trial = trials[index];
      return trial !== undefined && trial.fitness >= candidate.fitness ? trial : candidate;
    }),
  );
}
