"""The microcircuit of Öner & Denktaş (arXiv 2512.21659): plastic conductance-based LIF network under Q10 scaling."""
