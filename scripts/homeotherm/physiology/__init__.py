"""Physiology that models share: temperature and metabolic scaling, channels, dynamic input conductances."""
