"""Figures: one module per figure, a dataset in and a drawing, its numbers and its caption out."""
