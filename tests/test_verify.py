"""A run folder is verified: whatever was changed in it, or in its data, is found and named.

`ORSUPPORT_PLACES=200 pytest tests/test_verify.py` changes more places of each file.
`python tests/test_verify.py DATA RULES PLACES` does it with another data folder and prints what was tried and missed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

import orsupport as ors
from orsupport import folder
from orsupport.command import app
from orsupport.tables.raw import sha256_of
from orsupport.trace import saving
from orsupport.trace.arrays import ARRAYS, read_arrays, write_arrays
from orsupport.verification import verified
from orsupport.verification.changelog import SECTION, answers_since, changelog, versions

ROOT = Path(__file__).resolve().parent.parent
TINY = ROOT / "fixtures" / "tiny"
PLACES = int(os.environ.get("ORSUPPORT_PLACES", "10"))
FILES = [
    *(f"run/{name}" for name in ("run.json", "rules.toml", "inputs/results.csv", "inputs/schools.csv")),
    *(f"run/{name}.{kind}" for name in ("schools", "groups", "districts") for kind in ("csv", "parquet")),
    *("run/ratings.parquet", "run/cuts.parquet", "run/trace/arrays.parquet"),
    *("data/results.csv", "data/schools.csv"),
]
STATUSES = "school_year,school_id,student_group,status\n2023-24,101,all,tsi\n"


def made(place: Path, data: Path = TINY, rules: str = str(TINY / "rules.toml")) -> Path:
    """A place with a data folder and a run of it."""
    shutil.copytree(data, place / "data")
    ors.identify(ors.read(place / "data"), ors.rules(rules)).write(place / "run")
    return place


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return made(tmp_path)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def said(run: Path) -> Any:
    return json.loads((run / "run.json").read_text(encoding="utf-8"))


def say(run: Path, document: Any) -> None:
    (run / "run.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def only(found: ors.Verification) -> Any:
    (difference,) = found.differences
    return difference


def flips(data: bytes, places: int, draw: random.Random) -> Iterator[tuple[int, bytes]]:
    """The bytes with one bit of one byte flipped: the first, the middle and the last byte, and some drawn."""
    for at in sorted({0, len(data) // 2, len(data) - 1, *draw.sample(range(len(data)), min(places, len(data)))}):
        yield at, data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]


def missed(place: Path, name: str, places: int) -> tuple[int, list[str]]:
    """How many flips of a file were tried, and those that were not found, or not in that file."""
    file = place / name
    whole = file.read_bytes()
    named = str(file) if name.startswith("data/") else name.removeprefix("run/")
    data = place / "data" if name.startswith("data/") else None
    tried, wrong = 0, []
    for at, flipped in flips(whole, places, random.Random(name)):
        file.write_bytes(flipped)
        found = ors.verify(place / "run", data)
        tried += 1
        if named not in {difference.file for difference in found.differences} or not str(found):
            wrong.append(f"{name}, byte {at}: {[difference.file for difference in found.differences]}")
    file.write_bytes(whole)
    return tried, wrong


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_of_any_file_is_found_and_named(place: Path, name: str) -> None:
    tried, wrong = missed(place, name, PLACES)
    assert wrong == []
    assert tried >= min(PLACES, 10)


def test_every_file_of_a_run_and_its_data_is_among_those_that_are_flipped(place: Path) -> None:
    there = {path.relative_to(place).as_posix() for path in place.rglob("*.*") if path.is_file()}
    assert {name for name in there if name.startswith("run/")} == {name for name in FILES if name.startswith("run/")}


def test_a_sound_run_is_the_same(place: Path) -> None:
    found = ors.verify(place / "run", place / "data")
    assert found.same
    assert str(found).endswith("run: 13 files, 2 tables of the data: all the same.")


def test_a_run_of_frames_is_the_same_when_it_is_worked_out_from_what_was_kept(tmp_path: Path) -> None:
    schools, results = (pd.read_csv(TINY / f"{name}.csv", dtype=str) for name in ("schools", "results"))
    ors.identify(ors.read(schools=schools, results=results), ors.rules(TINY / "rules.toml")).write(tmp_path / "run")
    assert str(ors.verify(tmp_path / "run")).endswith("13 files: all the same.")


def test_a_run_of_an_earlier_year_outside_the_era_is_the_same(tmp_path: Path) -> None:
    run = ors.identify(ors.read(TINY), ors.rules(TINY / "rules.toml"), "2022-23", any_year=True)
    run.write(tmp_path / "run")
    assert ors.verify(tmp_path / "run").same


def test_a_changed_cell_of_an_output_is_named_with_both_values(place: Path) -> None:
    edit(
        place / "run" / "schools.csv",
        "Six High,10,Riverbend SD 9,high,yes,CSI",
        "Six High,10,Riverbend SD 9,high,yes,TSI",
    )
    difference = only(ors.verify(place / "run"))
    assert difference.to_dict() == {
        "file": "schools.csv",
        "says": "was changed after it was written",
        "other": "worked out anew",
        "cells": [{"row": 3, "key": {"school_id": "102"}, "column": "outcome", "stands": "TSI", "other": "CSI"}],
        "more": 0,
    }


def test_a_changed_value_in_parquet_is_named_though_its_checksum_was_changed_with_it(place: Path) -> None:
    file = place / "run" / "schools.parquet"
    table = pyarrow.parquet.ParquetFile(file).read()
    outcomes = ["TSI", *table["outcome"].to_pylist()[1:]]
    pyarrow.parquet.write_table(table.set_column(6, "outcome", [outcomes]), file)
    document = said(place / "run")
    next(entry for entry in document["outputs"] if entry["name"] == file.name)["sha256"] = sha256_of(file)
    say(place / "run", document)
    difference = only(ors.verify(place / "run"))
    assert difference.says == "is as it was written, but not what is worked out anew"
    assert difference.cells == ((1, ("101",), "outcome", "TSI", "CSI"),)


def test_other_bytes_of_the_same_values_are_sound_where_run_json_has_their_checksum(place: Path) -> None:
    """As another version of the libraries beneath writes them."""
    run, document = place / "run", said(place / "run")
    for entry in document["outputs"]:
        if entry["name"].endswith(".parquet"):
            table = pyarrow.parquet.ParquetFile(run / entry["name"]).read()
            pyarrow.parquet.write_table(table, run / entry["name"], compression="zstd")
            entry["sha256"] = sha256_of(run / entry["name"])
    arrays = run / "trace" / ARRAYS
    pyarrow.parquet.write_table(pyarrow.parquet.ParquetFile(arrays).read(), arrays, compression="none")
    before = ors.verify(run)
    assert "its bytes are not those that were written; its values are the same" in str(before)
    document["trace"][0]["sha256"] = sha256_of(arrays)
    say(run, document)
    assert ors.verify(run).same


def test_rows_that_were_taken_out_added_or_moved_are_named(place: Path) -> None:
    file = place / "run" / "schools.csv"
    names, one, two, *others = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([names, two, *others]), encoding="utf-8")
    assert [cell[:4] for cell in only(ors.verify(place / "run")).cells] == [(None, ("101",), "", "(not there)")]
    file.write_text("".join([names, one, two, one.replace("101", "901"), *others]), encoding="utf-8")
    cell = only(ors.verify(place / "run")).cells[0]
    assert (cell.row, cell.key, cell.other) == (4, ("901",), "(not there)")
    file.write_text("".join([names, two, one, *others]), encoding="utf-8")
    assert only(ors.verify(place / "run")).says.endswith("the rows stand in another order")


def test_no_more_than_twenty_cells_of_a_file_are_listed_and_the_others_counted(place: Path) -> None:
    file = place / "run" / "groups.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",no", ",yes"), encoding="utf-8")
    difference = only(ors.verify(place / "run"))
    assert len(difference.cells) == 20
    assert f"and {difference.more} more" in str(difference)


def test_files_that_are_missing_or_do_not_belong_to_a_run_are_said(place: Path) -> None:
    (place / "run" / "cuts.parquet").unlink()
    (place / "run" / "inputs" / "notes.txt").write_text("n", encoding="utf-8")
    found = {difference.file: difference.says for difference in ors.verify(place / "run").differences}
    assert found == {"cuts.parquet": "is missing", "inputs/notes.txt": "does not belong to the run"}


def test_what_file_managers_leave_in_a_run_folder_is_no_difference(place: Path) -> None:
    for each in ("run", "run/inputs"):
        (place / each / ".DS_Store").write_bytes(b"0")
    assert not ors.verify(place / "run").differences


def test_a_file_or_a_folder_that_does_not_belong_is_counted_and_named(place: Path) -> None:
    (place / "run" / "notes.txt").write_text("n", encoding="utf-8")
    (place / "run" / "mine" / "inner").mkdir(parents=True)
    found = ors.verify(place / "run")
    assert "run: 14 files: 2 of them not the same." in str(found)
    assert found.differences[-1].file == "mine/inner/"
    assert found.differences[-1].says == "is an empty folder that does not belong to the run"


def test_changed_rules_come_before_what_follows_from_them(place: Path) -> None:
    edit(place / "run" / "rules.toml", "{ value = 67, unit", "{ value = 12, unit")
    files = [difference.file for difference in ors.verify(place / "run").differences]
    assert files[0] == "rules.toml"
    assert {"run.json", "schools.csv"} <= set(files[1:])


def test_a_changed_value_of_the_trace_is_named_by_its_place_in_words(place: Path) -> None:
    arrays = place / "run" / "trace" / ARRAYS
    kept = read_arrays(arrays)
    kept["open"] = np.array([*kept["open"][:3], not kept["open"][3], *kept["open"][4:]])
    write_arrays(kept, arrays)
    (cell,) = only(ors.verify(place / "run")).cells
    assert cell.column == f"open, value 4 of {kept['open'].size}: the only one that differs"


def test_a_changed_cell_is_named_also_where_its_column_has_another_type(place: Path) -> None:
    file = place / "run" / "schools.parquet"
    table = pyarrow.parquet.ParquetFile(file).read()
    outcomes = pa.array(["TSI", *table["outcome"].to_pylist()[1:]], pa.large_string())
    pyarrow.parquet.write_table(table.set_column(6, "outcome", outcomes), file)
    difference = only(ors.verify(place / "run"))
    assert "its columns are not those: outcome is large_string, not string" in difference.says
    assert difference.cells == ((1, ("101",), "outcome", "TSI", "CSI"),)


def test_the_data_of_another_state_are_called_so_in_one_sentence(place: Path) -> None:
    found = {Path(each.file).name: each for each in ors.verify(place / "run", ROOT / "fixtures" / "hour").differences}
    assert "its columns are not those: it " in found["schools.csv"].says
    assert not found["schools.csv"].cells
    results = pd.read_csv(place / "data" / "results.csv", dtype=str)
    results.assign(school_id="9" + results["school_id"]).to_csv(place / "data" / "results.csv", index=False)
    difference = only(ors.verify(place / "run", place / "data"))
    assert difference.says.endswith("is it another State's?")
    assert not difference.cells


def test_what_stands_in_the_place_of_a_file_and_is_none_is_said(place: Path) -> None:
    for name, made in (("schools.csv", lambda file: file.symlink_to("nowhere")), ("cuts.parquet", os.mkfifo)):
        (place / "run" / name).unlink()
        made(place / "run" / name)
    found = {difference.file: difference.says for difference in ors.verify(place / "run").differences}
    assert found == {"cuts.parquet": "is no file", "schools.csv": "is no file"}


def test_a_table_put_into_the_inputs_is_said_with_the_answers_that_it_would_change(place: Path) -> None:
    (place / "run" / "inputs" / "statuses.csv").write_text(STATUSES, encoding="utf-8")
    found = ors.verify(place / "run")
    assert "inputs/statuses.csv: is not among the inputs that run.json lists" in str(found)
    assert "Its inputs or rules are not those that were read" in str(found)


def test_a_changed_input_is_said_with_the_outputs_that_then_differ(place: Path) -> None:
    edit(place / "run" / "inputs" / "schools.csv", "Exactly 67 High", "Exactly 68 High")
    found = ors.verify(place / "run")
    files = [difference.file for difference in found.differences]
    assert files == ["inputs/schools.csv", "schools.csv", "schools.parquet"]
    assert found.differences[1].cells == ((7, ("106",), "school_name", "Exactly 67 High", "Exactly 68 High"),)


def test_with_the_data_a_changed_input_is_named_by_cell(place: Path) -> None:
    edit(place / "run" / "inputs" / "schools.csv", "Exactly 67 High", "Exactly 68 High")
    found = ors.verify(place / "run", place / "data")
    (changed,) = [difference for difference in found.differences if difference.file == "inputs/schools.csv"]
    assert changed.cells == ((7, ("106",), "school_name", "Exactly 68 High", "Exactly 67 High"),)
    assert changed.against == "in the data"


def test_a_corrected_cell_of_the_data_is_named_with_what_was_read(place: Path) -> None:
    file = place / "data" / "results.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[4].startswith("2024-25,101,all,math_achievement,,40,")
    met = lines[4].split(",")[6]
    file.write_text("\n".join([*lines[:4], lines[4].replace(f",40,{met}", ",40,7"), *lines[5:], ""]), encoding="utf-8")
    difference = only(ors.verify(place / "run", place / "data"))
    assert difference.file == str(file)
    assert difference.cells == ((5, ("2024-25", "101", "all", "math_achievement"), "met", "7", met),)
    assert difference.against == "as read"


def test_a_table_of_the_data_that_is_gone_new_or_in_another_format_is_said(place: Path) -> None:
    data = place / "data"
    (data / "overrides.csv").write_text("school_id,district_id,outcome,reason,authority,date\n", encoding="utf-8")
    (data / "results.csv").rename(data / "kept-results.csv")
    pd.read_csv(data / "schools.csv", dtype=str).to_parquet(data / "schools.parquet")
    (data / "schools.csv").unlink()
    found = {Path(each.file).name: each.says for each in ors.verify(place / "run", data).differences}
    assert found == {
        "results.csv": "is not there any more",
        "schools.parquet": "is in another format: the run read schools.csv",
        "overrides.csv": "was not there when the run was made",
    }


def test_a_changed_line_of_rules_that_are_shipped_is_named(tmp_path: Path) -> None:
    place = made(tmp_path, TINY, "oregon-2023")
    edit(place / "run" / "rules.toml", "grad_floor ", "grad_flour ")
    found = ors.verify(place / "run")
    changed = [difference for difference in found.differences if difference.file == "rules.toml"]
    assert [difference.against for difference in changed if difference.cells] == ["oregon-2023"]
    ((number, _, _, stands, other),) = changed[-1].cells
    assert stands == other.replace("grad_floor ", "grad_flour ")
    assert other == (ROOT / "rules" / "oregon-2023.toml").read_text(encoding="utf-8").splitlines()[number - 1]


def test_rules_and_inputs_that_cannot_be_used_any_more_are_said_together(place: Path) -> None:
    (place / "run" / "rules.toml").write_text("[", encoding="utf-8")
    (place / "run" / "inputs" / "results.csv").write_text("school_id\n1\n", encoding="utf-8")
    (place / "run" / "schools.csv").write_text("", encoding="utf-8")
    found = ors.verify(place / "run")
    assert {"rules.toml", "inputs/results.csv", "schools.csv"} == {difference.file for difference in found.differences}
    assert "It cannot be worked out anew" in str(found)


def test_a_year_that_the_results_do_not_have_is_said_of_run_json(place: Path) -> None:
    say(place / "run", said(place / "run") | {"school_year": "2031-32"})
    assert only(ors.verify(place / "run")).says == "school_year: no row of the results is of 2031-32"


def test_a_run_json_that_is_no_json_is_said_with_the_line(place: Path) -> None:
    edit(place / "run" / "run.json", '"partial": false', '"partial": falze')
    difference = only(ors.verify(place / "run"))
    assert difference.says.startswith("is no JSON (Expecting value, line ")
    assert [cell.other for cell in difference.cells] == [' "partial": false,']


@pytest.mark.parametrize("says", ["", "[]", "null", '"x"', "{}", "[" * 100_000, '{"outputs": [1, {"name": 2}]}'])
def test_a_run_json_that_says_nothing_of_a_run_is_said(place: Path, says: str) -> None:
    (place / "run" / "run.json").write_text(says, encoding="utf-8")
    assert "run.json" in {difference.file for difference in ors.verify(place / "run").differences}


def written_by(version: str, place: Path, monkeypatch: pytest.MonkeyPatch, log: str) -> Path:
    """The run, written anew as by another version; the changelog that verifies it says `log`."""
    with monkeypatch.context() as other:
        other.setattr(folder, "VERSION", version)
        other.setattr(saving, "VERSION", version)
        ors.identify(ors.read(TINY), ors.rules(TINY / "rules.toml")).write(place / "run")
    monkeypatch.setattr(verified, "changelog", lambda: log)
    return place / "run"


LOG = f"# Changes\n\n## 0.1.0\n\n{SECTION}\n\n* More is unsure.\n\n### Else\n\n* No more.\n\n## 0.0.9\n\n* First.\n"


def test_another_version_is_said_with_what_the_changelog_says_of_answers_since(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ors.verify(written_by("0.0.9", place, monkeypatch, LOG))
    assert found.same
    assert found.to_dict()["version"] == {
        "verifies": "0.1.0",
        "run": "0.0.9",
        "answers_since": ["0.1.0: More is unsure."],
    }
    assert "* 0.1.0: More is unsure." in str(found)


def test_a_version_that_was_changed_in_run_json_is_found(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = written_by("0.0.9", place, monkeypatch, LOG + "\n## 0.0.8\n")
    edit(run / "run.json", '"0.0.9"', '"0.0.8"')
    assert only(ors.verify(run)).cells == ((None, (), "orsupport", "0.0.8", "0.0.9"),)


def test_a_version_that_the_changelog_has_not_is_found(place: Path) -> None:
    edit(place / "run" / "run.json", '"0.1.0"', '"0.9.0"')
    found = ors.verify(place / "run")
    assert only(found).cells == ((None, (), "orsupport", "0.9.0", "0.1.0"),)
    assert "a version that the changelog of 0.1.0, which verifies, has not" in str(found)


def test_the_changelog_is_read_as_contributing_says() -> None:
    assert ors.VERSION in versions(changelog())
    assert answers_since(changelog(), "0.0.1", ors.VERSION)
    assert answers_since(changelog(), ors.VERSION, ors.VERSION) == []
    assert f"`{SECTION}`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert '"CHANGELOG.md" = "orsupport/CHANGELOG.md"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("of", "code"), [("sound", 0), ("changed", 1), ("no run", 2), ("no data", 2)])
def test_the_exit_code_tells_a_sound_run_from_a_changed_one_and_from_none(place: Path, of: str, code: int) -> None:
    given = ["verify", str(place / "run"), "--json"]
    if of == "changed":
        edit(place / "run" / "districts.csv", "Primary", "primary")
    if of == "no run":
        given[1] = str(place / "data")
    if of == "no data":
        given += ["--data", str(place / "nowhere")]
    result = CliRunner().invoke(app, given)
    if code == 2:
        assert isinstance(result.exception, ors.InputError)
        assert str(result.exception).startswith("Nothing to verify.")
    else:
        assert result.exit_code == code
        assert json.loads(result.stdout)["same"] is (code == 0)


def main(data: Path, rules: str, places: int) -> None:
    """Flip bits in every file of a run of the data, and of the data, and print what was tried and missed."""
    with tempfile.TemporaryDirectory() as work:
        place = made(Path(work), data, rules)
        files = [path.relative_to(place).as_posix() for path in sorted(place.rglob("*")) if path.is_file()]
        read = {path.name for path in (place / "run" / "inputs").iterdir()}
        tried = wrong = 0
        for name in [name for name in files if name.startswith("run/") or Path(name).name in read]:
            count, unnamed = missed(place, name, places)
            print(f"{name}: {count} tried, {len(unnamed)} missed", *unnamed, sep="\n  ", flush=True)
            tried, wrong = tried + count, wrong + len(unnamed)
        print(f"{tried} tried, {wrong} missed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
