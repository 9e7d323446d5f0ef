"""Where a job writes what it does: its log file, line by line; errors that a person can act on are one line there."""

import contextlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from homeotherm.errors import InputError, SimulationError, fault_of_machine


@contextlib.contextmanager
def log_to(path: str) -> Iterator[None]:
    """Send the library's log to a file; end the process with one line for errors that a person can act on."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    except OSError as error:
        print(f"homeotherm: {fault_of_machine(error)}", file=sys.stderr)
        sys.exit(1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
    logger = logging.getLogger("homeotherm")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    except (InputError, SimulationError) as error:
        logger.error("%s", error)  # Snakemake shows the logs of failed jobs: a line, for it says all
        print(f"homeotherm: {error}", file=sys.stderr)
        sys.exit(1)
    except (OSError, MemoryError) as error:
        line = fault_of_machine(error)
        logger.error("%s", line, exc_info=True)
        print(f"homeotherm: {line}", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        logger.exception("%s", error)
        raise
    finally:
        logger.removeHandler(handler)
        handler.close()
