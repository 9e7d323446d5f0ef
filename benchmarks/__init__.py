"""What simulating, planning, measuring and drawing cost, beside the plain forms of the same work and other simulators.

``python -m benchmarks`` runs the parts and writes ``benchmarks/results`` and the tables of ``docs/performance.md``.
Nothing here is a test, and nothing in the project depends on it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder."""
if str(ROOT / "scripts") not in sys.path:
    sys.path.insert(0, str(ROOT / "scripts"))
