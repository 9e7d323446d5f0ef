"""A study that is small in every way and uses every part: for tests that compile, simulate and draw."""

TINY_PARAMETERS = {
    "neurons": 200, "in_degree": 50, "training_duration": "2 s", "spontaneous_duration": "0.5 s",
    "spontaneous_transient": "100 ms", "test_repetitions": 1,
}  # fmt: skip

TINY_DOPAMINE = {
    "cells": 3, "settle_duration": "5 s", "modulated_duration": "5 s", "early_test": "1 s", "test_duration": "2 s",
    "test_transient": "0.5 s",
}  # fmt: skip


def tiny_study(**changes: object) -> dict:
    """Return the content of the study file; `changes` replace top-level keys."""
    content = {
        "title": "Tiny", "question": "Does everything work together?", "model": "microcircuit",
        "parameters": dict(TINY_PARAMETERS),
        "axes": {"state": ["normometabolic", "hypermetabolic"], "temperature": {"values": [30, 37], "unit": "degC"}},
        "seeds": {"first": 1, "count": 2},
    }  # fmt: skip
    return {**content, **changes}


def tiny_dopamine_study(**changes: object) -> dict:
    """Return the content of a study of dopaminergic neurons; `changes` replace top-level keys."""
    content = {
        "title": "Tiny", "question": "Do they burst?", "model": "da", "parameters": dict(TINY_DOPAMINE),
        "axes": {"neuromodulation": ["sharp", "controlled"]}, "seeds": {"first": 1, "count": 2},
    }  # fmt: skip
    return {**content, **changes}


def tiny_stg_study() -> dict:
    """Return the content of a study of four STG neurons with every neuromodulation."""
    return {
        "title": "A study", "question": "Does it work?", "model": "stg",
        "parameters": {"cells": 4, "settle_duration": "20 s", "modulated_duration": "40 s", "early_test": "10 s",
                       "test_duration": "10 s"},
        "axes": {"neuromodulation": ["none", "sharp", "controlled"]}, "seeds": {"first": 5, "count": 2},
    }  # fmt: skip


def tiny_rhythm_study() -> dict:
    """Return the content of a study of three rhythm-generating networks, started in two ways."""
    return {
        "title": "A study", "question": "Does it work?", "model": "rhythm",
        "parameters": {"networks": 3, "duration": "70 s", "switch_controlled": "30 s", "switch_sharp": "20 s"},
        "axes": {"neuromodulation": ["sharp", "controlled"], "initialisation": ["published", "consistent"]},
        "seeds": {"first": 5, "count": 2},
    }  # fmt: skip


def tiny_maps_study(**changes: object) -> dict:
    """Return the content of a study that needs no compiler, of points that take a tenth of a second or two."""
    content = {
        "title": "Maps", "question": "Is nothing lost?", "model": "maps", "parameters": {"transient": 150_000},
        "axes": {"growth_rate": {"from": 2.9, "to": 3.8, "step": 0.1}}, "seeds": {"first": 1, "count": 2},
    }  # fmt: skip
    return {**content, **changes}
