"""Tests of the Python client, on the standard library alone."""
