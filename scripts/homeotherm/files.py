"""Datasets on disk: written beside, read back, compared, renamed. A file under its final name is complete and right."""

import contextlib
import hashlib
import math
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import netCDF4
import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.atomic import replacing, write_text
from homeotherm.errors import SimulationError

Block = tuple[tuple[slice, ...], dict[str, np.ndarray]]
"""Where a part of some variables stands, along their first dims, and its values by variable."""
COMPRESSION = {"zlib": True, "complevel": 3, "shuffle": True, "fletcher32": True}


def write_dataset(dataset: xr.Dataset, target: Path) -> None:
    """Write a dataset with compression and checksums, read it back, compare, and only then give it its name.

    Raises
    ------
    SimulationError
        If the file could not be written or what is read back differs.
    """
    encoding = {
        name: {**COMPRESSION, "_FillValue": None}
        for name, variable in dataset.variables.items()
        if variable.dtype.kind in "iuf" and variable.ndim > 0 and variable.size > 0
    }
    encoding |= {
        name: {"_FillValue": None}
        for name, variable in dataset.variables.items()
        if name not in encoding and variable.dtype.kind == "f"
    }
    with replacing(target) as temporary:
        try:
            dataset.to_netcdf(temporary, engine="netcdf4", format="NETCDF4", encoding=encoding)
            written = read_dataset(temporary)
        except (OSError, RuntimeError, ValueError) as error:
            raise unwritable(target, error) from error
        if content_digest(written) != content_digest(dataset):
            raise SimulationError(f"{target}: what was read back differs from what was written (is the disk full?)")


def write_in_blocks(
    dataset: xr.Dataset, chunks: dict[str, tuple[int, ...]], blocks: Callable[[], Iterable[Block]], target: Path
) -> None:  # fmt: skip
    """Write a dataset that may be larger than memory, with compression and checksums, read it back and compare.

    Parameters
    ----------
    dataset
        Of the variables in `chunks` dims, shape, type and attributes count, not the values.
    chunks
        Shape of the pieces in which a variable is compressed, for every variable that comes in blocks; no piece may
        belong to two blocks.
    blocks
        Goes through the blocks anew at every call: where each stands, and its values by variable.

    Raises
    ------
    SimulationError
        If the file could not be written or what is read back differs.
    """
    variables, _ = xr.conventions.encode_dataset_coordinates(dataset)
    with replacing(target) as temporary:
        write_dataset(dataset.drop_vars(list(chunks)), temporary)
        try:
            with netCDF4.Dataset(temporary, "a") as file:
                for name in sorted(chunks):
                    form = variables[name]
                    for dim in form.dims:
                        if dim not in file.dimensions:
                            file.createDimension(dim, form.sizes[dim])
                    variable = file.createVariable(
                        name, form.dtype, form.dims, **COMPRESSION, chunksizes=chunks[name], fill_value=False
                    )
                    variable.setncatts(form.attrs)
                    _hold_one_piece(variable)
                for place, arrays in blocks():
                    for name, values in arrays.items():
                        file[name][place] = values
            with netCDF4.Dataset(temporary) as file:
                file.set_auto_maskandscale(False)
                for name in chunks:
                    _hold_one_piece(file[name])
                same = all(
                    file[name][place].tobytes() == values.tobytes()
                    for place, arrays in blocks()
                    for name, values in arrays.items()
                )
        except (OSError, RuntimeError, ValueError) as error:
            if isinstance(error, SimulationError):
                raise
            raise unwritable(target, error) from error
        if not same:
            raise SimulationError(f"{target}: what was read back differs from what was written (is the disk full?)")


def _hold_one_piece(variable: netCDF4.Variable) -> None:
    """Let a variable keep one compressed piece in memory: the library keeps 16 MB of each, which go by unused here."""
    variable.set_var_chunk_cache(size=math.prod(variable.chunking()) * variable.dtype.itemsize)


