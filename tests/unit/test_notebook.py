"""The notebook of the documentation runs from its first cell to its last, as in Jupyter."""

import nbformat
import pytest
from nbclient import NotebookClient


@pytest.mark.slow
def test_the_notebook_runs(project):
    folder = project / "docs" / "notebooks"
    notebook = nbformat.read(folder / "published_study.ipynb", as_version=4)
    # Committed without outputs, which would not be compared with anything.
    assert not any(cell.get("outputs") for cell in notebook.cells)
    NotebookClient(
        notebook, timeout=1800, startup_timeout=1800, resources={"metadata": {"path": str(folder)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    text = "".join(output.get("text", "") for output in outputs)
    assert "0.800 nS, 95 % interval 0.772 to 0.828 nS, n = 5" in text and "error" not in text.lower()
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 1
