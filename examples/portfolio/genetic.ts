import { om } from "./monitor";
import type { Random } from "./random";
import type { Candidate, Evaluator, Genes, Step } from "./search";
import { bestOf, clamp, evaluateRandomPoints } from "./search";

/** The parameters of the genetic algorithm. */
export interface GeneticSettings {
  readonly populationSize: number;
  readonly tournamentSize: number;
  readonly crossoverRate: number;
  /** How far a blended gene may lie outside of its parents' interval, in lengths of it (BLX-alpha). */
  readonly blend: number;
  readonly mutationRate: number;
  readonly mutationScale: number;
  readonly elites: number;
}

/** A real-coded genetic algorithm: tournament selection, blend crossover, Gaussian mutation, elitism. */
export function* geneticAlgorithm(
  evaluator: Evaluator,
  random: Random,
  settings: GeneticSettings,
): Generator<Step, void> {
  let population = evaluateRandomPoints(evaluator, random, settings.populationSize);
  let best = bestOf(population);
  yield { iteration: 0, evaluations: evaluator.evaluations, best, population };
  const childrenCount = settings.populationSize - settings.elites;
  for (let iteration = 1; evaluator.canAfford(childrenCount); iteration++) {
    const parents = select(population, 2 * childrenCount, settings.tournamentSize, random);
    const children = mutate(cross(parents, settings, random), settings, random);
    const elites = [...population].sort((one, other) => other.fitness - one.fitness).slice(0, settings.elites);
    population = [...elites, ...evaluator.evaluate(children)];
    best = bestOf([best, ...population]);
    yield { iteration, evaluations: evaluator.evaluations, best, population };
  }
}

/** Draws parents: each the best of a few candidates. */
function select(population: readonly Candidate[], count: number, tournamentSize: number, random: Random): Candidate[] {
  const hold = (): Candidate => {
    const entrants = random.sample(population.length, tournamentSize);
    return bestOf(entrants.flatMap((index) => population[index] ?? []));
  };
  return om.component("Selection", () => Array.from({ length: count }, hold));
}

/** One child for each pair of parents. */
function cross(parents: readonly Candidate[], settings: GeneticSettings, random: Random): Genes[] {
  return om.component("Crossover", () =>
    toPairs(parents).map(([first, second]) =>
      random.next() < settings.crossoverRate ? blend(first.genes, second.genes, settings.blend, random) : first.genes,
    ),
  );
}

function toPairs<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((first, index) => {
    const second = items[index + 1];
    return index % 2 === 0 && second !== undefined ? [[first, second] as const] : [];
  });
}

/** Each gene from between those of the parents, or a little outside. */
function blend(first: Genes, second: Genes, reach: number, random: Random): Genes {
  return first.map((gene, index) => {
    const share = (1 + 2 * reach) * random.next() - reach;
    return clamp(gene + share * ((second[index] ?? gene) - gene));
  });
}

/** Moves some genes of each child a little. */
function mutate(children: readonly Genes[], settings: GeneticSettings, random: Random): Genes[] {
  const mutateGene = (gene: number): number =>
    random.next() < settings.mutationRate ? clamp(random.gauss(gene, settings.mutationScale)) : gene;
  return om.component("Mutation", () => children.map((child) => child.map(mutateGene)));
}
