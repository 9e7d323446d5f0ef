"""Pages of docs/ whose blocks a test follows literally: files are written, commands run, output compared.

A block belongs to the file that the end of the paragraph above it names: "... `path`:" writes it, "... in `path`, behind
the (first) line `text`:" adds it there. A block of commands (sh) is run; a block of text behind it holds lines of its
output. A block of Python without a file is run behind those above it.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
WRITTEN = re.compile(r"`([\w./-]+\.\w+)`[^`]*:\s*$")
ADDED = re.compile(r"`([\w./-]+\.\w+)`,\s+behind\s+the\s+(first\s+)?line\s+`([^`]+)`:\s*$")


@dataclass(frozen=True)
class Step:
    """One block of a page: what to do, with what, and where."""

    kind: str
    text: str
    path: str = ""
    behind: str = ""
    once: bool = True


def steps_of(page: Path) -> list[Step]:
    """Return the blocks of a page in their order."""
    text, steps, end = page.read_text(encoding="utf-8"), [], 0
    for found in BLOCK.finditer(text):
        before, end = text[end : found.start()].rstrip(), found.end()
        language, content = found.groups()
        if language in ("sh", "text"):
            steps.append(Step(language, content))
        elif added := ADDED.search(before):
            path, first, behind = added.groups()
            steps.append(Step("add", content, path, behind, once=first is None))
        elif written := WRITTEN.search(before):
            steps.append(Step("write", content, written.group(1)))
        elif language == "python":
            steps.append(Step(language, content))
        else:
            raise ValueError(f"{page}: nothing says what to do with a block of {language}")
    return steps


def follow(page: Path, folder: Path, environment: dict[str, str]) -> str:
    """Do what a page says in a copy of the project; return all output.

    Raises
    ------
    AssertionError
        If a command fails, or the output behind it lacks a line that the page shows.
    """
    said, session, everything = "", "", []
    for step in steps_of(page):
        if step.kind == "write":
            path = folder / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
        elif step.kind == "add":
            path = folder / step.path
            content = path.read_text(encoding="utf-8")
            line = f"\n{step.behind}\n"
            found = content.count(line)
            assert found == 1 or (found and not step.once), f"{step.path}: '{step.behind}' stands there {found} times"
            path.write_text(content.replace(line, f"{line}{step.text}", 1), encoding="utf-8")
        elif step.kind == "text":
            for line in filter(None, map(str.strip, step.text.splitlines())):
                assert line in said, f"{page.name}: the output lacks '{line}':\n{said[-4000:]}"
        else:
            command = ["bash", "-e", "-o", "pipefail", "-c", step.text]
            if step.kind == "python":
                session += step.text
                command = ["python", "-c", session]
            done = subprocess.run(
                command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=1800,
            )  # fmt: skip
            said = done.stdout
            assert done.returncode == 0, f"{page.name}: this fails:\n{step.text}\n{said[-4000:]}"
            everything.append(said)
    return "\n".join(everything)
