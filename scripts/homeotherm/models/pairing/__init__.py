"""Pairing of one pre- with one postsynaptic spike, EPSP and coincidence of the microcircuit's cells and synapses."""
