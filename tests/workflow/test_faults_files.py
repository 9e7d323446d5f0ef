"""Files that are not what they must be: each is named in one line, and nothing is mixed or lost."""

import json
import os
import shutil
import time

import pytest

from homeotherm.files import read_dataset, write_dataset

pytestmark = pytest.mark.slow


def said(done, name: str) -> str:
    """Return the only line of homeotherm that names a file."""
    assert "Traceback" not in done.stdout
    (line,) = {line for line in done.stdout.splitlines() if line.startswith("homeotherm: ") and name in line}
    return line


def test_recordings_that_are_cut_or_of_another_code_are_named_and_made_again(maps, finished_maps):
    """Snakemake takes both for good: they are there, and newer than what they are made from."""
    cut, stale = sorted(maps.path("tiny", "recordings").glob("*.nc"))
    cut.write_bytes(cut.read_bytes()[:5000])
    content = read_dataset(stale)
    write_dataset(content.assign_attrs(code="0" * 12), stale)
    failed = maps.snakemake("gather", "--forcerun", "measure_batch", check=False)
    assert failed.returncode != 0
    assert "cannot be read (" in said(failed, cut.name) and "remove it to make it again" in said(failed, cut.name)
    line = said(failed, stale.name)
    assert f"simulated by another build or other code (000000000000) than the present ({content.attrs['code']})" in line
    for path in (cut, stale):
        path.unlink()
    maps.snakemake("gather")
    assert maps.digest() == finished_maps.digest()


def test_measures_of_another_code_are_not_gathered(maps, finished_maps):
    """As after files of an older version were copied back: same points, same names, other numbers."""
    shutil.rmtree(maps.folder / ".snakemake")
    path = next(maps.path("tiny", "measures").glob("*.nc"))
    old = read_dataset(path)
    write_dataset(old.assign_attrs(code="older"), path)
    failed = maps.snakemake("gather", check=False)
    assert failed.returncode != 0 and "other code (older)" in said(failed, path.name)
    path.unlink()
    maps.snakemake("gather")
    assert maps.digest() == finished_maps.digest()


def test_files_of_the_future_are_said_and_cost_no_simulation(maps, finished_maps):
    """Of a machine whose clock is ahead: Snakemake refuses to go by such times; touched, the files serve."""
    ahead = time.time() + 24 * 3600
    for path in maps.path("tiny", "recordings").glob("*.nc"):
        os.utime(path, (ahead, ahead))
    failed = maps.snakemake("gather", "--forcerun", "measure_batch", check=False)
    assert failed.returncode != 0 and "clock skew problem" in failed.stdout
    took = maps.recorded()
    for path in maps.path("tiny").rglob("*"):
        path.touch()
    maps.snakemake("gather")
    assert maps.recorded() == took
    assert maps.digest() == finished_maps.digest()


def test_a_damaged_build_is_named(workplace):
    """A build whose manifest is no longer one, or whose binary is cut."""
    shutil.rmtree(workplace.path("tiny"))
    (build,) = workplace.path("builds").iterdir()
    manifest = build / "manifest.json"
    whole = manifest.read_text()
    manifest.write_text(whole[:100])
    broken = workplace.snakemake("gather", cores=1, check=False)
    assert broken.returncode != 0 and "remove it to build it again" in said(broken, "manifest.json")
    manifest.write_text(json.dumps(json.loads(whole)))
    binary = build / "main"
    binary.write_bytes(binary.read_bytes()[:100])
    broken = workplace.snakemake("gather", cores=1, check=False)
    assert broken.returncode != 0 and "remove it to build it again" in said(broken, build.name)
