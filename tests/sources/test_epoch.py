"""Exports of Epoch AI: every vintage read cell by cell, and what happens when one has changed."""

import csv
import shutil
from collections import Counter
from datetime import date

import pytest

from detente.core.errors import SourceMalformed
from detente.sources import epoch
from detente.sources.epoch import developers

VINTAGES = ("notable_2025-04", "open_model_trends", "benchmark_stitching")


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "epoch"


def tables(path):
    reading = epoch.read(path)
    models = {row["model"]: row for row in reading.tables["model"].to_pylist()}
    return models, reading.tables["score"].to_pylist(), reading.notes


def printed(path):
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_list_of_models_comes_out_row_by_row(folder):
    models, scores, notes = tables(folder / "notable_2025-04")
    rows = printed(folder / "notable_2025-04" / "notable_ai_models_new.csv")
    assert len(models) == len(rows)
    assert scores == []
    for row in rows:
        found = models[row["Model"].strip()]
        assert found["date"] == date.fromisoformat(row["Publication date"])
        assert found["notable"]
        compute = row["Training compute (FLOP)"]
        assert found["training_compute"] == (float(compute) if compute else None)
        is_open = (found["access"] or "").startswith("open")
        assert is_open == row["Model accessibility"].startswith("Open")
    assert "notable_ai_models.csv is superseded by notable_ai_models_new.csv" in notes


def test_days_first_and_years_first_are_the_same_days(folder, tmp_path):
    """The older list writes 17-09-2016 where the newer one writes 2016-09-17."""
    name = "notable_ai_models.csv"
    shutil.copyfile(folder / "notable_2025-04" / name, tmp_path / name)
    older, _, _ = tables(tmp_path)
    newer, _, _ = tables(folder / "notable_2025-04")
    both = [m for m in older if m in newer]
    same = sum(older[m]["date"] == newer[m]["date"] for m in both)
    assert len(both) > 800
    assert same / len(both) > 0.97


def test_a_laboratory_of_one_owner_in_several_countries(folder):
    models, _, _ = tables(folder / "notable_2025-04")
    gemini = models["Gemini 1.5 Pro"]
    assert gemini["organisation"] == "Google DeepMind"
    assert (gemini["headquarters"], gemini["countries"]) == ("US", "US;GB")
    alphago = next(m for m in models.values() if m["model"].startswith("AlphaGo"))
    assert (alphago["headquarters"], alphago["first_country"]) == ("US", "GB")
    joint = [m for m in models.values() if {"US", "CN"} <= set((m["countries"] or "").split(";"))]
    assert joint
    assert {m["headquarters"] for m in joint} >= {"US", "CN"}


def test_scores_come_out_as_fractions_whatever_is_printed(folder):
    models, scores, _ = tables(folder / "benchmark_stitching")
    by_run = {row["run"]: row for row in scores}
    assert len(by_run) == len(scores)
    for name, column in (
        ("mmlu", "EM"),
        ("os_world", "Score"),
        ("aider_polyglot", "Percent correct"),
    ):
        stem = f"external_benchmark_{name}"
        found = sorted(r["score"] for r in scores if r["run"].startswith(f"{stem}:"))
        cells = [r for r in printed(folder / "benchmark_stitching" / f"{stem}.csv")
                 if (r["Model version"] or r.get("Name") or r.get("Agent"))]  # fmt: skip
        assert found == pytest.approx(sorted(float(r[column].rstrip("%")) / 100 for r in cells))
    runs = printed(folder / "benchmark_stitching" / "benchmarks_runs.csv")
    counted = Counter(r["benchmark"] for r in scores if r["run"].startswith("benchmarks_runs:"))
    assert counted == Counter(row["task"] for row in runs)
    assert all(0 <= r["score"] <= 1 for r in scores if r["unit"] == "fraction" and r["score"])
    assert {r["benchmark"] for r in scores if r["unit"] == "points"} == {"MCBench", "METR"}
    assert {r["model"] for r in scores} <= set(models)


def test_versions_have_dates_of_their_own_and_developers(folder):
    models, _, notes = tables(folder / "benchmark_stitching")
    rows = printed(folder / "benchmark_stitching" / "model_versions.csv")
    for row in rows:
        released = row["Version release date"]
        assert models[row["id"].strip()]["date"] == (
            date.fromisoformat(released) if released else None
        )
    wanted = {
        "deepseek-ai": "CN", "Qwen": "CN", "moonshotai": "CN", "zai-org": "CN", "meta-llama": "US",
        "mistralai": "FR", "LGAI-EXAONE": "KR", "google": "US",
    }  # fmt: skip
    for row in rows:
        if row["Hugging Face developer id"] in wanted:
            country = wanted[row["Hugging Face developer id"]]
            assert models[row["id"].strip()]["headquarters"] == country, row["id"]
    dated = [m for m in models.values() if m["date"]]
    assert sum(m["headquarters"] is not None for m in dated) / len(dated) > 0.97
    assert any(
        note.startswith("models whose developer is taken from our own coding") for note in notes
    )


def test_sheets_give_openness_and_chance_is_no_model(folder):
    models, scores, notes = tables(folder / "open_model_trends")
    sheet = printed(folder / "open_model_trends" / "benchmarks_with_model_accessibility.csv")
    assert "Random chance" not in models
    assert "Random chance" not in {row["model"] for row in scores}
    wanted = {"Open": "open_unspecified", "Closed": "closed_unspecified"}
    for row in sheet:
        if row["System"] in models:
            assert models[row["System"]]["access"] == wanted[row["Open/Closed"]]
    gpqa = {r["model"]: r["score"] for r in scores if r["benchmark"] == "GPQA diamond"}
    assert gpqa == {r["System"]: float(r["GPQA"]) for r in sheet
                    if r["GPQA"] and r["System"] in models}  # fmt: skip
    assert "rows without date and access are no models (chance): 1" in notes


