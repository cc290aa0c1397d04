"""What changed between two runs, and why: planted causes are named, and the causes add up to the changes."""

import json
import os
import shutil
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import orsupport as ors
from made_up import NEW_KINDS, cases
from orsupport.command import app
from orsupport.comparison.answered import ABSENT, Place, states_of
from orsupport.comparison.causes import causes
from orsupport.comparison.sentences import sentence
from orsupport.comparison.words import cut_text, many
from orsupport.version import VERSION
from test_rated_districts import TENNESSEE, TENNESSEE_RESULTS, folder
from twin import data_of, holds_something

HERE = Path(__file__).resolve().parent
TINY = HERE.parent / "fixtures" / "tiny"
STATE = HERE.parent / "fixtures" / "oregon-like"
EXAMPLES = int(os.environ.get("ORSUPPORT_EXAMPLES", "40"))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
Edit = Callable[[Path], None]
Row = dict[str, Any]


# Planted causes, each a change to a data folder with its rules file beside it.


def cell(school: str, group: str, indicator: str, met: int, table: str = "results") -> Edit:
    """The students who met the bar in 2024-25."""

    def edit(folder: Path) -> None:
        if (folder / f"{table}.csv").exists():
            lines = (folder / "results.csv").read_text().splitlines()
            key = f"2024-25,{school},{group},{indicator},"
            [row] = [place for place, line in enumerate(lines) if line.startswith(key)]
            cells = lines[row].split(",")
            cells[lines[0].split(",").index("met")] = str(met)
            lines[row] = ",".join(cells)
            (folder / "results.csv").write_text("\n".join(lines) + "\n")
            return
        results = pa.parquet.read_table(folder / "results.parquet")
        rows = results.to_pydict()
        keys = zip(rows["school_year"], rows["school_id"], rows["student_group"], rows["indicator"], strict=True)
        row = [*keys].index(("2024-25", school, group, indicator))
        rows["met"][row] = met
        place = results.column_names.index("met")
        column = pa.chunked_array([pa.array(rows["met"], results.schema.field("met").type)])
        pa.parquet.write_table(results.set_column(place, "met", column), folder / "results.parquet")

    return edit


def number(name: str, value: float) -> Edit:
    def edit(folder: Path) -> None:
        lines = (folder / "rules.toml").read_text().splitlines()
        [row] = [place for place, line in enumerate(lines) if line.startswith(f"{name} ")]
        before, _, after = lines[row].partition("value = ")
        lines[row] = f"{before}value = {value}{after[after.index(',') :]}"
        (folder / "rules.toml").write_text("\n".join(lines) + "\n")

    return edit


def decided(school: str, outcome: str) -> Edit:
    def edit(folder: Path) -> None:
        head = "school_id,district_id,outcome,reason,authority,date\n"
        file = folder / "overrides.csv"
        text = file.read_text() if file.exists() else head
        file.write_text(f"{text}{school},,{outcome},Visited,The Director,2025-10-01\n")

    return edit


@pytest.fixture
def plant(tmp_path: Path) -> Callable[..., Path]:
    """A data folder with its rules as `rules.toml`, and edits made to it."""

    def planted(name: str, source: Path, rules: Path, *edits: Edit) -> Path:
        folder = tmp_path / name
        shutil.copytree(source, folder)
        shutil.copyfile(rules, folder / "rules.toml")
        for edit in edits:
            edit(folder)
        return folder

    return planted


def run_of(folder: Path, year: str = "2024-25") -> ors.Run:
    return ors.identify(ors.read(folder), ors.rules(folder / "rules.toml"), year)


def changes(found: Row) -> dict[str, Row]:
    return {each["id"]: each for each in found["changes"] if each["of"] == "school"}


def adds_up(found: Row, first: ors.Run, second: ors.Run) -> None:
    """Every change is counted under one cause, and every answer that differs is a change."""
    before, after = (states_of(run.table("schools"), run.table("districts"), run.rules) for run in (first, second))
    differ = {place for place in {*before, *after} if before.get(place, ABSENT) != after.get(place, ABSENT)}
    assert {Place(each["of"], each["id"]) for each in found["changes"]} == differ
    assert len(found["changes"]) == len(differ)
    assert sum(each["schools"] + each["districts"] for each in found["causes"]) == len(differ)
    assert sum(found["kinds"].values()) == len(differ)
    there = {each["component"] for each in found["differing"]} | {"version"}
    assert all({*way} <= there for each in found["changes"] for way in each["cause"])


