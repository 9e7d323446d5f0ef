"""homeotherm: parameter studies of how metabolic state and temperature shape spiking neurons and networks.

The library knows nothing of Snakemake and can be used from a notebook. Imports run one way:
study and design stand on models' parameter tables; models import physiology and measures; measures import
numpy; figures see only datasets.
"""

__version__ = "0.1.0"
