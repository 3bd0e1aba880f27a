"""Particle swarm optimization with inertia and a global best (Clerc and Kennedy's coefficients)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Iterator, List, Sequence, Tuple

from monitor import om
from search import Candidate, Evaluator, Genes, Step, best_of, clamp, random_points

Velocity = Tuple[float, ...]


@dataclass(frozen=True)
class SwarmSettings:
    """The parameters of the swarm."""

    population_size: int = 40
    inertia: float = 0.7298
    cognitive: float = 1.49618
    social: float = 1.49618
    largest_speed: float = 0.25


@dataclass(frozen=True)
class Particle:
    """Where a particle is, how it moves, and the best place that it has seen."""

    position: Candidate
    velocity: Velocity
    memory: Candidate


def particle_swarm(evaluator: Evaluator, random: Random, settings: SwarmSettings) -> Iterator[Step]:
    """Yields the state after each movement of the whole swarm; iteration 0 is where it starts, at rest."""
    positions = evaluator.evaluate(random_points(random, settings.population_size, evaluator.dimension))
    rest = (0.0,) * evaluator.dimension
    swarm = [Particle(position, rest, position) for position in positions]
    best = best_of(positions)
    iteration = 0
    yield Step(iteration, evaluator.evaluations, best, positions, {"speed": 0.0})
    while evaluator.can_afford(len(swarm)):
        velocities = update_velocities(swarm, best, settings, random)
        swarm = move(swarm, velocities, evaluator)
        positions = [particle.position for particle in swarm]
        best = best_of([best, *positions])
        iteration += 1
        yield Step(iteration, evaluator.evaluations, best, positions, {"speed": mean_speed(velocities)})


@om.component("Velocity Update")
def update_velocities(
    swarm: Sequence[Particle], leader: Candidate, settings: SwarmSettings, random: Random
) -> List[Velocity]:
    """Each particle keeps some of its motion and is drawn to its own best place and to the swarm's."""
    return [update_velocity(particle, leader.genes, settings, random) for particle in swarm]


def update_velocity(particle: Particle, leader: Genes, settings: SwarmSettings, random: Random) -> Velocity:
    """The next velocity of one particle, no component of it faster than allowed."""
    limit = settings.largest_speed
    velocity: List[float] = []
    for speed, here, own, shared in zip(particle.velocity, particle.position.genes, particle.memory.genes, leader):
        pull = settings.cognitive * random.random() * (own - here) + settings.social * random.random() * (shared - here)
        velocity.append(min(max(settings.inertia * speed + pull, -limit), limit))
    return tuple(velocity)


def move(swarm: Sequence[Particle], velocities: Sequence[Velocity], evaluator: Evaluator) -> List[Particle]:
    """Moves every particle and lets it remember the place if it is its best so far."""
    targets = [shift(particle.position.genes, velocity) for particle, velocity in zip(swarm, velocities)]
    return [
        Particle(
            position=position,
            velocity=stop_at_walls(position.genes, velocity),
            memory=best_of([particle.memory, position]),
        )
        for particle, position, velocity in zip(swarm, evaluator.evaluate(targets), velocities)
    ]


def shift(genes: Genes, velocity: Velocity) -> Genes:
    """The place that a velocity leads to, inside the unit cube."""
    return tuple(clamp(gene + speed) for gene, speed in zip(genes, velocity))


def stop_at_walls(genes: Genes, velocity: Velocity) -> Velocity:
    """The velocity without the components that ran into a wall of the unit cube."""
    return tuple(speed if 0.0 < gene < 1.0 else 0.0 for gene, speed in zip(genes, velocity))


def mean_speed(velocities: Sequence[Velocity]) -> float:
    """How far a particle moves in one iteration, per dimension, on average."""
    return sum(abs(speed) for velocity in velocities for speed in velocity) / (len(velocities) * len(velocities[0]))
