"""Physiology that models share: temperature and metabolic scaling."""