# The ten schools of fixtures/tiny

PLANTED = {
    "data": (
        cell("104", "hispanic_latino", "math_achievement", 8),
        cell("104", "hispanic_latino", "ela_achievement", 9),
    ),
    "rules": (number("grad_floor", 70),),
    "overrides": (decided("109", "TSI"),),
}
CAUSED = {"104": "data", "106": "rules", "107": "rules", "109": "overrides"}


@pytest.mark.parametrize("causes_planted", [["data"], ["rules"], ["overrides"], ["data", "rules", "overrides"]])
def test_each_planted_cause_is_named_singly_and_together(plant: Callable[..., Path], causes_planted: list[str]) -> None:
    edits = [edit for name in causes_planted for edit in PLANTED[name]]
    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    second = run_of(plant("b", TINY, TINY / "rules.toml", *edits))
    found = ors.compare(first, second).to_dict()
    adds_up(found, first, second)
    assert [each["component"] for each in found["differing"]] == causes_planted
    expected = {school: [[name]] for school, name in CAUSED.items() if name in causes_planted}
    assert {school: each["cause"] for school, each in changes(found).items()} == expected


def test_a_corrected_cell_is_named_with_its_row_its_column_and_both_values(plant: Callable[..., Path]) -> None:
    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    noise = cell("101", "all", "math_achievement", 9)
    second = run_of(plant("b", TINY, TINY / "rules.toml", *PLANTED["data"], noise))
    change = changes(ors.compare(first, second).to_dict())["104"]
    [why] = change["why"]
    assert why["smallest"]
    said = [
        (row["row"]["school_id"], row["row"]["student_group"], row["row"]["indicator"], row["cells"])
        for row in why["differences"]
    ]
    assert said == [
        ("104", "hispanic_latino", "ela_achievement", [{"column": "met", "from": 4, "to": 9}]),
        ("104", "hispanic_latino", "math_achievement", [{"column": "met", "from": 2, "to": 8}]),
    ]
    assert change["kind"] == "went off the list"
    assert "Not Title I Elementary (104) went off the list" in change["sentence"]
    assert "students who met the bar" in change["sentence"]


def test_only_the_number_that_moved_an_answer_is_named(plant: Callable[..., Path]) -> None:
    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    edits = (number("grad_floor", 70), number("goal_90", 91), number("primary_number", 4))
    second = run_of(plant("b", TINY, TINY / "rules.toml", *edits))
    found = ors.compare(first, second).to_dict()
    for school in ("106", "107"):
        [why] = changes(found)[school]["why"]
        [entry] = why["differences"]
        assert entry["keys"] == [{"path": "number.grad_floor.value", "from": 67, "to": 70}]
        assert why["smallest"]


def test_a_clause_that_was_changed_is_named_as_it_reads(plant: Callable[..., Path]) -> None:
    def loosened(folder: Path) -> None:
        text = (folder / "rules.toml").read_text()
        (folder / "rules.toml").write_text(text.replace("graduation_4yr < grad_floor", "graduation_4yr <= grad_floor"))

    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    second = run_of(plant("b", TINY, TINY / "rules.toml", loosened))
    found = changes(ors.compare(first, second).to_dict())
    key = {"path": "rule.low_graduation.all", "from": ["graduation_4yr < grad_floor"]}
    assert found
    for each in found.values():
        [entry] = each["why"][0]["differences"]
        assert entry["keys"] == [key | {"to": ["graduation_4yr <= grad_floor"]}]


def test_two_causes_that_each_alone_would_have_done_it_are_said_so_and_counted_once(
    plant: Callable[..., Path],
) -> None:
    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    second = run_of(plant("b", TINY, TINY / "rules.toml", number("grad_floor", 70), decided("106", "CSI")))
    found = ors.compare(first, second).to_dict()
    adds_up(found, first, second)
    change = changes(found)["106"]
    # by the rules it has the status CSI beside the outcome; the decision gives the outcome alone
    assert change["cause"] == [["rules"]]
    edits = (cell("106", "all", "graduation_4yr", 0), number("grad_floor", 70))
    second = run_of(plant("c", TINY, TINY / "rules.toml", *edits))
    found = ors.compare(first, second).to_dict()
    adds_up(found, first, second)
    assert changes(found)["106"]["cause"] == [["data"], ["rules"]]
    assert "each of the two alone would have done it" in changes(found)["106"]["sentence"]


