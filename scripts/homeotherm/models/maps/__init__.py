"""One-dimensional maps with known bifurcations, for studies of very many points; computed in Python, not compiled."""
