"""Stands in for pymoo 0.6, which cannot be installed where the tests run: its shape, with a random search inside."""

__version__ = "0 (stand-in)"