def test_two_causes_that_only_do_it_together_are_one_cause(plant: Callable[..., Path]) -> None:
    """A rate that falls from 69.3 to 68.0, and a floor that rises from 67 to 69."""
    high, lower = (cell("106", "all", "graduation_4yr", met) for met in (75, 71))
    first = run_of(plant("a", TINY, TINY / "rules.toml", high))
    second = run_of(plant("b", TINY, TINY / "rules.toml", lower, number("grad_floor", 69)))
    found = ors.compare(first, second).to_dict()
    adds_up(found, first, second)
    change = changes(found)["106"]
    assert change["cause"] == [["data", "rules"]]
    assert {each["component"] for each in change["why"][0]["differences"]} == {"data", "rules"}
    assert change["why"][0]["smallest"]
    assert "together" in change["sentence"]


def test_of_mixtures_the_smallest_that_lasts_is_the_cause() -> None:
    """Data alone give the new answer, data with the rules do not; the decision gives it whatever else is there."""
    place, old, new = Place("school", "1"), *(type(ABSENT)(name) for name in ("not identified", "CSI"))
    answers = {
        (): {place: old},
        ("data",): {place: new},
        ("rules",): {place: old},
        ("overrides",): {place: new},
        ("data", "rules"): {place: old},
        ("data", "overrides"): {place: new},
        ("rules", "overrides"): {place: new},
        ("data", "rules", "overrides"): {place: new},
    }
    assert causes(place, new, answers) == [("overrides",)]
    cannot_run = answers | {("overrides",): None, ("data",): None}
    assert causes(place, new, cannot_run) == [("data", "overrides"), ("rules", "overrides")]


def test_the_year_brings_its_results_with_it(plant: Callable[..., Path]) -> None:
    folder = plant("a", TINY, TINY / "rules.toml")
    first, second = run_of(folder, "2023-24"), run_of(folder)
    found = ors.compare(first, second).to_dict()
    adds_up(found, first, second)
    assert {str(each["cause"]) for each in found["changes"]} == {"[['year']]"}
    lines = (folder / "results.csv").read_text().splitlines()
    earlier = [line for line in lines if not line.startswith("2024-25")]
    (folder / "results.csv").write_text("\n".join(earlier) + "\n")
    without = run_of(folder, "2023-24")
    assert ors.compare(without, second).to_dict()["changes"] == found["changes"]


def test_a_school_that_only_one_run_has_is_a_change(plant: Callable[..., Path]) -> None:
    def gone(folder: Path) -> None:
        for name in ("schools", "results"):
            lines = (folder / f"{name}.csv").read_text().splitlines()
            place = lines[0].split(",").index("school_id")
            kept = [line for line in lines if line.split(",")[place] != "101"]
            (folder / f"{name}.csv").write_text("\n".join(kept) + "\n")

    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    second = run_of(plant("b", TINY, TINY / "rules.toml", gone))
    kinds = (
        (first, second, "only in the first run", "removed"),
        (second, first, "only in the second run", "added"),
    )
    for one, other, kind, kind_of_row in kinds:
        found = ors.compare(one, other).to_dict()
        adds_up(found, one, other)
        change = changes(found)["101"]
        assert change["kind"] == kind
        rows = change["why"][0]["differences"]
        assert {each["row"]["school_id"] for each in rows} == {"101"}
        assert [each["how"] for each in rows if each["table"] == "schools"] == [kind_of_row]


def test_rules_that_need_the_other_data_are_coupled_with_them(plant: Callable[..., Path]) -> None:
    """No mixture can be run in which the rules ask for what only the other data have."""

    def renamed(folder: Path) -> None:
        for name in ("results.csv", "rules.toml"):
            text = (folder / name).read_text()
            for old in ("ela_", "math_", "elp_", "regular_", "ninth_", "graduation_4yr"):
                text = text.replace(old, f"new_{old}")
            (folder / name).write_text(text)

    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    second = run_of(plant("b", TINY, TINY / "rules.toml", renamed, number("grad_floor", 70)))
    found = ors.compare(first, second).to_dict()
    adds_up(found, first, second)
    assert [each["of"] for each in found["mixtures"] if not each["runs"]] == [["data"], ["rules"]]
    assert {str(each["cause"]) for each in found["changes"]} == {"[['data', 'rules']]"}


