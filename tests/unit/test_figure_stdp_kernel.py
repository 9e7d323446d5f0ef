"""The figure of the plasticity kernel, and what it holds the kernel against, on invented data."""

import json

import numpy as np
import pytest
import xarray as xr

from homeotherm.analysis.imposed_kernel import imposed_kernel, temperature_coefficient
from homeotherm.errors import InputError
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import FIGURES, draw_figure
from homeotherm.figures.stdp_kernel import MEASURED, NEEDED

pytestmark = pytest.mark.filterwarnings("error")
PARAMETERS = {
    "reference_temperature": 37.0, "q10_metabolism": 2.8, "q10_stdp_rate": 2.3, "q10_stdp_amplitude": 3.0,
    "potentiation_time_constant": 17.0, "depression_time_constant": 34.0, "learning_rate": 0.08, "depression_ratio": 0.55,
    "q10_leak_conductance": 2.0, "q10_excitatory_decay": 2.0,
}  # fmt: skip
DRIVERS = {"q10_stdp_rate": "temperature", "q10_stdp_amplitude": "metabolic_rate"}
RATES = {"hypometabolic": 0.49, "normometabolic": 1.0}
UNITS = {"kernel": "nS", "epsp": "mV", "separation_threshold": "nS", "area_ratio": "1"}


def invented(temperatures=(27.0, 37.0, 47.0), states=(), failed=()) -> xr.Dataset:
    """Return a dataset in which the kernel is as imposed and every width halves with 10 degrees."""
    temperature = xr.DataArray(np.array(temperatures), dims="temperature", attrs={"units": "degree_Celsius"})
    coordinates = {"temperature": temperature, "seed": [1]}
    if states:
        coordinates |= {"state": list(states), "metabolic_rate": ("state", [RATES[state] for state in states])}
    else:
        coordinates["metabolic_rate"] = 1.0
    dataset = xr.Dataset(coords=coordinates)
    dataset.attrs = {"parameters_json": json.dumps(PARAMETERS), "drivers_json": json.dumps(DRIVERS)}
    imposed = imposed_kernel(dataset)
    interval = xr.DataArray(np.arange(-100, 102.5, 2.5), dims="interval")
    time = xr.DataArray(np.arange(0, 300, 0.1), dims="time")
    separation = xr.DataArray(np.arange(0.0, 101.0), dims="separation")
    pace = 2.0 ** ((temperature - 37) / 10)
    up = imposed["potentiation_peak"] * np.exp(-interval.clip(0) / imposed["potentiation_time_constant"])
    down = imposed["depression_peak"] * np.exp(interval.clip(max=0) / imposed["depression_time_constant"])
    values = {
        **imposed.data_vars,
        "kernel": xr.where(interval >= 0, up, down),
        "epsp": np.exp(-time * pace / 20) - np.exp(-time * pace / 5),
        "separation_threshold": 16 * pace * 1.25 ** (separation * pace / 16),
        "epsp_half_width": 26.0 / pace, "coincidence_window": 16.0 / pace, "area_ratio": 0.55 + 0 * pace,
    }  # fmt: skip
    points = ["state", "temperature"] if states else ["temperature"]
    status = xr.zeros_like(imposed["potentiation_peak"].transpose(*points).expand_dims("seed", -1), dtype=np.int8)
    for place in failed:
        status[place] = 1
    for name, value in values.items():
        whole = (value + 0.0 * status).where(status == 0).transpose(*points, "seed", ...)
        dataset[name] = whole.assign_attrs(units=UNITS.get(name, "ms"))
    dataset["status"] = status
    return dataset.assign_coords(interval=interval, time=time, separation=separation)


@pytest.fixture(scope="module")
def drawing():
    return draw_figure("stdp_kernel", {"dataset": invented()})


def test_imposed_kernel_by_hand():
    imposed = imposed_kernel(invented(states=tuple(RATES))).sel(state="normometabolic")
    expected = {
        "potentiation_time_constant": [17 * 2.3, 17, 17 / 2.3], "depression_time_constant": [34 * 2.3, 34, 34 / 2.3],
        "potentiation_peak": [0.08 / 3, 0.08, 0.24], "depression_peak": [-0.022 / 3, -0.022, -0.066],
        "potentiation_area": [1.36 * 2.3 / 3, 1.36, 1.36 * 3 / 2.3],
        "depression_area": [-0.748 * 2.3 / 3, -0.748, -0.748 * 3 / 2.3],
    }  # fmt: skip
    assert set(imposed) == set(expected)
    for name, numbers in expected.items():
        np.testing.assert_allclose(imposed[name].transpose("temperature"), numbers, err_msg=name)


