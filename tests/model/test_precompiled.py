"""The shared header: files compiled with it have the same instructions, and it is really taken."""

import re
import subprocess
from collections import Counter

import pytest

from homeotherm.engine.compiler import flags
from homeotherm.engine.precompiled import FLAGS, HEADER, precompile
from homeotherm.errors import SimulationError

FILE = """#include "objects.h"
#include <cmath>
#include <fstream>
void step(double *v, int n) { for (int i = 0; i < n; i++) v[i] = brian::scale*std::exp(v[i]) + std::abs(v[i]); }
int main() { step(brian::values, 8); std::ofstream("out") << brian::values[0]; }
"""


@pytest.fixture
def project(tmp_path):
    """Return a folder like that of a Brian2 project."""
    (tmp_path / "brianlib").mkdir()
    (tmp_path / "brianlib" / "common_math.h").write_text("#pragma once\n")
    objects = (
        "#pragma once\n#include <vector>\nnamespace brian { const double scale = 0.5; static double values[8]; }\n"
    )
    (tmp_path / "objects.h").write_text(objects)
    (tmp_path / "file.cpp").write_text(FILE)
    return tmp_path


def compiled(project, *more: str) -> tuple[Counter, str]:
    """Return how often each instruction stands in `step`, fillers apart, and which headers the compiler opened."""
    command = ["g++", *flags("portable"), *more, "-H", "-I.", "-c", "file.cpp", "-o", "file.o"]
    said = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stderr
    disassembly = ["objdump", "--disassemble=_Z4stepPdi", "--no-show-raw-insn", "file.o"]
    code = subprocess.run(disassembly, cwd=project, capture_output=True, text=True, check=True).stdout
    return Counter(word for word in re.findall(r"\t(\w+)", code) if not word.startswith("nop")), said


def test_the_instructions_are_the_same_and_the_header_is_read_once(project):
    alone, opened = compiled(project)
    assert "vector" in opened
    precompile(project, flags("portable"))
    together, opened = compiled(project, *FLAGS)
    assert together == alone and any(word.endswith("pd") for word in alone)
    assert f"! ./{HEADER}.gch" in opened and "vector" not in opened  # gcc marks a precompiled header that it took


def test_a_header_that_does_not_compile_is_one_line(project):
    (project / "objects.h").write_text("this is no C++\n")
    with pytest.raises(SimulationError, match="compilation failed: .*objects.h"):
        precompile(project, flags("portable"))
