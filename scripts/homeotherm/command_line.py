"""What the small commands share: a study by name and settings, as Snakemake takes them, from the project folder."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from homeotherm.errors import InputError, SimulationError
from homeotherm.strict_yaml import read_yaml

ROOT = Path(__file__).parents[2]


def arguments(description: str, *names: str) -> argparse.Namespace:
    """Read the command line: `names` in order, and settings over those of config/config.yaml."""
    parser = argparse.ArgumentParser(description=description)
    for name in names:
        parser.add_argument(name)
    parser.add_argument("--config", nargs="*", default=[], metavar="key=value", help="settings, as for snakemake")
    return parser.parse_args()


def settings(given: list[str], root: Path = ROOT) -> dict[str, Any]:
    """Return config/config.yaml with some settings replaced.

    Raises
    ------
    InputError
        If a setting is not ``key=value``.
    """
    config = read_yaml(root / "config" / "config.yaml")
    for setting in given:
        key, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"config: '{setting}' is no setting; allowed: key=value")
        config[key] = yaml.safe_load(value)
    return config


def told[**P](command: Callable[P, None], *values: P.args, **named: P.kwargs) -> None:
    """Run a command; a person's mistake becomes one line without a traceback, and ends the process."""
    try:
        command(*values, **named)
    except (InputError, SimulationError) as error:
        print(f"homeotherm: {error}", file=sys.stderr)
        sys.exit(1)
