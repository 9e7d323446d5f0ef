"""Where and with what a benchmark was run."""

import datetime
import os
import platform
import shutil
import subprocess
from pathlib import Path

from benchmarks import ROOT
from homeotherm.provenance import commit, versions


def about() -> dict[str, object]:
    """Return machine, versions, commit and date of a run."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(), "commit": commit(ROOT, besides="benchmarks"),
        "processor": processor(), "cores": os.cpu_count(), "memory_gigabytes": round(memory() / 1e9, 1),
        "load_at_start": round(os.getloadavg()[0], 1), "system": f"{platform.system()} {platform.machine()}",
        "c_library": " ".join(platform.libc_ver()), "compiler": compiler(), "versions": versions(),
    }  # fmt: skip


def processor() -> str:
    """Return the name of the processor, and which of the vector units that matter it has."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(":", 1) for line in lines if ":" in line)
    said = {key.strip(): value.strip() for key, value in said.items()}
    has = set(said.get("flags", "").split())
    units = [name for name, flag in (("AVX2", "avx2"), ("AVX-512", "avx512f")) if flag in has]
    return ", ".join([said.get("model name", platform.processor() or platform.machine()), *units])


def memory() -> int:
    """Return the memory of the machine in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def compiler() -> str:
    """Return the version line of the C++ compiler; "none" without one."""
    name = os.environ.get("CXX", "g++")
    if shutil.which(name) is None:
        return "none"
    return subprocess.run([name, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
