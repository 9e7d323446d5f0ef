"""Bad input, missing tools, damage, interruption: one line, and nothing lost."""

import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def line_of(output: str) -> str:
    """Return the one line that homeotherm says, and check that there is no traceback."""
    lines = [line for line in output.splitlines() if line.startswith("homeotherm: ")]
    assert lines and "Traceback" not in output, output
    return lines[-1]


@pytest.mark.parametrize(
    ("changes", "config", "expected"),
    [
        ({"tilte": "x"}, ("study=tiny",), "tilte: unknown key (did you mean 'title'?)"),
        ({"axes": {"temperature": []}}, ("study=tiny",), "axes.temperature: is empty"),
        ({"parameters": {"neurons": 200, "training_duration": "5 mV"}}, ("study=tiny",), "a unit of time"),
        ({"figures": ["learnig"]}, ("study=tiny",), "figures: 'learnig' is unknown (did you mean 'learning'?)"),
        ({}, ("study=tinny",), "study: 'tinny' is unknown (did you mean 'tiny'?)"),
        ({}, ("study=../../x",), "study: '../../x' is not a safe name"),
        ({}, ("study=tiny", "studdy=1"), "unknown key 'studdy'"),
        ({}, ("study=tiny", "batch_size=0"), "batch_size: 0 is not usable"),
        ({}, ("study=tiny", "compiler_tuning=fast"), "compiler_tuning: 'fast' is unknown"),
    ],
)
def test_bad_input_is_one_line_before_anything_runs(workplace, changes, config, expected):
    shutil.rmtree(workplace.path("tiny"))
    workplace.write_study(**changes)
    done = workplace.snakemake(config=config, check=False)
    assert done.returncode != 0
    line = line_of(done.stdout)
    assert expected in line and "allowed" in line
    assert not workplace.path("tiny").exists()


def test_duplicate_key_is_refused(workplace):
    path = workplace.folder / "config/studies/tiny.yaml"
    path.write_text(path.read_text() + "seeds: {count: 9}\n")
    done = workplace.snakemake(check=False)
    assert done.returncode != 0 and "key 'seeds' stands twice" in line_of(done.stdout)


def test_dry_run_says_what_the_study_asks_for(workplace):
    line = line_of(workplace.snakemake("-n").stdout)
    assert "2 state x 2 temperature x 2 seeds = 8 points in 1 batch" in line and "core-hours" in line and "MB" in line


def test_missing_compiler_is_one_line_and_no_other_numbers(workplace, no_compiler):
    shutil.rmtree(workplace.path("builds"))
    shutil.rmtree(workplace.path("tiny"))
    done = workplace.snakemake(PATH=no_compiler, check=False)
    assert done.returncode != 0
    said = [line for line in done.stdout.splitlines() if line.startswith("homeotherm: no g++")]
    assert len(said) == 1 and "install g++ and make" in said[0]
    assert not workplace.path("tiny", "dataset.nc").exists()


def test_damaged_recording_is_named(workplace):
    recording = next(workplace.path("tiny", "recordings").glob("*.nc"))
    recording.write_bytes(recording.read_bytes()[:5000])
    done = workplace.snakemake("--forcerun", "measure_batch", check=False)
    assert done.returncode != 0
    assert any(line.startswith("homeotherm: ") and recording.name in line for line in done.stdout.splitlines())


def test_damage_is_named_and_made_again(workplace):
    """A flipped bit in a figure, a lost recording: the check names both, and its own commands mend them."""

    def verify():
        command = [sys.executable, "-m", "homeotherm.verify", "tiny"]
        environment = {**os.environ, "PYTHONPATH": str(workplace.folder / "scripts")}
        return subprocess.run(command, cwd=workplace.folder, env=environment, capture_output=True, text=True)

    assert re.fullmatch(r"study tiny: all \d+ files are as they were made\n", verify().stdout)
    figure = workplace.path("tiny", "figures", "weights.svg")
    content = bytearray(figure.read_bytes())
    content[len(content) // 2] ^= 1
    figure.write_bytes(content)
    recording = next(workplace.path("tiny", "recordings").glob("*.nc"))
    recording.unlink()
    done = verify()
    assert done.returncode == 1 and done.stdout == ""
    first, *lines = done.stderr.splitlines()
    assert re.fullmatch(r"homeotherm: 2 of \d+ files of study tiny are not as they were", first)
    assert [line.partition(": ")[0] for line in lines] == [
        str(path.relative_to(workplace.folder)) for path in (figure, recording)
    ]
    for line in lines:
        command = line.partition("make it again: ")[2].replace("snakemake", f"{sys.executable} -m snakemake")
        subprocess.run(
            command, shell=True, check=True, cwd=workplace.folder, env={**os.environ, **workplace.environment},
            capture_output=True,
        )  # fmt: skip
    assert verify().returncode == 0


def test_killed_in_the_middle_goes_on(workplace, finished):
    """Kill Snakemake and all its children while points run; the next run finishes with the same dataset."""
    shutil.rmtree(workplace.path("tiny"))
    process = workplace.start_and_hold("gather")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()  # when all of them have ended
    kept = len(workplace.entries())
    assert kept == 2
    workplace.snakemake("--unlock")
    workplace.snakemake("gather")
    log = next((workplace.folder / "logs/tiny/simulate_batch").glob("*.log")).read_text()
    assert f"8 points, {kept} of them finished before" in log
    assert workplace.digest() == finished.digest()