def read_dataset(path: Path) -> xr.Dataset:
    """Read a whole dataset into memory and close the file.

    Raises
    ------
    SimulationError
        One line if the file is missing, damaged or something else.
    """
    with open_dataset(path) as dataset:
        return dataset.load()


@contextlib.contextmanager
def open_dataset(path: Path) -> Iterator[xr.Dataset]:
    """Open a dataset whose variables are read when they are used.

    Raises
    ------
    SimulationError
        One line if the file is missing, damaged or something else.
    """
    try:
        dataset = xr.open_dataset(path, engine="netcdf4", decode_times=False, mask_and_scale=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise unreadable(path, error) from error
    with dataset:
        try:
            yield dataset
        except SimulationError:
            raise
        except (OSError, RuntimeError) as error:
            raise unreadable(path, error) from error


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[netCDF4.Dataset]:
    """Open a netCDF file as it is, without xarray, which takes longer: for a part of it, or for many files.

    Raises
    ------
    SimulationError
        One line if the file is missing, damaged, or holds something else than what is read from it.
    """
    try:
        with netCDF4.Dataset(path) as file:
            yield file
    except (OSError, RuntimeError, AttributeError, IndexError) as error:
        raise error if isinstance(error, SimulationError) else unreadable(path, error) from error


def unwritable(path: Path, error: Exception) -> SimulationError:
    """Return the error that names a file which could not be written, and says how much room there is."""
    try:
        room = f"; {shutil.disk_usage(path.parent).free / 1e6:.3g} MB are free there"
    except OSError:
        room = ""
    return SimulationError(
        f"{path}: cannot be written ({' '.join(str(error).split())}){room}; what is "
        "finished is kept: run the same command again when it can be written"
    )


def unreadable(path: Path, error: Exception) -> SimulationError:
    """Return the error that names a file which is missing, damaged or something else."""
    return SimulationError(f"{path}: cannot be read ({' '.join(str(error).split())}); remove it to make it again")


def read_table(path: Path) -> pd.DataFrame:
    """Read a table from CSV; numbers come back to the last bit, as pandas does from version 3 on.

    Raises
    ------
    SimulationError
        One line if the file is missing or no table.
    """
    try:
        return pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def read_result(path: Path) -> xr.Dataset | pd.DataFrame:
    """Read a file of results by its suffix: a dataset (.nc) or a table (.csv)."""
    readers = {".nc": read_dataset, ".csv": read_table}
    if Path(path).suffix not in readers:
        raise SimulationError(f"{path}: is no result that can be read; allowed: {', '.join(readers)}")
    return readers[Path(path).suffix](path)


def write_table(table: pd.DataFrame, target: Path) -> None:
    """Write a tidy table as CSV, at once or not at all."""
    write_text(table.to_csv(index=False, lineterminator="\n"), target)


def content_digest(dataset: xr.Dataset) -> str:
    """Return the SHA-256 over names, dims, types and bytes of all variables and coordinates (no attributes)."""
    digest = hashlib.sha256()
    for name in sorted(str(name) for name in dataset.variables):
        variable = dataset.variables[name]
        values = np.asarray(variable.values)
        if values.dtype.kind in "OUST":
            content = "\0".join(str(text) for text in values.ravel()).encode()
            kind = "text"
        else:
            content = np.ascontiguousarray(values).tobytes()
            kind = values.dtype.newbyteorder("<").str
        digest.update(f"{name}|{variable.dims}|{variable.shape}|{kind}|".encode())
        digest.update(content)
    return digest.hexdigest()


def to_attributes(values: dict[str, object]) -> dict[str, object]:
    """Make attributes that netCDF can hold: no None, no booleans, no nested values."""
    attributes: dict[str, object] = {}
    for name, value in values.items():
        if value is None:
            continue
        attributes[name] = str(value).lower() if isinstance(value, bool) else value
    return attributes
