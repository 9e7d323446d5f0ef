"""Whether the compiler made vectors of the loops over cells, read off the object code.

A compiler that finds a loop too hard to vectorise says nothing, and the binary is several times slower. So the
arithmetic of each state update is counted: instructions on packed double-precision numbers and on single ones. A
vectorised loop has both, since it ends with a loop over the cells that fill no vector.
"""

import platform
import re
import shutil
import subprocess
from pathlib import Path

PACKED_SHARE = 0.3
"""Of the arithmetic instructions: about one half in a vectorised state update, next to none in another."""
MARK = "_stateupdater"
"""Between the name of a group and the rest of the name of its state update."""
_ARITHMETIC = re.compile(r"\tv?(?:add|sub|mul|div|sqrt|fn?m(?:add|sub)\d*)(p|s)d\b")


def packed_share(disassembly: str) -> float:
    """Return which share of the double-precision arithmetic in x86 code is on vectors; 0 without any."""
    found = _ARITHMETIC.findall(disassembly)
    return found.count("p") / len(found) if found else 0.0


def state_updates(source: Path) -> dict[str, bool] | None:
    """Return for each state update whether it was vectorised, by the name of its group.

    Parameters
    ----------
    source
        Folder of a compiled Brian2 project.

    Returns
    -------
    dict or None
        None where it cannot be known: on processors other than x86-64, or without objdump.
    """
    if platform.machine() != "x86_64" or shutil.which("objdump") is None:
        return None
    result = {}
    for path in sorted((source / "code_objects").glob(f"*{MARK}*.o")):
        command = ["objdump", "--disassemble", "--no-show-raw-insn", str(path)]
        code = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        result[path.name.partition(MARK)[0]] = packed_share(code) >= PACKED_SHARE
    return result