def test_a_slow_metabolism_lowers_the_peak_and_not_the_time_constants():
    imposed = imposed_kernel(invented(states=tuple(RATES)))
    ratio = imposed.sel(state="hypometabolic") / imposed.sel(state="normometabolic")
    np.testing.assert_allclose(ratio["potentiation_peak"], 3.0 ** (np.log(0.49) / np.log(2.8)))
    np.testing.assert_allclose(ratio["potentiation_time_constant"], 1.0)


def test_temperature_coefficient():
    temperature = np.array([30.0, 34.0, 42.0])
    assert temperature_coefficient(temperature, 5 * 2.3 ** (temperature / 10)) == pytest.approx(2.3)
    assert temperature_coefficient(temperature, np.array([1.0, np.nan, 1.0])) == pytest.approx(1.0)
    assert np.isnan(temperature_coefficient(temperature, np.array([1.0, np.nan, np.nan])))


def test_table_holds_what_is_measured_and_imposed(drawing):
    table = drawing.table
    series = table[table["quantity"].isin(MEASURED)]
    assert set(series["statistic"]) == {"seed", "imposed"}
    imposed = series[series["statistic"] == "imposed"].set_index(["quantity", "temperature"])["value"]
    measured = series[series["statistic"] == "seed"].set_index(["quantity", "temperature"])["value"]
    assert len(imposed) == 12 and len(measured) == 18  # what emerges has nothing imposed
    np.testing.assert_allclose(measured[imposed.index], imposed)
    assert measured["depression_area", 37.0] == pytest.approx(0.748)  # sign reversed, as drawn
    relative = table[table["panel"] == "e"]
    assert relative[relative["separation"] == 0]["value"].tolist() == pytest.approx([1, 1, 1])


def test_every_curve_and_symbol_is_drawn_and_in_its_panel(drawing):
    panels = [panel for panel in drawing.figure.axes if panel.get_label() != "<colorbar>"]
    assert len(panels) == 6
    for panel, letter in zip(panels, "abcdef", strict=True):
        rows = drawing.table[(drawing.table["panel"] == letter) & (drawing.table["statistic"] == "seed")]
        lines = [line for line in panel.lines if line.get_label().startswith("seeds")]
        drawn = np.sort(np.concatenate([line.get_ydata() for line in lines]))
        np.testing.assert_allclose(drawn, np.sort(rows["value"].to_numpy(dtype=float)))
        low, high = panel.get_ylim()
        assert low <= drawn[0] and drawn[-1] <= high
        assert panel.get_xlabel().endswith(")") and panel.get_ylabel().endswith(")")


def test_caption_says_what_is_imposed_and_what_emerges(drawing):
    for words in (
        "Q10 of 2.3 on their rates (driven by temperature)", "Q10 of 3 (driven by metabolic rate)",
        "from 27 to 47 °C: the EPSP half-width falls from 52.0 to 13.0 ms (Q10 of its inverse 2.00) and the coincidence window "
        "falls from 32.0 to 8.0 ms (Q10 of its inverse 2.00)",
    ):  # fmt: skip
        assert words in drawing.caption
    assert "missing" not in drawing.caption


def test_same_dataset_same_bytes(drawing, tmp_path):
    first = save_drawing(drawing, tmp_path / "first", "stdp_kernel")
    again = save_drawing(draw_figure("stdp_kernel", {"dataset": invented()}), tmp_path / "again", "stdp_kernel")
    assert all(first[suffix].read_bytes() == again[suffix].read_bytes() for suffix in ("svg", "png", "csv"))


def test_states_single_temperatures_and_failed_points():
    states = draw_figure("stdp_kernel", {"dataset": invented(states=tuple(RATES))})
    assert set(states.table["state"]) == set(RATES) and "(hypometabolic)" in states.caption
    single = draw_figure("stdp_kernel", {"dataset": invented(temperatures=(37.0,))})
    assert "Emerging" not in single.caption and "at 37 °C" in single.caption
    failed = draw_figure("stdp_kernel", {"dataset": invented(failed=((1, 0),))})
    assert "1 of 3 points missing." in failed.caption


def test_a_dataset_of_another_model_is_refused():
    with pytest.raises((InputError, ValueError), match="stdp_kernel needs the variable kernel"):
        draw_figure("stdp_kernel", {"dataset": invented().drop_vars("kernel")})
    assert FIGURES["stdp_kernel"].variables == NEEDED
