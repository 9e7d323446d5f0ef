#!/usr/bin/env bash
# Set up .venv with the locked versions: envs/setup.sh [docs|test]. Finds a Python of the supported versions by itself;
# PYTHON=/path/to/python chooses one.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=envs/requirements.txt
if [ -n "${1:-}" ]; then lock=envs/requirements-$1.txt; fi
stamp=.venv/.$(basename "$lock").sha256
digest=$(sha256sum "$lock" | cut -d' ' -f1)
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$digest" ]; then exit 0; fi

supported() { "$1" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.12 python3.13 python3 python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[23]*/bin/python "$HOME"/.local/share/uv/python/cpython-3.1[23]*/bin/python \
        /opt/python*/bin/python3 /usr/local/bin/python3.1[23]; do
        if supported "$candidate"; then command -v "$candidate"; return; fi
        if [ -n "${PYTHON:-}" ] && [ "$candidate" = "$PYTHON" ]; then break; fi
    done
    return 1
}
if [ ! -x .venv/bin/python ]; then
    python=$(find_python) || {
        echo "homeotherm: no Python 3.12 or 3.13 found; install one, or name it: PYTHON=/path/to/python3.12 make" >&2
        exit 1
    }
    "$python" -m venv .venv || {
        echo "homeotherm: $python cannot make environments; install its venv module (Debian: apt install python3-venv)" >&2
        rm -rf .venv
        exit 1
    }
fi
echo "Installing the locked packages of $lock into .venv with $(.venv/bin/python --version) ..." >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
echo "$digest" > "$stamp"
held() { sha256sum "envs/$1" | cut -d' ' -f1 > ".venv/.$1.sha256"; } # a lock holds all of those before it
case "$lock" in
    *-docs.txt) held requirements.txt ;;
    *-test.txt) held requirements.txt && held requirements-docs.txt ;;
esac
