"""The books that each cell keeps of its energy, where the energy variable is on."""

BOOKS = ("a", "produced", "maintained", "spent_spiking", "spent_synaptic", "unpaid")
"""Variables of a cell: its energy, what it has produced, what it has used and for what, and what it could not pay."""
