#!/bin/sh
# Install detente, editable, into a virtual environment: by uv when it is there, else by pip.
#
#   tools/install.sh VENV lock|floors [EXTRA...]
#
# `lock` installs the versions of uv.lock, whichever tool does it; `floors` the oldest ones allowed.
set -eu

venv=$1 versions=$2
shift 2

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# the virtual environment's own, else what the caller names, else the first on PATH that is new enough
find_python() {
    for candidate in "$venv/bin/python" "${PYTHON3:-python3}" \
        python3.14 python3.13 python3.12 python3.11; do
        if suits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    wanted=${PYTHON3:-python3}
    found="not found"
    if command -v "$wanted" >/dev/null 2>&1; then found=$("$wanted" --version 2>&1 || true); fi
    {
        echo "detente needs Python 3.11 or newer; '$wanted' is: $found."
        echo "  next: install a newer Python, or name one: make PYTHON3=/path/to/python3.12 ..."
    } >&2
    exit 1
}

python=$(find_python)
extras=$(printf '%s,' "$@")
target=.
if [ "${extras%,}" ]; then target=".[${extras%,}]"; fi
constraints=$(mktemp)
trap 'rm -f "$constraints"' EXIT
"$python" tools/constraints.py "$versions" >"$constraints"

if command -v uv >/dev/null 2>&1; then
    tool=uv
    [ -x "$venv/bin/python" ] || uv venv --quiet --python "$python" "$venv"
    if [ "$versions" = lock ]; then
        set -- $(for extra in "$@"; do echo "--extra $extra"; done)
        UV_PROJECT_ENVIRONMENT=$venv uv sync --quiet --locked --inexact --compile-bytecode \
            --no-default-groups "$@"
    else
        uv pip install --quiet --python "$venv/bin/python" --constraint "$constraints" \
            --editable "$target"
    fi
else
    tool=pip
    if [ ! -x "$venv/bin/pip" ] && ! "$python" -m venv "$venv"; then
        echo "'$python -m venv' failed; on Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --constraint "$constraints" --editable "$target"
fi
if [ "$target" = . ]; then with=; else with=" with ${extras%,}"; fi
echo "installed detente$with into $venv, by $tool"
