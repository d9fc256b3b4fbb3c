"""The house rules that no other tool checks."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import detente

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "detente"
MODULES = sorted(PACKAGE.rglob("*.py"))
DATA_SUFFIXES = {".parquet", ".json", ".toml", ".lark", ".csv", ".bib"}
LONGEST_MODULE = 500
# Heavy libraries that a mere `import detente` or `detente --help` must not load.
HEAVY = {
    "duckdb",
    "networkx",
    "numba",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "scipy",
    "statsmodels",
}


def relative(path):
    return str(path.relative_to(ROOT))


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def written_files():
    """Text of every file that people wrote and git keeps, by path; the lock left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [n for n in listed.stdout.split("\0") if n and n != "uv.lock"]
    suffixes = {".py", ".md", ".toml", ".cff", ".bib", ".sh", ".lark", ".json", ".ambr"}
    plain = {"Makefile", ".ci/run", ".gitignore"}
    paths = [
        ROOT / n
        for n in names
        if (Path(n).suffix in suffixes or n in plain) and (ROOT / n).is_file()
    ]
    return {path: path.read_text(encoding="utf-8") for path in paths}


def test_version_is_written_once():
    assert "version" in pyproject()["project"]["dynamic"]
    assert "version" not in pyproject()["project"]
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+)?", detente.__version__)
    quoted = re.compile(rf"""["']{re.escape(detente.__version__)}["']""")
    holders = [relative(p) for p in MODULES if quoted.search(p.read_text(encoding="utf-8"))]
    assert holders == ["src/detente/core/version.py"]
    assert "\nversion:" not in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [m.name for m in pkgutil.walk_packages(detente.__path__, prefix="detente.")]
)
def test_every_module_can_be_imported(name):
    module = importlib.import_module(name)
    assert module.__name__ == name


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_module_is_too_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", [p for p in MODULES if not p.name.startswith("__")], ids=relative)
def test_every_module_says_what_it_is(path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", "?", ":"))


def test_every_folder_of_modules_is_a_package():
    """``pkgutil`` finds a new file only where its folder has an ``__init__``."""
    folders = {p.parent for p in MODULES}
    between = {f for folder in folders for f in folder.parents if PACKAGE in (f, *f.parents)}
    assert [relative(f) for f in folders | between if not (f / "__init__.py").exists()] == []


def test_every_test_file_has_its_own_name():
    names = [p.name for p in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({n for n in names if names.count(n) > 1}) == []


@pytest.mark.parametrize("module", ["detente", "detente.views.cli.main"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*{{m.split('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()


def test_public_names_are_explicit():
    assert sorted(detente.__all__) == sorted(set(detente.__all__))
    for name in detente.__all__:
        assert getattr(detente, name) is not None


def test_nothing_names_the_machine_it_was_written_on():
    # put together here, so that this file does not hold them itself
    forbidden = ["/" + folder + "/" for folder in ("work", "root", "home", "Users")]
    forbidden += ["/tmp" + "/v", "pythonhosted" + ".org", "pypi" + ".org"]
    pattern = re.compile(r"(?<![\w.])(" + "|".join(re.escape(f) for f in forbidden) + ")")
    found = [
        f"{relative(path)}: {match[0]}"
        for path, text in written_files().items()
        if (match := pattern.search(text))
    ]
    assert found == []


def test_nothing_is_left_to_do_later():
    pattern = re.compile(r"#.*\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    found = [relative(path) for path, text in written_files().items() if pattern.search(text)]
    assert found == []


def as_requirement(entry):
    marker = f"; {entry['marker']}" if "marker" in entry else ""
    return Requirement(f"{entry['name']}{entry.get('specifier', '')}{marker}")


def test_lock_matches_the_requirements():
    project = pyproject()["project"]
    wanted = {Requirement(r) for r in project["dependencies"]} | {
        Requirement(f"{r}; extra == '{extra}'")
        for extra, requirements in project["optional-dependencies"].items()
        for r in requirements
    }
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    (ours,) = [p for p in lock["package"] if p["name"] == project["name"]]
    locked = {as_requirement(entry) for entry in ours["metadata"]["requires-dist"]}
    assert {str(r) for r in locked} == {str(r) for r in wanted}
    assert lock["requires-python"] == project["requires-python"]


def test_lock_names_the_public_index_only():
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\"]+)", text))
    assert hosts == {"py" + "pi.org", "files.python" + "hosted.org"}
    assert "file:" not in text
    sources = {key for p in tomllib.loads(text)["package"] for key in p["source"]}
    assert sources == {"registry", "editable"}


def test_wheel_carries_every_data_file(tmp_path, monkeypatch):
    from hatchling.builders.wheel import WheelBuilder

    monkeypatch.setenv("DETENTE_NO_CHARTS", "1")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    files = [p for p in PACKAGE.rglob("*") if p.suffix in DATA_SUFFIXES | {".py"}]
    assert [relative(p) for p in files if str(p.relative_to(PACKAGE.parent)) not in packed] == []
    assert "detente/py.typed" in packed
    assert not [n for n in packed if n.endswith((".pyc", ".nbi", ".nbc"))]


def test_every_decision_stands_in_the_index():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(p.name for p in folder.glob("[0-9]*.md"))
    assert [p for p in pages if f"({p})" not in index] == []


def bibliography():
    text = (PACKAGE / "core" / "references.bib").read_text(encoding="utf-8")
    return re.findall(r"^@\w+\{([^,]+),$", text, flags=re.MULTILINE)


def test_bibliography_keys_are_unique():
    keys = bibliography()
    assert len(keys) == len(set(keys)) > 0


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_cited_keys_stand_in_the_bibliography(path):
    cited = re.findall(r"\[@([\w-]+)\]", path.read_text(encoding="utf-8"))
    assert [key for key in cited if key not in bibliography()] == []
