import { om } from "./monitor";
import type { Random } from "./random";
import type { Candidate, Evaluator, Genes, Step } from "./search";
import { bestOf, clamp, evaluateRandomPoints, fitter } from "./search";
import { mean } from "./statistics";

/** The parameters of the swarm. */
export interface SwarmSettings {
  readonly populationSize: number;
  readonly inertia: number;
  readonly cognitive: number;
  readonly social: number;
  readonly largestSpeed: number;
}

/** Where a particle is, how it moves, and the best place that it has seen. */
interface Particle {
  readonly position: Candidate;
  readonly velocity: Float64Array;
  readonly memory: Candidate;
}

/** Particle swarm optimization with inertia and a global best. Iteration 0 is where the swarm starts, at rest. */
export function* particleSwarm(evaluator: Evaluator, random: Random, settings: SwarmSettings): Generator<Step, void> {
  const start = evaluateRandomPoints(evaluator, random, settings.populationSize);
  let swarm = start.map((position): Particle => {
    return { position, velocity: new Float64Array(evaluator.dimension), memory: position };
  });
  let best = bestOf(start);
  yield describe(0, evaluator, best, swarm);
  for (let iteration = 1; evaluator.canAfford(swarm.length); iteration++) {
    const velocities = updateVelocities(swarm, best, settings, random);
    swarm = move(swarm, velocities, evaluator);
    best = bestOf([best, ...swarm.map((particle) => particle.position)]);
    yield describe(iteration, evaluator, best, swarm);
  }
}

/** Each particle keeps some of its motion and is drawn to its own best place and to the swarm's. */
function updateVelocities(
  swarm: readonly Particle[],
  leader: Candidate,
  settings: SwarmSettings,
  random: Random,
): Float64Array[] {
  const update = ({ position, velocity, memory }: Particle): Float64Array =>
    velocity.map((speed, index) => {
      const here = position.genes[index] ?? 0;
      const toOwn = (memory.genes[index] ?? here) - here;
      const toShared = (leader.genes[index] ?? here) - here;
      const pull = settings.cognitive * random.next() * toOwn + settings.social * random.next() * toShared;
      return clamp(settings.inertia * speed + pull, -settings.largestSpeed, settings.largestSpeed);
    });
  return om.component("Velocity Update", () => swarm.map(update));
}

/** Moves every particle and lets it remember the place if it is its best so far. */
function move(swarm: readonly Particle[], velocities: readonly Float64Array[], evaluator: Evaluator): Particle[] {
  const shifted = swarm.map((particle, index) => shift(particle.position.genes, velocities[index]));
  const positions = evaluator.evaluate(shifted);
  return swarm.map((particle, index) => {
    const position = positions[index] ?? particle.position;
    const velocity = stopAtWalls(position.genes, velocities[index] ?? particle.velocity);
    return { position, velocity, memory: fitter(particle.memory, position) };
  });
}

/** The place that a velocity leads to, inside the unit cube. */
function shift(genes: Genes, velocity: Float64Array | undefined): Genes {
  return genes.map((gene, index) => clamp(gene + (velocity?.[index] ?? 0)));
}

/** The velocity without the components that ran into a wall of the unit cube. */
function stopAtWalls(genes: Genes, velocity: Float64Array): Float64Array {
  return velocity.map((speed, index) => {
    const gene = genes[index] ?? 0;
    return gene > 0 && gene < 1 ? speed : 0;
  });
}

function describe(iteration: number, evaluator: Evaluator, best: Candidate, swarm: readonly Particle[]): Step {
  const speed = mean(swarm.map((particle) => mean(particle.velocity.map(Math.abs))));
  return {
    iteration,
    evaluations: evaluator.evaluations,
    best,
    population: swarm.map((particle) => particle.position),
    details: { metrics: { speed } },
  };
}
