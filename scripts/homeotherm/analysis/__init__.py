"""From the dataset of a study to its statistics: bifurcation diagrams, synchrony indices, robustness, sensitivity.

Everything here takes an xarray dataset (or plain numbers) and returns one: nothing knows a model, an engine
or the workflow.
"""
