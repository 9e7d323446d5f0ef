"""Measures: pure functions from spikes, voltages and weights to numbers, each with its formula and source.

A measure takes plain arrays and returns plain numbers; it reads no file, knows no model and draws no
unseeded random number. Below its documented minimum of data it returns NaN, never zero.
"""
