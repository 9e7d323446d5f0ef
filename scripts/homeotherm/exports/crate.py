"""A finished study as a research object: what its files are, what made them, from what, and who may use them.

The metadata are those of an RO-Crate 1.1 with the profile Process Run Crate 0.5: one action, the run of the study,
whose instrument is this software, whose object is the study file, and whose results are all other files. It is no
Workflow Run Crate, for the workflow is not in the folder; the commit that made the files is named instead.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from homeotherm.atomic import write_text
from homeotherm.errors import InputError, SimulationError
from homeotherm.published import MANIFEST, fingerprint
from homeotherm.results_manifest import CRATE, read_manifest
from homeotherm.study import Study

METADATA, STUDY_FILE = CRATE
CRATE_PROFILE = "https://w3id.org/ro/crate/1.1"
RUN_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
CONTEXT = (f"{CRATE_PROFILE}/context", "https://w3id.org/ro/terms/workflow-run/context")
"""The second one has the term `sha256`."""
FORMATS = {
    ".nc": "application/x-netcdf", ".csv": "text/csv", ".svg": "image/svg+xml", ".png": "image/png",
    ".txt": "text/plain", ".json": "application/json", ".yaml": "application/yaml",
}  # fmt: skip
SOFTWARE, RUN = "#homeotherm", "#run"


def write_crate(study: Study, folder: Path, citation: Path) -> None:
    """Write ``ro-crate-metadata.json`` and the study file beside the results of a study.

    Parameters
    ----------
    folder
        Results of the study, with the list of their checksums.
    citation
        CITATION.cff of this software.

    Raises
    ------
    InputError
        If a file has an ending of which no format is known.
    SimulationError
        If the list of checksums cannot be read, or a file that it lists is missing.
    """
    manifest = read_manifest(study.name, folder / MANIFEST)
    text = yaml.safe_dump(study.content, sort_keys=False, allow_unicode=True, width=100)
    write_text(text, folder / STUDY_FILE)
    about = yaml.safe_load(citation.read_text(encoding="utf-8"))
    graph = crate(study, manifest, fingerprint(folder / STUDY_FILE), _ended(folder, manifest["files"]), about)
    write_text(
        json.dumps({"@context": list(CONTEXT), "@graph": graph}, indent=1, ensure_ascii=False) + "\n", folder / METADATA
    )


def crate(
    study: Study, manifest: Mapping[str, Any], study_file: Mapping[str, Any], ended: str, citation: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the entities of the crate.

    Parameters
    ----------
    manifest
        Of the results: commit, versions, size and SHA-256 of every file.
    study_file
        Size and SHA-256 of the study file.
    ended
        When the last file was written, as ISO 8601.
    citation
        Content of CITATION.cff.
    """
    authors = [_person(name) for name in study.authors]
    makers = [_maker(each) for each in citation["authors"]]
    packages = [
        {"@id": f"#{name}-{version}", "@type": "SoftwareApplication", "name": name, "softwareVersion": version}
        for name, version in sorted(manifest["versions"].items())
    ]
    papers = [
        {"@id": f"#reference-{number}", "@type": "ScholarlyArticle", "name": text}
        for number, text in enumerate(study.references, start=1)
    ]
    results = [_file(name, known) for name, known in sorted(manifest["files"].items())]
    results.append(_file(MANIFEST))
    licence = {"@id": f"https://spdx.org/licenses/{citation['license']}"}
    return [
        {
            "@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": CRATE_PROFILE}, "about": {"@id": "./"},
        },
        {
            "@id": "./", "@type": "Dataset", "conformsTo": {"@id": RUN_PROFILE}, "name": study.title,
            "description": study.question, "identifier": study.name, "datePublished": ended[:10], "license": licence,
            "author": _ids(authors or makers), "citation": _ids(papers), "mentions": {"@id": RUN},
            "hasPart": [{"@id": STUDY_FILE}, *_ids(results)],
        },
        {
            "@id": RUN, "@type": "CreateAction", "name": f"Run of the study {study.name}",
            "description": f"snakemake --config study={study.name}", "endTime": ended,
            "instrument": {"@id": SOFTWARE}, "object": {"@id": STUDY_FILE}, "result": _ids(results),
        },
        {
            "@id": SOFTWARE, "@type": "SoftwareApplication", "name": citation["title"],
            "description": citation["abstract"], "author": _ids(makers),
            "softwareVersion": f"{citation['version']}, commit {manifest['commit']}",
            "license": licence, "softwareRequirements": _ids(packages),
        },
        {**licence, "@type": "CreativeWork", "name": f"{citation['license']} licence"},
        {"@id": RUN_PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {**_file(STUDY_FILE, study_file), "description": "the study: model, design, measures, claims, figures"},
        *results, *authors, *makers, *packages, *papers,
    ]  # fmt: skip


def _file(name: str, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the entity of a file; of the list of checksums, which is sealed, none is known."""
    suffix = Path(name).suffix
    if suffix not in FORMATS:
        raise InputError(f"{name}: of which format it is is not known; allowed: {', '.join(FORMATS)}")
    about = {"@id": name, "@type": "File", "name": name, "encodingFormat": FORMATS[suffix]}
    return about if known is None else {**about, "contentSize": str(known["bytes"]), "sha256": known["sha256"]}


def _maker(author: Mapping[str, str]) -> dict[str, str]:
    """Return an author of CITATION.cff, which is a person if there is a family name."""
    if "family-names" in author:
        return _person(" ".join(author[key] for key in ("given-names", "family-names") if key in author))
    return {"@id": f"#{author['name'].replace(' ', '-')}", "@type": "Organization", "name": author["name"]}


def _person(name: str) -> dict[str, str]:
    return {"@id": f"#{name.replace(' ', '-')}", "@type": "Person", "name": name}


def _ids(entities: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]


def _ended(folder: Path, files: Mapping[str, Any]) -> str:
    """Return when the last of some files was written."""
    try:
        last = max((folder / name).stat().st_mtime for name in files)
    except FileNotFoundError as error:
        remedy = f"make verify STUDY={folder.name} says how it is made again"
        raise SimulationError(f"{error.filename}: is missing; {remedy}") from error
    return datetime.datetime.fromtimestamp(round(last), datetime.UTC).isoformat()
