"""The dopaminergic neuron of Drion et al. (2011), as neuromodulated by Fyon & Drion (2024)."""
