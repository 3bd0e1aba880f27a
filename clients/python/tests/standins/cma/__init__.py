"""Stands in for pycma 4, which cannot be installed where the tests run: its shape, with a random search inside."""

from .evolution_strategy import CMAEvolutionStrategy, fmin

__version__ = "0 (stand-in)"
