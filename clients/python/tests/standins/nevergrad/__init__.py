"""Stands in for Nevergrad 1.0, which cannot be installed where the tests run: its shape, with a random search inside."""

from .optimization.base import Optimizer, RecastOptimizer

__version__ = "0 (stand-in)"
