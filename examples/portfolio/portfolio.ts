// Four optimizers compete for the best portfolio for each state of the market: portfolio.py once more, in TypeScript.
//
//     node --import tsx portfolio/portfolio.ts [--fast] [--seed N] [--output DIR] [--prices DIR]
//
// Node computes so much faster that it scores portfolios over twice as many periods and searches twice as long.

import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { simulatedAnnealing } from "./annealing";
import { computeReturns, loadPrices, validatePrices } from "./data";
import { differentialEvolution } from "./evolution";
import { geneticAlgorithm } from "./genetic";
import { classifyMonths, drawPeriods } from "./history";
import { measure } from "./measures";
import { om, type Run } from "./monitor";
import { PortfolioObjective } from "./objective";
import { Random } from "./random";
import { formatTable, resultLine, writeMonitoring, writeResults, type Outcome } from "./results";
import { Evaluator, type Search, type Step } from "./search";
import { particleSwarm } from "./swarm";

const EXAMPLES = dirname(dirname(fileURLToPath(import.meta.url)));

/** How much work a contest is: for a demonstration, or for a test. */
interface Effort {
  readonly periods: number;
  readonly budget: number;
  /** The score that counts as solved: one per cent below the best one known for these periods. */
  readonly target: number;
}

const FULL: Effort = { periods: 1000, budget: 12_000, target: 0.68 };
const FAST: Effort = { periods: 50, budget: 1000, target: 0.726 };

/** An algorithm with its settings, ready to search. */
interface Contestant {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  search(evaluator: Evaluator, random: Random): Generator<Step, void>;
}

function contestant<Settings extends Readonly<Record<string, number>>>(
  name: string,
  search: Search<Settings>,
  settings: Settings,
): Contestant {
  return { name, parameters: settings, search: (evaluator, random) => search(evaluator, random, settings) };
}

const CONTESTANTS = [
  contestant("Genetic Algorithm", geneticAlgorithm, {
    populationSize: 40,
    tournamentSize: 3,
    crossoverRate: 0.9,
    blend: 0.3,
    mutationRate: 0.1,
    mutationScale: 0.1,
    elites: 2,
  }),
  contestant("Particle Swarm", particleSwarm, {
    // Clerc and Kennedy's coefficients.
    populationSize: 40,
    inertia: 0.7298,
    cognitive: 1.49618,
    social: 1.49618,
    largestSpeed: 0.25,
  }),
  contestant("Simulated Annealing", simulatedAnnealing, {
    firstTemperature: 0.1,
    lastTemperature: 0.0002,
    proposalsEachTemperature: 40,
    genesEachProposal: 2,
    stepSize: 0.15,
  }),
  contestant("Differential Evolution", differentialEvolution, { populationSize: 40, scale: 0.5, crossoverRate: 0.9 }),
];

/** Lets one algorithm search, and reports each of its steps. */
function compete(
  contestant: Contestant,
  objective: PortfolioObjective,
  effort: Effort,
  seed: number,
): Promise<Outcome> {
  const { name, parameters } = contestant;
  const { budget, target } = effort;
  const { populationSize } = parameters;
  const options = {
    problem: "portfolio for four regimes",
    direction: "maximize",
    dimension: objective.dimension,
    budget,
    target,
    seed,
    parameters,
    ...(populationSize === undefined ? {} : { populationSize }),
  } as const;
  const steps = contestant.search(new Evaluator(objective, budget), new Random(seed));
  return om.component(name, () => om.run(name, options, (run) => follow(name, run, steps, objective, target)));
}

/** Reports every step of a search, then how it ended. */
async function follow(
  algorithm: string,
  run: Run,
  steps: Iterable<Step>,
  objective: PortfolioObjective,
  target: number,
): Promise<Outcome> {
  const convergence: number[] = [];
  let last: Step | undefined;
  for (const step of steps) {
    run.iteration(step.iteration, measure(step, objective));
    convergence.push(step.best.fitness);
    last = step;
    // A loop that never lets go of the event loop would keep its reports to itself until it ends.
    await setImmediate();
  }
  if (last === undefined) throw new Error(`${algorithm} took no step`);
  const { best, evaluations } = last;
  const portfolio = objective.decode(best.genes);
  const converged = best.fitness >= target;
  run.end({
    converged,
    termination: "evaluations",
    best: best.fitness,
    evaluations,
    solution: portfolio.flatMap((weights) => [...weights]),
  });
  const profile = objective.profile(best.genes);
  return { algorithm, evaluations, best: best.fitness, violation: best.violation, portfolio, profile, convergence };
}

function readArguments(): { fast: boolean; seed: number; output: string; prices: string } {
  const { values } = parseArgs({
    options: {
      fast: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      output: { type: "string", default: join(EXAMPLES, "results", "portfolio-node") },
      prices: { type: "string", default: join(EXAMPLES, "data", "prices") },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed takes a whole number, not ${values.seed}`);
  return { ...values, seed };
}

async function main(): Promise<void> {
  const { fast, seed, output, prices } = readArguments();
  const effort = fast ? FAST : FULL;
  const { table, index } = validatePrices(loadPrices(prices));
  const months = classifyMonths(computeReturns(table), index);
  const periods = drawPeriods(months.length, effort.periods);
  const { symbols } = table;
  console.log(
    `${symbols.length} assets, ${index.days.length} days, ${months.length} months, ${periods.length} periods`,
  );
  const objective = new PortfolioObjective(months, periods);
  const outcomes: Outcome[] = [];
  for (const contestant of CONTESTANTS) {
    const outcome = await compete(contestant, objective, effort, seed);
    outcomes.push(outcome);
    console.log(`${outcome.algorithm}: ${outcome.best.toFixed(4)}`);
  }
  writeResults(output, outcomes, symbols);
  await writeMonitoring(output);
  console.log(`\n${formatTable(outcomes)}\n\nResults are in ${output}`);
  console.log(resultLine(outcomes));
}

await main();
