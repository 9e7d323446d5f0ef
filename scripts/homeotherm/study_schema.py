"""The JSON schema of study files for editors, generated from the classes that check them (``make docs``)."""

import json
from pathlib import Path

from homeotherm.atomic import write_text
from homeotherm.study_file import StudyFile


def schema_text() -> str:
    """Return the schema as it stands in workflow/schemas/study.schema.json."""
    return (
        json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **StudyFile.model_json_schema()}, indent=2
        )
        + "\n"
    )


if __name__ == "__main__":
    write_text(schema_text(), Path(__file__).parents[2] / "workflow" / "schemas" / "study.schema.json")