def test_texts_and_sources_change_nothing_and_are_listed_apart(plant: Callable[..., Path]) -> None:
    def reworded(folder: Path) -> None:
        text = (folder / "rules.toml").read_text()
        (folder / "rules.toml").write_text(text.replace('label  = "Level"', 'label  = "Step"'))

    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    found = ors.compare(first, run_of(plant("b", TINY, TINY / "rules.toml", reworded))).to_dict()
    assert not found["changes"]
    assert not found["differing"]
    assert found["without_effect"]["rules"] == ["measure.level.label"]


def rewritten(run: Path, school: str, outcome: str, version: str, name: str = "schools.parquet") -> None:
    """A run folder with another outcome in its table, and checksums that agree with it."""
    schools = pa.parquet.read_table(run / name)
    place = schools.column_names.index("outcome")
    outcomes = [outcome if each == school else old for each, old in _pairs(schools)]
    pa.parquet.write_table(schools.set_column(place, "outcome", pa.array(outcomes)), run / name)
    said = json.loads((run / "run.json").read_text())
    said["orsupport"] = version
    for entry in said["outputs"]:
        if entry["name"] == name:
            entry["sha256"] = sha256((run / name).read_bytes()).hexdigest()
    (run / "run.json").write_text(json.dumps(said))


def test_an_answer_that_only_an_earlier_version_gave_is_the_versions(
    plant: Callable[..., Path], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    run_of(plant("a", TINY, TINY / "rules.toml")).write(first)
    run_of(plant("b", TINY, TINY / "rules.toml", *PLANTED["rules"])).write(second)
    rewritten(first, "106", "TSI", "0.0.9")
    compared = ors.compare(first, second)
    found = compared.to_dict()
    assert changes(found)["106"]["cause"] == [["version"]]
    assert changes(found)["107"]["cause"] == [["rules"]]
    assert found["computed_anew"] == {"first": 1, "second": 0}
    assert "answers 1 school or district otherwise than its own tables" in str(compared)
    assert sum(each["schools"] + each["districts"] for each in found["causes"]) == len(found["changes"])


def test_an_answer_that_this_version_wrote_and_does_not_give_is_a_damaged_run(
    plant: Callable[..., Path], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    run_of(plant("a", TINY, TINY / "rules.toml")).write(first)
    run_of(plant("b", TINY, TINY / "rules.toml", *PLANTED["rules"])).write(second)
    rewritten(second, "106", "TSI", VERSION)
    with pytest.raises(ors.InputError) as refused:
        ors.compare(first, second)
    [problem] = refused.value.problems
    assert problem.table == str(second)
    assert "the run folder is damaged; orsupport verify says more" in problem.problem


def test_each_damaged_run_folder_is_named(plant: Callable[..., Path], tmp_path: Path) -> None:
    runs = [tmp_path / name for name in ("first", "second")]
    for run in runs:
        run_of(plant(f"data of {run.name}", TINY, TINY / "rules.toml")).write(run)
        with (run / "schools.csv").open("a") as file:
            file.write("\n")
    with pytest.raises(ors.InputError) as refused:
        ors.compare(*runs)
    assert [problem.table for problem in refused.value.problems] == [str(run / "schools.csv") for run in runs]
    assert "The runs cannot be compared. 2 problems" in str(refused.value)


def test_after_a_decision_the_outcome_stands_first_and_the_rules_answers_are_called_so(
    plant: Callable[..., Path],
) -> None:
    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    second = run_of(plant("b", TINY, TINY / "rules.toml", decided("102", "not identified")))
    compared = ors.compare(first, second)
    change = changes(compared.to_dict())["102"]
    assert "CSI (also TSI) before, not identified (by the rules: CSI and TSI) now" in change["sentence"]
    assert change["to"] == {
        "answer": "not identified",
        "statuses": {"CSI": "yes", "TSI": "yes"},
        "decided": True,
        "by_rules": "CSI",
    }
    assert not change["from"]["decided"]
    unjudged = run_of(plant("c", TINY, TINY / "rules.toml", decided("109", "TSI")))
    said = changes(ors.compare(first, unjudged).to_dict())["109"]["sentence"]
    assert "not judged before, TSI (by the rules: not judged) now" in said
    lines = [" ".join(line.split()) for line in str(compared).splitlines()]
    after, by_rules = lines.index("outcome, after decisions"), lines.index("by the rules, each that holds")
    assert "CSI 3 2" in lines[after:by_rules]
    assert "CSI 3 3" in lines[by_rules:]


def test_a_decision_against_what_the_rules_say_of_a_district_says_so(plant: Callable[..., Path]) -> None:
    def no_tier(folder: Path) -> None:
        head = "school_id,district_id,outcome,reason,authority,date\n"
        (folder / "overrides.csv").write_text(f"{head},10,no tier,Visited,The Director,2025-10-01\n")

    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    tiers = dict(zip(first.districts["district_id"], first.districts["tier"], strict=True))
    second = run_of(plant("b", TINY, TINY / "rules.toml", no_tier))
    [change] = ors.compare(first, second).to_dict()["changes"]
    assert f"no tier (by the rules: {tiers['10']}) now" in change["sentence"]


def test_what_two_years_share_is_said_once_and_a_schools_own_levels_come_first(plant: Callable[..., Path]) -> None:
    folder = plant("a", TINY, TINY / "rules.toml")
    compared = ors.compare(run_of(folder, "2023-24"), run_of(folder))
    printed = str(compared)
    assert printed.count("with the results and statuses that came with it") == 1
    assert "Called A below: the school year is 2024-25" in printed
    assert "Cause: the school year (A)." in printed
    moved = [each for each in compared.to_dict()["changes"] if each["why"][0]["moved"].get("levels")]
    assert moved
    for each in moved:
        said = each["sentence"]
        assert "The school year is" in said  # a sentence by itself says everything
        assert said.index(each["why"][0]["moved"]["levels"][0]["label"]) < said.index("The school year is")


def test_of_differences_that_were_not_narrowed_down_rules_and_data_are_both_named() -> None:
    rows = {"table": "results", "how": "changed", "cells": [{"column": "met", "from": 1, "to": 2}], "same": {}}
    key = {"school_id": "7", "student_group": "all", "indicator": "math", "school_year": "2024-25"}
    entry = {"component": "rules", "entry": "number.floor", "label": "", "unit": "", "how": "added", "keys": []}
    why = {
        "components": ["data", "rules"],
        "differences": [{"component": "data", "row": key | {"school_id": str(each)}} | rows for each in range(20)]
        + [entry] * 5,
        "more_differences": 133_300,
        "more": {"results": 133_296, "schools": 1, "rules": 3},
        "smallest": False,
        "moved": {},
    }
    state = {"answer": "CSI", "statuses": {}, "decided": False, "by_rules": "CSI"}
    about = {"of": "school", "name": "Fir", "kind": "came on the list", "cause": [["data", "rules"]]}
    said = sentence(about | {"id": "7", "from": state, "to": state, "why": [why]}, {"math": "Mathematics"})
    assert "together. Mathematics, all students, 2024-25: students who met the bar 2, before 1;" in said
    assert "in the rules, the number floor was added" in said
    assert "and 133,313 more rows of results, 1 more row of schools, 5 more entries of the rules." in said


def test_schools_of_another_state_are_counted_by_district(plant: Callable[..., Path]) -> None:
    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    rules = HERE.parent / "rules" / "oregon-2023.toml"
    compared = ors.compare(first, run_of(plant("b", STATE, rules)), most_reruns=6)
    printed = str(compared).splitlines()
    [listed] = [line for line in printed if line.startswith("  Anvilcote SD 174 (274), ")]
    assert listed.endswith("only in the second run: Primary; 56 schools (5 CSI, 26 TSI, 25 not identified)")
    assert len(printed) < 300
    assert len(compared.to_dict()["changes"]) > 1_400


def test_numbers_and_cuts_read_as_people_write_them() -> None:
    assert [many(number, "school") for number in (0, 1, 1_260)] == ["0 schools", "1 school", "1,260 schools"]
    assert many(2, "entry of the rules", more=True) == "2 more entries of the rules"
    cut = {"indicator": "math", "label": "Mathematics", "student_group": "all", "schools_of": "", "level": "2"}
    assert cut_text(cut | {"from": [41.0, 41.0], "to": [None, None]}) == (
        "level 2 of Mathematics has no beginning, before 41"
    )
    assert cut_text(cut | {"to": [41.0, 41.5], "from": [None, None]}) == (
        "level 2 of Mathematics begins at 41 to 41.5, before it had no beginning"
    )


def _pairs(schools: pa.Table) -> list[tuple[str, str]]:
    return [*zip(schools["school_id"].to_pylist(), schools["outcome"].to_pylist(), strict=True)]


def test_the_bound_of_reruns_is_kept_and_said(plant: Callable[..., Path]) -> None:
    first = run_of(plant("a", TINY, TINY / "rules.toml"))
    noise = [cell(str(school), "all", "math_achievement", 9) for school in (101, 102, 104)]
    second = run_of(plant("b", TINY, TINY / "rules.toml", *PLANTED["data"], *noise))
    found = ors.compare(first, second, most_reruns=2)
    said = found.to_dict()
    assert said["reruns"] == {"made": 2, "most": 2, "stopped": True}
    assert any(not why["smallest"] for each in said["changes"] for why in each["why"])
    assert "the bound of 2 was reached" in str(found)
    adds_up(said, first, second)


def test_districts_that_are_rated_on_their_own_are_compared_too(tmp_path: Path) -> None:
    runs = []
    for name, third in (("a", 1), ("b", 2)):
        (tmp_path / name).mkdir()
        rules = TENNESSEE.replace("third        = { value = 1", f"third        = {{ value = {third}")
        data, file = folder(tmp_path / name, rules, TENNESSEE_RESULTS)
        runs.append(ors.identify(ors.read(data), ors.rules(file)))
    found = ors.compare(*runs).to_dict()
    adds_up(found, *runs)
    assert {each["of"] for each in found["changes"]} == {"district"}
    for each in found["changes"]:
        assert each["cause"] == [["rules"]]
        assert [entry["entry"] for entry in each["why"][0]["differences"]] == ["number.third"]


# The command


def test_the_command_prints_counts_causes_and_sentences(plant: Callable[..., Path], tmp_path: Path) -> None:
    run_of(plant("a", TINY, TINY / "rules.toml")).write(tmp_path / "first")
    edits = [edit for each in PLANTED.values() for edit in each]
    run_of(plant("b", TINY, TINY / "rules.toml", *edits)).write(tmp_path / "second")
    given = ["compare", str(tmp_path / "first"), str(tmp_path / "second")]
    printed = CliRunner().invoke(app, given)
    assert printed.exit_code == 0, printed.output
    expected = (
        "decided by a person 0 1",
        "outcome, after decisions",
        "by the rules, each that holds",
        "CSI 3 5",
        "Changes: 4 schools, 0 districts",
        "went off the list",
        "a decision of a person",
    )
    for said in expected:
        assert said in " ".join(printed.output.split())
    as_json = CliRunner().invoke(app, [*given, "--json"])
    found = json.loads(as_json.output)
    assert found["format"] == 1
    assert found == json.loads(json.dumps(ors.compare(tmp_path / "first", tmp_path / "second").to_dict()))
    again = CliRunner().invoke(app, ["compare", str(tmp_path / "first"), str(tmp_path / "first")])
    assert again.exit_code == 0
    assert "They differ in: nothing that can alter an answer" in again.output


def test_what_is_no_run_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ors.InputError, match="is no run folder"):
        ors.compare(TINY, tmp_path)


# A State of Oregon's size


def test_planted_causes_in_a_state_of_oregons_size(plant: Callable[..., Path]) -> None:
    """A corrected graduation count, a higher floor and a decision, each on schools of their own."""
    rules = HERE.parent / "rules" / "oregon-2023.toml"
    first = run_of(plant("a", STATE, rules))
    corrected = cell("1842", "english_learners", "math_achievement", 3)
    edits = {"data": corrected, "rules": number("grad_floor", 70), "overrides": decided("1999", "TSI")}
    expected: dict[str, list[list[str]]] = {}
    for name, edit in edits.items():
        second = run_of(plant(name, STATE, rules, edit))
        found = ors.compare(first, second).to_dict()
        adds_up(found, first, second)
        assert found["changes"], name
        assert {str(each["cause"]) for each in found["changes"]} == {str([[name]])}
        assert all(
            why["smallest"] and len(why["differences"]) == 1 for each in changes(found).values() for why in each["why"]
        )
        expected |= {school: each["cause"] for school, each in changes(found).items()}
    second = run_of(plant("together", STATE, rules, *edits.values()))
    found = ors.compare(first, second).to_dict()
    adds_up(found, first, second)
    assert {school: each["cause"] for school, each in changes(found).items()} == expected


# Any State


@settings(max_examples=EXAMPLES, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(case=cases(kinds=NEW_KINDS), draw=st.data())
def test_the_causes_always_add_up_and_every_cause_is_shown_by_a_rerun(case: Any, draw: st.DataObject) -> None:
    """A State and its rules, both changed at random, decided on, in one year or another."""
    tables, rules, year = case
    assume(holds_something(tables, rules))
    other_tables, other_rules = _changed_tables(draw, tables), _changed_rules(draw, rules)
    try:
        first = ors.identify(data_of(tables), ors.rules(rules), year, any_year=True)
        other_year = draw.draw(st.sampled_from(sorted({row["school_year"] for row in other_tables["results"]})))
        second = ors.identify(data_of(other_tables), ors.rules(other_rules), other_year, any_year=True)
    except (ors.InputError, ors.RulesError):
        assume(False)
    with patch("orsupport.comparison.reduced.MANY", draw.draw(st.sampled_from((1, 8)))):
        found = ors.compare(first, second, most_reruns=60).to_dict()
    adds_up(found, first, second)
    assert found["computed_anew"] == {"first": 0, "second": 0}
    shown = 0
    for change in found["changes"]:
        mixtures = {tuple(each["of"]): each["answer"] for each in change["mixtures"]}
        for way in change["cause"]:
            assert mixtures[tuple(way)] == change["to"]["answer"]
        assert change["sentence"]
        if change["cause"] == [["data"]] and change["why"][0]["smallest"] and shown < 3:
            _shown_by_an_identification(change, tables, rules, year)
            shown += 1


def _shown_by_an_identification(change: Row, tables: dict[str, list[Row]], rules: Row, year: str | None) -> None:
    """The rows named, written into the first run's tables, give the new answer; without any one of them they do not."""
    rows = change["why"][0]["differences"]
    assert not change["why"][0]["more_differences"]
    for left_out in (None, *range(len(rows))):
        taken = [row for place, row in enumerate(rows) if place != left_out]
        try:
            run = ors.identify(data_of(_with(tables, taken)), ors.rules(rules), year or _last(tables), any_year=True)
        except ors.InputError:
            assert left_out is not None
            continue
        states = states_of(run.table("schools"), run.table("districts"), run.rules)
        state = states.get(Place(change["of"], change["id"]), ABSENT)
        to = change["to"]
        same = (state.answer, dict(state.statuses)) == (to["answer"], to["statuses"])
        assert same == (left_out is None), (change, left_out)


def _last(tables: dict[str, list[Row]]) -> str:
    return max(row["school_year"] for row in tables["results"])


def _with(tables: dict[str, list[Row]], differences: list[Row]) -> dict[str, list[Row]]:
    changed = deepcopy(tables)
    for each in differences:
        rows, key = changed[each["table"]], each["row"]
        [old] = [row for row in rows if all(row[name] == cell for name, cell in key.items())] or [None]
        if each["how"] == "removed":
            rows.remove(old)
        elif each["how"] == "added":
            rows.append(key | each["same"] | {cell["column"]: cell["to"] for cell in each["cells"]})
        else:
            old |= {cell["column"]: cell["to"] for cell in each["cells"]}
    return changed


def _changed_tables(draw: st.DataObject, tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    changed = deepcopy(tables)
    for row in changed["results"]:
        if row.get("met") is not None and row["counted"] and draw.draw(st.integers(0, 5)) == 5:
            row["met"] = draw.draw(st.integers(0, row["counted"]))
    if len(changed["results"]) > 2 and draw.draw(st.booleans()):
        del changed["results"][draw.draw(st.integers(0, len(changed["results"]) - 1))]
    for school in changed["schools"]:
        if draw.draw(st.integers(0, 5)) == 5:
            school["title_i"] = draw.draw(st.sampled_from((True, False)))
    return changed


def _changed_rules(draw: st.DataObject, rules: Row) -> Row:
    changed = deepcopy(rules)
    for entry in changed["number"].values():
        if isinstance(entry.get("value"), int) and draw.draw(st.integers(0, 3)) == 3:
            entry["value"] = draw.draw(st.integers(0, 3)) if entry["value"] < 5 else entry["value"] + 5
    for rule in changed["rule"].values():
        if isinstance(rule, dict) and len(rule.get("all", [])) > 1 and draw.draw(st.integers(0, 3)) == 3:
            rule["all"] = rule["all"][1:]
    return changed