def test_all_vintages_together(folder):
    models, scores, _ = tables(folder)
    assert {r["model"] for r in scores} <= set(models)
    linked = models["claude-3-opus-20240229"]
    assert (linked["organisation"], linked["date_of"]) == ("Anthropic", "version")


@pytest.mark.parametrize("name, code", [
    ("Qwen2.5-72B", "CN"), ("qwen2idae-16x14b", None), ("chutes/GLM-4.5-FP8", "CN"),
    ("gpt-oss-120b", "US"), ("gpt-j-6b", "US"), ("DeepSeek-R1-Distill-Llama-70B", "CN"),
    ("Llama-3.1-Nemotron-70B-Instruct", "US"), ("Random chance", None),
])  # fmt: skip
def test_developers_by_the_longest_beginning(name, code):
    found = developers.developer(name)
    assert (found.headquarters if found else None) == code


LIST = "Model,Organization,Country (of organization),Publication date,Domain,Model accessibility\n"
ROW = "M1,Tsinghua University,China,2024-05-01,Language,API access\n"
TABLE = "Model version,Score,Release date,Organization,Country\n"


def written(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_later_export_with_other_names_of_columns(tmp_path):
    """Dates and countries beside the scores, in files of benchmarks that nobody declared."""
    folder = written(
        tmp_path,
        notable_models=LIST + ROW,
        new_quiz=TABLE + "M1,0.4,2024-05-01,X,China\nM2,0.5,2024-06-01,OpenAI,United States\n",
        speech="Model version,Word error rate\nM1,12.5\nM2,\n",
        epoch_capabilities_index="Model version,ECI Score\nM1,131.5\n",
    )
    models, scores, notes = tables(folder)
    assert {m["model"]: (m["headquarters"], str(m["date"])) for m in models.values()} == {
        "M1": ("CN", "2024-05-01"), "M2": ("US", "2024-06-01"),
    }  # fmt: skip
    found = {(r["benchmark"], r["model"]): r for r in scores}
    assert found["new quiz", "M2"]["score"] == 0.5
    assert not found["speech", "M1"]["higher_is_better"]
    assert found["speech", "M1"]["score"] == 0.125
    assert found["speech", "M2"]["score"] is None
    assert found["epoch capabilities index", "M1"]["unit"] == "points"
    assert any("new_quiz.csv is no known benchmark" in note for note in notes)


@pytest.mark.parametrize("files, said", [
    ({}, "holds no CSV file"),
    ({"a": ""}, "the file is empty"),
    ({"a": LIST}, "no rows"),
    ({"a": "Country,Papers\nUS,3\n"}, "no known kind of export"),
    ({"a": LIST.replace("Country (of", "Land (of") + ROW}, "'Country (from Organization)'"),
    ({"a": LIST.replace("Publication date", "Day") + ROW}, "lacks the column"),
    ({"a": LIST + ROW + ROW}, "stands in the list twice"),
    ({"a": LIST + ROW.replace("China", "Chyna")}, "no known country"),
    ({"a": LIST + ROW.replace("2024-05-01", "May 2024")}, "is no date"),
    ({"a": LIST + ROW.replace("2024-05-01", "2024-13-01")}, "month"),
    ({"a": LIST + ROW.replace("2024-05-01", "03-04-2024")}, "cannot be told"),
    ({"a": LIST + ROW.replace("2024-05-01", "31-04-2024").replace("M1", "M2")
      + ROW.replace("2024-05-01", "04-30-2024")}, "some with the month"),
    ({"a": LIST + ROW.replace("API access", "Leaked")}, "'Leaked' is none of"),
    ({"a": LIST + "M1,X\n"}, "2 cells for 6 columns"),
    ({"external_benchmark_mmlu": "id,Model version,Accuracy\n1,M1,3\n"}, "should stand in 'EM'"),
    ({"external_benchmark_mmlu": "id,Model version,EM\n1,M1,130%\n"}, "outside its scale"),
    ({"external_benchmark_mmlu": "id,Model version,EM\n1,M1,high\n"}, "is not a number"),
    ({"quiz": "Model version,Colour\nM1,red\n"}, "no column of scores"),
    ({"a": "Model,Model\nx,y\n"}, "given twice"),
])  # fmt: skip
def test_a_changed_file_stops_the_run(tmp_path, files, said):
    with pytest.raises(SourceMalformed) as error:
        epoch.read(written(tmp_path, **files))
    assert said in str(error.value)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_a_dropped_column_of_a_real_file_is_named(folder, tmp_path, vintage):
    """Whatever column a file is told apart by, its absence is an error that names the file."""
    needed = {
        "notable_2025-04": ("notable_ai_models_new.csv", "Country (from Organization)"),
        "open_model_trends": ("benchmarks_with_model_accessibility.csv", "Date"),
        "benchmark_stitching": ("model_versions.csv", "Version release date"),
    }
    file, column = needed[vintage]
    rows = printed(folder / vintage / file)
    with (tmp_path / file).open("w", encoding="utf-8", newline="") as handle:
        kept = [name for name in rows[0] if name != column]
        writer = csv.DictWriter(handle, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(SourceMalformed) as error:
        epoch.read(tmp_path)
    assert file in error.value.what
