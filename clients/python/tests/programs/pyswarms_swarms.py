"""Swarms of pyswarms, one or several in one process; prints what each has recorded of its iterations."""

import pickle
import sys
import time

import numpy
import pyswarms as ps
from pyswarms.backend.topology import VonNeumann
from pyswarms.base import SwarmOptimizer

OPTIONS = {"c1": 0.5, "c2": 0.3, "w": 0.9}
NEIGHBOURS = {**OPTIONS, "k": 2, "p": 2}


def sphere(positions, offset=0.0):
    return ((positions - offset) ** 2).sum(axis=1)


def show(optimizer, best, position):
    for least, mean in zip(optimizer.cost_history, optimizer.mean_pbest_history):
        print("step", numpy.min(least), mean)
    print("end", numpy.min(best), *position)


def best_of_all():
    optimizer = ps.single.GlobalBestPSO(n_particles=10, dimensions=3, options=OPTIONS)
    show(optimizer, *optimizer.optimize(sphere, 15, verbose=False, offset=0.5))


def best_of_neighbours():
    optimizer = ps.single.LocalBestPSO(n_particles=8, dimensions=2, options=NEIGHBOURS)
    show(optimizer, *optimizer.optimize(objective_func=sphere, iters=12, verbose=False))


def topology():
    options = {**OPTIONS, "r": 1, "p": 2}
    optimizer = ps.single.GeneralOptimizerPSO(9, 2, options, topology=VonNeumann())
    show(optimizer, *optimizer.optimize(sphere, 10, verbose=False))


def binary():
    optimizer = ps.discrete.BinaryPSO(n_particles=6, dimensions=5, options=NEIGHBOURS)
    show(optimizer, *optimizer.optimize(lambda positions: positions.sum(axis=1), 8, verbose=False))


def tolerance():
    optimizer = ps.single.GlobalBestPSO(10, 2, OPTIONS, ftol=1e3, ftol_iter=3)
    show(optimizer, *optimizer.optimize(sphere, 30, verbose=False))


def processes():
    optimizer = ps.single.GlobalBestPSO(n_particles=10, dimensions=3, options=OPTIONS)
    result = optimizer.optimize(sphere, 6, n_processes=2, verbose=False)
    # What the program pickles afterwards is as it was.
    pickle.dumps(optimizer.swarm)
    show(optimizer, *result)


class OwnPSO(SwarmOptimizer):
    """As in pyswarms' documentation of how an optimizer is written."""

    def optimize(self, objective_func, iters, n_processes=None, **kwargs):
        swarm = self.swarm
        for _ in range(iters):
            swarm.current_cost = objective_func(swarm.position)
            best = float(swarm.current_cost.min())
            hist = self.ToHistory(best, float(swarm.current_cost.mean()), best, swarm.position, swarm.velocity)
            self._populate_history(hist)
            swarm.position = swarm.position * 0.9
        return best, swarm.position[swarm.current_cost.argmin()]


def own():
    optimizer = OwnPSO(n_particles=5, dimensions=2, options=OPTIONS)
    show(optimizer, *optimizer.optimize(sphere, 7))


def fails():
    def objective(positions):
        objective.calls += 1
        if objective.calls == 4:
            raise ValueError("no more ideas")
        return sphere(positions)

    objective.calls = 0
    ps.single.GlobalBestPSO(10, 2, OPTIONS).optimize(objective, 30, verbose=False)


def waits():
    def objective(positions):
        objective.calls += 1
        if objective.calls == 4:
            print("waiting", flush=True)
            time.sleep(60)
        return sphere(positions)

    objective.calls = 0
    ps.single.GlobalBestPSO(10, 2, OPTIONS).optimize(objective, 30, verbose=False)


if __name__ == "__main__":
    numpy.random.seed(4)
    for way in sys.argv[1:]:
        globals()[way]()
