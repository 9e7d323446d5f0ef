"""The same work as one would write it down first, without the project: what the project is measured against.

Models in Brian2 with its default compiler flags, equations as in a textbook, random numbers and monitors as Brian2
offers them; a study in Snakemake with a job and a file for every point, gathered by xarray.
"""

from pathlib import Path

STUDY = Path(__file__).resolve().parent / "study"
"""Folder of the Snakefile with a job per point."""
