"""Journals: what is written comes back, and damage does not pass."""

import os
import time

import numpy as np
import pytest

from homeotherm.journal import LIVELY_SECONDS, JournalWriter, read_entry, read_journals
from homeotherm.recording import PointRecording

KEPT = PointRecording(
    {"spikes": np.array([3, 1, 2], dtype=np.int32), "trace": np.arange(6.0, dtype=np.float32).reshape(2, 3),
     "none": np.empty((0, 2)), "single": np.array(7.0)},
    "ok", "a message, é", 2.5, 1.25,
)  # fmt: skip


@pytest.fixture
def written(tmp_path):
    """Return the path of a journal of three points."""
    with JournalWriter(tmp_path, "batch", "code", 4) as writer:
        for point in ("a", "b", "c"):
            writer.add(point, KEPT)
    return writer.path


def test_what_is_written_comes_back(written, tmp_path):
    (journal,) = read_journals(tmp_path)
    assert (journal.batch, journal.code, journal.workers) == ("batch", "code", 4) and journal.lively
    assert [(entry.point, entry.status, entry.cpu_seconds) for entry in journal.entries] == [
        (name, "ok", 1.25) for name in "abc"
    ]
    again = read_entry(journal.entries[1])
    assert again.message == KEPT.message and (again.wall_seconds, again.cpu_seconds) == (2.5, 1.25)
    assert list(again.arrays) == list(KEPT.arrays)
    for name, values in KEPT.arrays.items():
        assert again.arrays[name].dtype == values.dtype and again.arrays[name].shape == values.shape
        np.testing.assert_array_equal(again.arrays[name], values)


def test_cut_anywhere_whole_entries_are_left(written, tmp_path):
    content = written.read_bytes()
    ends = [entry.start for entry in read_journals(tmp_path)[0].entries] + [len(content)]
    for size in range(ends[0], len(content) + 1, 7):
        written.write_bytes(content[:size])
        (journal,) = read_journals(tmp_path)
        assert len(journal.entries) == sum(end <= size for end in ends[1:])


def test_a_flipped_bit_is_noticed(written, tmp_path):
    content = bytearray(written.read_bytes())
    entries = read_journals(tmp_path)[0].entries
    content[entries[1].start - 1] ^= 1  # the last byte of the first point's arrays
    written.write_bytes(content)
    (journal,) = read_journals(tmp_path)
    assert [read_entry(entry) is None for entry in journal.entries] == [True, False, False]
    content[entries[1].start + 30] ^= 1  # the line of the second point
    written.write_bytes(content)
    assert [entry.point for entry in read_journals(tmp_path)[0].entries] == ["a"]


def test_a_foreign_file_is_left_out(tmp_path):
    (tmp_path / "x.journal").write_bytes(b"\x00 half a line")
    assert read_journals(tmp_path) == [] and read_journals(tmp_path / "nowhere") == []


def test_a_journal_that_is_not_touched_is_of_the_dead(written, tmp_path):
    past = time.time() - LIVELY_SECONDS - 1
    os.utime(written, (past, past))
    assert not read_journals(tmp_path)[0].lively
