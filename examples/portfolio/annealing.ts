import { om } from "./monitor";
import type { Random } from "./random";
import type { Candidate, Evaluator, Genes, Step } from "./search";
import { clamp, fitter } from "./search";

/** The parameters of the annealing. */
export interface AnnealingSettings {
  readonly firstTemperature: number;
  readonly lastTemperature: number;
  readonly proposalsEachTemperature: number;
  readonly genesEachProposal: number;
  readonly stepSize: number;
}

/** Where the annealing is, and the best that it has seen. */
interface State {
  readonly current: Candidate;
  readonly best: Candidate;
  readonly accepted: number;
}

/** Simulated annealing: Metropolis acceptance, geometric cooling, several proposals at each temperature. */
export function* simulatedAnnealing(
  evaluator: Evaluator,
  random: Random,
  settings: AnnealingSettings,
): Generator<Step, void> {
  const { firstTemperature, proposalsEachTemperature: proposals } = settings;
  const start = evaluator.evaluateOne(random.point(evaluator.dimension));
  let state: State = { current: start, best: start, accepted: 0 };
  yield describe(0, evaluator, state, { temperature: firstTemperature });
  const cooling = coolingFactor(settings, Math.floor((evaluator.budget - 1) / proposals));
  for (let iteration = 1; evaluator.canAfford(proposals); iteration++) {
    const temperature = firstTemperature * cooling ** (iteration - 1);
    state = anneal(state, temperature, evaluator, random, settings);
    yield describe(iteration, evaluator, state, { temperature, acceptanceRate: state.accepted / proposals });
  }
}

/** The factor that leads from the first temperature to the last in so many steps. */
function coolingFactor(settings: AnnealingSettings, temperatures: number): number {
  return (settings.lastTemperature / settings.firstTemperature) ** (1 / Math.max(temperatures - 1, 1));
}

/** Makes the proposals of one temperature. */
function anneal(
  state: State,
  temperature: number,
  evaluator: Evaluator,
  random: Random,
  settings: AnnealingSettings,
): State {
  let { current, best } = state;
  let accepted = 0;
  for (let count = 0; count < settings.proposalsEachTemperature; count++) {
    const proposal = evaluator.evaluateOne(propose(current.genes, settings, random));
    if (!isAccepted(current, proposal, temperature, random)) continue;
    current = proposal;
    best = fitter(best, current);
    accepted += 1;
  }
  return { current, best, accepted };
}

/** A point nearby: a few genes moved. */
function propose(genes: Genes, settings: AnnealingSettings, random: Random): Genes {
  return om.component("Neighbour", () => {
    const neighbour = genes.slice();
    for (const index of random.sample(genes.length, settings.genesEachProposal)) {
      neighbour[index] = clamp(random.gauss(genes[index] ?? 0, settings.stepSize));
    }
    return neighbour;
  });
}

/** Metropolis: always where it is no worse, else with a probability that falls with the loss and the cold. */
function isAccepted(current: Candidate, proposal: Candidate, temperature: number, random: Random): boolean {
  const loss = current.fitness - proposal.fitness;
  return loss <= 0 || random.next() < Math.exp(-loss / temperature);
}

function describe(
  iteration: number,
  evaluator: Evaluator,
  { current, best }: State,
  details: NonNullable<Step["details"]>,
): Step {
  return { iteration, evaluations: evaluator.evaluations, best, population: [current], details };
}
