"""Populations of conductance-based cells under homeostasis and neuromodulation, for any membrane.

The rooms of the models that are made of such cells: a model gives its membrane and its population.
"""
