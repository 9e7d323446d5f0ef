"""The neuron of the crab stomatogastric ganglion (Liu et al. 1998), as neuromodulated by Fyon & Drion (2024)."""
