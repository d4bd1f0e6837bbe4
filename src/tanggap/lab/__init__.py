"""Simulator and demo, benchmarks, evaluations, training of models."""
