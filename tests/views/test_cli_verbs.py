"""Every command that discovery finds: help, examples that run, forms that agree, exit codes."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from detente.core.discovery import modules
from detente.core.errors import IntegrityError
from detente.views.cli import check, demo
from detente.views.cli.help import WIDTH, overview, page
from detente.views.cli.main import main
from detente.views.cli.output import Output
from detente.views.cli.reference import reference
from detente.views.document.plain import plain
from served import MAIN

VERBS = {
    name.replace("_", "-"): module.COMMAND
    for name, module in modules("detente.views.cli", "COMMAND").items()
}
EXAMPLES = [
    pytest.param(example.line, id=example.line)
    for command in VERBS.values()
    for example in command.examples
    if "FOLDER" not in example.line and not command.stays
]
HEAVY = ("duckdb", "networkx", "numba", "numpy", "pandas", "polars", "pyarrow", "rich", "scipy")


def test_the_commands_of_the_plan_are_there():
    planned = "demo build show check claims compare verify sources doctor export diff".split()
    assert set(planned) <= set(VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_every_command_declares_help(name, detente):
    command = VERBS[name]
    assert command.summary
    assert command.summary == command.summary.rstrip(".")
    assert command.examples
    assert all(e.line.startswith(f"detente {name}") for e in command.examples)
    names = [a.name for section in command.sections for a in section.arguments]
    assert len(names) == len(set(names))
    shown = detente(name, "--help")
    assert shown.code == 0
    assert shown.out == page(name, command) == detente("help", name).out
    assert max(map(len, shown.out.splitlines())) <= WIDTH
    assert all(a.spelled in shown.out for section in command.sections for a in section.arguments)


def test_the_overview_names_every_command(detente):
    shown = detente("--help").out
    assert shown == overview(VERBS) == detente().out
    for name, command in VERBS.items():
        assert f"  {name} " in shown
        assert command.summary in " ".join(shown.split())


def test_the_written_reference_is_current(pytestconfig):
    written = (pytestconfig.rootpath / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m detente.views.cli.reference > docs/cli.md"


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from detente.views.cli.main import main; main(['--help']); "
        "print(*{m.split('.')[0] for m in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(HEAVY) & set(done.stderr.split()) == set()


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_runs(line, detente, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    if words[0] == "build" and "--lake" not in words:
        words += ["--lake", "lake"]
    if words[0] == "export-site" and "--languages" in words:
        words += ["--countries", "2", "--change", "territory"]  # the other example copies it all
    answer = detente(*words)
    assert answer.code in (0, 3, 4)
    assert answer.out
    assert answer.err == ""
    if "--json" in words:
        assert answer.json
    elif "--csv" not in words and words[-1] != "--help":
        too_wide = [line for line in answer.out.splitlines() if len(line) > WIDTH]
        # an address or a path is of no use when it is cut
        assert all("http" in line or "--lake /" in line for line in too_wide)


ROWED = [
    ["show"],
    ["show", "collaboration", "--country", "US"],
    ["show", "output", "--by", "year", "--limit", "3"],
    ["show", "published"],
    ["show", "dimensions"],
    ["show", "definitions"],
    ["compare"],
    ["check", "CN publishes more papers than US in AI, 2015-2020"],
    ["claims"],
    ["sources"],
    ["verify"],
    ["doctor"],
    ["diff"],
]


@pytest.mark.parametrize("words", ROWED, ids=" ".join)
def test_json_csv_and_parquet_hold_the_same_rows(words, detente, tmp_path):
    file = tmp_path / "rows.parquet"
    code = detente(*words).code
    as_csv = detente(*words, "--csv")
    written = detente(*words, "--parquet", file)
    assert as_csv.code == written.code == detente(*words, "--json").code == code
    table = pq.read_table(file)
    lines = list(csv.reader(io.StringIO(as_csv.out, newline="")))
    assert lines[0] == table.column_names
    shown = [["" if value is None else str(value) for value in row.values()]
             for row in table.to_pylist()]  # fmt: skip
    assert lines[1:] == shown
    assert as_csv.out.count("\n") == as_csv.out.count("\r\n")
    assert [p.name for p in tmp_path.iterdir()] == ["rows.parquet"]


def test_parquet_of_a_measure_carries_its_provenance(detente, tmp_path):
    file = tmp_path / "rows.parquet"
    answer = detente("show", "output", "--parquet", file)
    assert answer.out == ""
    assert "rows to" in answer.err
    document = detente("show", "output", "--json").json
    metadata = json.loads(pq.read_schema(file).metadata[b"detente"])
    assert metadata == document["provenance"]
    assert pq.read_table(file).to_pylist() == document["rows"]


def test_the_table_shows_the_numbers_of_the_json(detente):
    words = ("show", "output", "--metric", "papers", "--country", "US", "--by", "year")
    rows = detente(*words, "--json").json["rows"]
    page = detente(*words).out
    for row in rows:
        numbers = f"{row['value']:,.0f}", f"[{row['low']:,.0f}, {row['high']:,.0f}]"
        assert any(line.split()[0] == str(row["year"]) and all(n in line for n in numbers)
                   for line in page.splitlines() if line.strip())  # fmt: skip


def test_a_check_shows_the_numbers_of_its_json(detente):
    words = ("check", "US and CN are each other's no. 1 partners in AI, 2013-2022")
    document, page = detente(*words, "--json").json, detente(*words).out
    (statement,) = document["statements"]
    assert statement["verdict"]["name"].replace("_", " ").upper() in page
    assert f"{len(statement['specifications']):,} definitions" in " ".join(page.split())
    classes = [s["class"] for s in statement["specifications"]]
    weights = [s["weight"] for s in statement["specifications"]]
    supporting = sum(w for c, w in zip(classes, weights, strict=True) if c == "S") / sum(weights)
    assert statement["verdict"]["shares"]["supports"] == pytest.approx(supporting)
    assert document["provenance"]["claim_sha256"] in detente(*words, "--json").out


def test_limits_and_languages(detente):
    shown = detente("show", "output", "--metric", "papers", "--limit", "2", "--language", "zh")
    assert "CN 中国" in shown.out
    assert "GB" not in shown.out
    rows = detente("show", "output", "--metric", "papers", "--limit", "2", "--json").json["rows"]
    assert [row["country"] for row in rows] == ["US", "CN"]
    every = detente("show", "output", "--metric", "papers", "--limit", "0", "--csv").out
    assert every.count("\r\n") > 5


@pytest.mark.parametrize(
    "words, advice",
    [
        (["shwo"], "did you mean show?"),
        (["show", "colaboration"], "did you mean collaboration"),
        (["show", "collaboration", "--cuontry", "US"], "did you mean --country"),
        (["show", "collaboration", "--link", "whle"], "did you mean whole"),
        (["show", "collaboration", "--nonsense", "1"], "no filter of 'collaboration'"),
        (["show", "collaboration", "--counting", "country"], "does not depend on counting"),
        (["show", "output", "--limit", "many"], "whole number"),
        (["show", "output", "--metric", "paper"], "did you mean papers"),
        (["show", "output", "--json", "--csv"], "exclude each other"),
        (["show", "output", "more"], "one word too many"),
        (["show", "published", "--first-partners=yes"], "takes no value"),
        (["show", "published", "--years"], "needs a value"),
        (["show", "output", "--lake"], "expected one argument"),
        (["show", "output", "--color", "sometimes"], "value of --color"),
        (["show", "output", "--parquet", "no/such/folder/x"], "does not exist"),
        (["--nonsense"], "before the command"),
        (["check"], "needs CLAIM"),
        (["check", "us_cn_mutual_frist"], "did you mean us_cn_mutual_first"),
        (["check", "US is great"], "cannot be read"),
        (["claims", "nothing"], "no claim"),
        (["build", "starter", "starter"], "named twice"),
        (["build", "starter="], "cannot be read"),
        (["build", "startr"], "did you mean starter"),
        (["sources", "startr"], "did you mean starter"),
        (["export", "package", "--published", "yesterday"], "is a date"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_used_says_what_to_do(words, advice, detente, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = detente(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("detente: ")
    assert advice in answer.err
    assert "Traceback" not in answer.err


def test_options_that_concern_every_command_may_stand_before_it(detente):
    assert detente("--color=never", "verify").code == 0
    assert detente("--version").out.startswith("detente 0.")


def test_a_missing_lake_is_data_missing(detente, tmp_path):
    answer = detente("show", "output", "--lake", tmp_path / "none")
    assert answer.code == 4
    assert "detente build" in answer.err
    assert detente("doctor", "--lake", tmp_path / "none").code == 0
    assert not (tmp_path / "none").exists()


def test_damage_is_listed_whole(detente, own_lake):
    folder = next((own_lake / "releases").iterdir())
    for name in ("work.parquet", "figure.parquet"):
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
    (folder / "stranger.txt").write_text("hello")
    answer = detente("verify", "--lake", own_lake)
    assert answer.code == IntegrityError.exit_code
    assert all(name in answer.out for name in ("work.parquet", "figure.parquet", "stranger.txt"))
    assert detente("verify", "--lake", own_lake, "--json").json["ok"] is False
    assert detente("show", "published", "--lake", own_lake).code == IntegrityError.exit_code
    (own_lake / "CURRENT").write_text("nonsense\n")
    assert detente("doctor", "--lake", own_lake).code == IntegrityError.exit_code
    assert detente("verify").code == 0


@pytest.mark.parametrize(
    "names, code",
    [
        (["supported"], 0),
        (["supported", "supported"], 0),
        (["contradicted"], 3),
        (["supported", "depends_on_definition"], 3),
        (["insufficient_data"], 4),
        (["supported", "insufficient_data"], 4),
        (["contradicted", "insufficient_data"], 3),
    ],
)
def test_the_exit_code_is_the_verdict(names, code):
    class Made:
        def __init__(self, **values):
            self.__dict__.update(values)

    finding = Made(atoms=[Made(verdict=Made(name=name)) for name in names])
    assert check.exit_code(finding) == code


def test_a_claim_that_is_not_supported_exits_with_3(detente):
    assert detente("check", "JP publishes more papers than US in AI").code == 3
    assert detente("check", "US publishes more papers than JP in AI").code == 0


def test_demo_answers_on_what_the_lake_holds(detente):
    answer = detente("demo")
    assert answer.code == 0
    assert "Verdict" in answer.out
    assert "ai_definition" in answer.out
    assert len(answer.out.splitlines()) <= 70
    document = detente("demo", "--json").json
    assert set(document["rankings"]) == set(demo.COUNTRIES)


def test_demo_builds_the_starter_where_there_is_nothing(detente, tmp_path):
    answer = detente("demo", "--lake", tmp_path / "lake")
    assert answer.code == 0
    assert "starter-" in answer.out
    assert answer.err == ""


def test_demo_says_when_the_lake_holds_no_works(detente, own_lake, monkeypatch):
    from detente.lake.release import Release

    monkeypatch.setattr(Release, "has", lambda *_: False)
    answer = detente("demo", "--lake", own_lake)
    assert answer.code == 4
    assert "holds no works" in answer.err


def test_interrupting_is_quiet(detente, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("detente.views.cli.verify.run", interrupted)
    answer = detente("verify")
    assert answer.code == 130
    assert "Traceback" not in answer.err


def test_debug_shows_the_traceback(planted_lake, plain_terminal):
    with pytest.raises(Exception, match="no indicator"):
        main(["show", "nothing", "--debug", "--lake", str(planted_lake)])


def started(*words, **options):
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, **options,
    )  # fmt: skip


def test_a_reader_that_leaves_is_no_error(planted_lake):
    process = started("show", "published", "--csv", "--lake", str(planted_lake))
    process.stdout.close()
    assert process.wait() == 141
    assert process.stderr.read() == ""
    process.stderr.close()


def test_a_fault_of_ours_is_one_line(planted_lake, tmp_path):
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import detente.views.cli.verify as v\ndef run(*_): 1 / 0\nv.run = run\n", encoding="utf-8"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    process = started("verify", "--lake", str(planted_lake), env={**os.environ, "PYTHONPATH": path})
    out, err = process.communicate()
    assert process.returncode == 1
    assert out == ""
    assert "ZeroDivisionError" in err
    assert "--debug" in err
    assert "Traceback" not in err


def test_progress_is_for_terminals_only(capsys, monkeypatch):
    output = Output()
    output.progress("reading")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with output:
        output.progress("reading")
    err = capsys.readouterr().err
    assert "reading" in err
    assert err.endswith("\r\x1b[K")


def test_plain_values_hold_no_nan():
    import numpy as np

    given = {
        "a": float("nan"),
        "b": np.array([1.0, np.inf]),
        "c": (np.int64(3), None, True),
        4: {5},
    }
    assert plain(given) == {"a": None, "b": [1.0, None], "c": [3, None, True], "4": [5]}
