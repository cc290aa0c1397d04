"""Decisions of people: what is refused, what they replace, what they leave alone, and where they are said."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors
from orsupport.tables import gather
from orsupport.wording import summary_text
from test_rated_districts import TENNESSEE

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"
GIVEN = {"reason": "Corrected on appeal", "authority": "Deputy Superintendent", "date": "2025-11-01"}


def data(*decided: dict[str, Any], **other: pd.DataFrame) -> ors.Data:
    """The tiny State with these decisions, each complete but for what it says itself."""
    tables = {name: pd.read_csv(TINY / f"{name}.csv", dtype=str) for name in ("schools", "results")}
    table = pd.DataFrame([GIVEN | each for each in decided]) if decided else None
    return ors.read(**tables | other, **({} if table is None else {"overrides": table}))


def run_of(*decided: dict[str, Any]) -> ors.Run:
    return ors.identify(data(*decided), ors.rules(TINY / "rules.toml"))


def refused(*decided: dict[str, Any], rules: str | Path = TINY / "rules.toml") -> list[tuple[str, int | None, str]]:
    """Column, first row and words of every problem."""
    with pytest.raises(ors.InputError) as found:
        ors.identify(data(*decided), ors.rules(rules))
    assert {each.table for each in found.value.problems} == {"overrides"}
    return [(each.column, each.first_row, each.problem) for each in found.value.problems]


APPEAL = {"school_id": "103", "outcome": "not identified"}


@pytest.mark.parametrize("day", ["1.11.2025", "2025-11-31", "20251101", "2025-1-1", "2025", "November 1, 2025"])
def test_a_date_that_is_no_day_is_refused_with_its_form(day: str) -> None:
    ((column, row, says),) = refused(APPEAL | {"date": day})
    assert (column, row) == ("date", 1)
    assert "reads like 2025-11-01" in says


@pytest.mark.parametrize("day", ["0001-11-01", "1925-11-01", "2001-12-31"])
def test_a_date_before_the_federal_law_is_refused(day: str) -> None:
    with pytest.raises(ors.InputError) as found:
        data(APPEAL | {"date": day})
    (problem,) = found.value.problems
    assert (problem.table, problem.column, problem.first_row) == ("overrides", "date", 1)
    assert problem.problem.startswith("a day before 2002")


@pytest.mark.parametrize(
    ("day", "is_said"),
    [("2024-06-30", True), ("2024-07-01", False), ("2025-11-01", False), ("2029-12-31", False), ("2099-11-01", True)],
)
def test_a_decision_long_before_or_after_the_school_year_is_said_in_the_summary(day: str, is_said: bool) -> None:
    run = run_of(APPEAL | {"date": day}, {"district_id": "10", "outcome": "no tier"})
    line = f"Decided long before or after 2024-25, a slip of the pen?: 103 on {day}\n"
    assert (line in summary_text(run.summary, run.rules)) is is_said


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x07", "\n", "\r", "\t", "\u202e", "\x9b"])
def test_text_of_a_decision_that_does_something_to_a_terminal_is_refused_all_at_once(sign: str) -> None:
    with pytest.raises(ors.InputError) as found:
        data(
            APPEAL | {"reason": f"On{sign}appeal", "authority": f"Deputy{sign}"},
            {"school_id": "106", "outcome": f"CS{sign}I"},
        )
    said = found.value.problems
    assert {each.problem[:33] for each in said} == {"a character that is not printed, "}
    assert [(each.column, each.first_row) for each in said] == [("outcome", 2), ("reason", 1), ("authority", 1)]
    assert not set("\x1b\x07\r\t\u202e\x9b") & set(str(found.value))


def test_nothing_of_the_data_reaches_a_terminal_as_more_than_text() -> None:
    schools = pd.read_csv(TINY / "schools.csv", dtype=str)
    schools["motto"] = "Line one\nLine two"
    assert data(schools=schools).schools["motto"][0].as_py() == "Line one\nLine two", "a fact may have lines"
    schools.loc[0, ["school_name", "motto"]] = "Exactly\x1b]0;Half"
    with pytest.raises(ors.InputError) as found:
        data(schools=schools.rename(columns={"school_type": "school\x07type"}))
    assert {each.column for each in found.value.problems} >= {"school_name", "motto"}
    assert not set("\x1b\x07") & set(str(found.value))
    assert r"Exactly\x1b]0;Half" in str(found.value)


@pytest.mark.parametrize("column", ["outcome", "reason", "authority", "date"])
@pytest.mark.parametrize("cell", [None, " "])
def test_a_decision_that_is_incomplete_is_refused(column: str, cell: str | None) -> None:
    complete = {"school_id": "106", "outcome": "CSI"}
    assert (column, 2) in {found[:2] for found in refused(complete, APPEAL | {column: cell})}


def test_two_decisions_on_one_school_are_refused_with_both_rows() -> None:
    with pytest.raises(ors.InputError) as found:
        data(APPEAL, {"school_id": "106", "outcome": "CSI"}, APPEAL | {"outcome": "TSI"})
    (problem,) = found.value.problems
    assert (problem.column, problem.first_row, problem.example) == ("school_id", 3, "103 (first in row 1)")


def test_two_decisions_on_one_district_are_refused() -> None:
    tier = {"district_id": "10", "outcome": "Primary"}
    with pytest.raises(ors.InputError, match="more than one decision for the same district"):
        data(tier, tier | {"outcome": "no tier"})


def test_a_decision_on_a_closed_school_is_refused() -> None:
    with pytest.raises(ors.InputError, match="closed school") as found:
        data({"school_id": "110", "outcome": "CSI"})
    assert found.value.problems[0].example == "110"


@pytest.mark.parametrize(
    ("given", "meant"),
    [("csi", "did you mean CSI?"), ("Not Identified", "did you mean not identified?"), ("Primary", "CSI, TSI or not")],
)
def test_an_outcome_that_the_rules_file_does_not_give_is_refused_with_those_that_it_gives(
    given: str, meant: str
) -> None:
    ((column, row, says),) = refused(APPEAL | {"outcome": given})
    assert (column, row) == ("outcome", 1)
    assert "tiny-2023" in says
    assert meant in says


def test_a_tier_that_the_rules_file_does_not_give_is_refused() -> None:
    ((_, _, says),) = refused({"district_id": "10", "outcome": "CSI"})
    assert "write Primary, Opportunity and Innovation or no tier" in says


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    for name in ("schools", "results"):
        (tmp_path / f"{name}.csv").write_bytes((TINY / f"{name}.csv").read_bytes())
    (tmp_path / "overrides.csv").write_text(
        "school_id,district_id,outcome,reason,authority,date\n"
        "999,,CSI,a,b,2025-11-01\n"
        "101,,csi,a,b,2025-13-01\n"
        "102,,TSI,,b,2025-11-01\n"
        ",7,Primary,a,b,2025-11-01\n"
        ",,CSI,a,b,2025-11-01\n"
        "104,20,CSI,a,b,2025-11-01\n"
        "110,,CSI,a,b,2025-11-01\n"
        "105,,CSI,a,b,2025-11-01\n"
        "105,,TSI,a,b,2025-11-01\n",
        encoding="utf-8",
    )
    gathered, problems = gather(tmp_path)
    assert gathered is not None
    with pytest.raises(ors.InputError) as said:
        ors.identify(gathered, ors.rules(TINY / "rules.toml"), problems=problems)
    assert {(each.column, each.first_row) for each in said.value.problems} == {
        ("school_id", 2),
        ("date", 3),
        ("outcome", 3),
        ("reason", 4),
        ("district_id", 5),
        ("school_id, district_id", 6),
        ("school_id, district_id", 7),
        ("school_id", 8),
        ("school_id", 10),
    }


DECIDED = (
    APPEAL,
    {"school_id": "102", "outcome": "TSI"},
    {"school_id": "108", "outcome": "CSI"},
    {"school_id": "101", "outcome": "CSI"},
    {"district_id": "20", "outcome": "Primary"},
    {"district_id": "30", "outcome": "no tier"},
)


def test_a_decision_replaces_the_outcome_and_the_tier_and_nothing_else() -> None:
    before, after = run_of(), run_of(*DECIDED)
    schools, districts = after.schools.set_index("school_id"), after.districts.set_index("district_id")
    assert schools["outcome"][["103", "102", "108", "101"]].fillna("").tolist() == ["", "TSI", "CSI", "CSI"]
    assert districts["tier"][["10", "20", "30"]].fillna("").tolist() == ["Primary", "Primary", ""]
    counted = ["csi_schools", "tsi_schools", "unsure_schools"]
    assert after.schools.drop(columns="outcome").equals(before.schools.drop(columns="outcome"))
    assert after.districts.drop(columns=["tier", *counted]).equals(before.districts.drop(columns=["tier", *counted]))
    for name in ("groups", "ratings", "cuts"):
        assert after.table(name).equals(before.table(name))


def test_a_district_counts_its_schools_by_the_outcome_that_was_decided() -> None:
    first = run_of(*DECIDED).districts.set_index("district_id").loc["10"]
    assert (first["csi_schools"], first["tsi_schools"], first["identified_schools"]) == (1, 1, 3)


def test_the_summary_counts_the_decisions_and_those_that_differ_from_the_rules() -> None:
    run = run_of(*DECIDED)
    counted = run.summary["summary"]
    assert counted["overrides"] == 6
    assert counted["decided"] == {
        "differ": 5,
        "outcome": {"CSI": 2, "TSI": 1, "not identified": 1},
        "tier": {"Primary": 1, "no tier": 1},
    }
    line = "(overrides): 6, of which 5 differ from the rules: CSI 2, TSI 1, not identified 1, Primary 1, no tier 1"
    assert line in summary_text(run.summary, run.rules)


def test_run_json_has_each_decision_beside_what_the_rules_said(tmp_path: Path) -> None:
    run_of(*DECIDED).write(tmp_path / "run")
    said = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["overrides"]
    assert [(each["by_rules"], each["differs"]) for each in said] == [
        ("CSI", True),
        ("CSI", True),
        ("unsure", True),
        ("CSI", False),
        ("Opportunity and Innovation", True),
        ("unsure", True),
    ]
    assert said[0]["reason"] == "Corrected on appeal"


def test_a_decision_is_explained_beside_what_the_rules_said_in_memory_and_from_the_folder(tmp_path: Path) -> None:
    run = run_of(*DECIDED)
    run.write(tmp_path / "run")
    said = str(ors.explain(tmp_path / "run", school="103"))
    assert said == str(ors.explain(run, school="103"))
    assert "Outcome: not identified\n  Decided by Deputy Superintendent on 2025-11-01: not identified" in said
    assert "Reason given: Corrected on appeal\n  The rules say: CSI." in said
    assert "Four-year graduation – 66.9 percent" in said, "the rules' own reasons stand"
    same = str(ors.explain(run, school="101"))
    assert "The rules say: CSI, the same." in same


def test_a_district_says_which_of_its_schools_were_decided_and_that_its_tier_does_not_follow() -> None:
    run = run_of(*DECIDED)
    said = str(ors.explain(run, district="10"))
    assert "The outcomes of 3 schools were decided by a person" in said
    assert "its tier changes only by a decision of its own" in said
    assert "    103 Just Under 67 High: not identified (decided; the rules say CSI)" in said
    assert "    101 Exactly Half Elementary: CSI (decided, as the rules say)" in said
    decided = ors.explain(run, district="10").to_dict()["schools_decided"]
    assert [each["school_id"] for each in decided] == ["101", "102", "103"]
    other = str(ors.explain(run, district="30"))
    assert "no tier\n  Decided by Deputy Superintendent on 2025-11-01: no tier" in other
    assert "The rules say: unsure." in other
    assert "its tier changes only" not in other
    assert "decided by a person" not in str(ors.explain(run, district="20"))


def test_next_year_a_school_taken_off_the_list_holds_nothing_and_a_named_one_what_was_decided() -> None:
    off = {"school_id": "104", "outcome": "not identified"}
    held = ors.statuses_of(run_of(*DECIDED, off))
    of = {name: set(rows["status"]) for name, rows in held.groupby("school_id")}
    assert "103" not in of
    assert "104" not in of, "nor do its student groups: the school was in no support of their account"
    assert "csi" not in of["102"]
    assert "tsi" in of["102"]
    assert "csi" in of["108"], "the rules were unsure, the decision is not"
    assert "low_indicators" in of["105"], "a school that nobody decided on holds what the rules say"


def rated(*decided: dict[str, Any]) -> ors.Run:
    """Two districts that are rated on their own results: the first missed a minimum, the second did not."""
    names = {"school_name": "A", "district_name": "A", "school_type": "district", "title_i": "true"}
    schools = pd.DataFrame([{"school_id": each, "district_id": each} | names for each in ("1", "2")])
    key = {"school_year": "2018-19", "student_group": "all", "counted": "50"}
    goals = ("achievement_goal", "growth_goal")
    rows = [key | {"school_id": each, "indicator": goal} for each in ("1", "2") for goal in goals]
    results = pd.DataFrame(rows).assign(value=[0.5, 3, 3, 2])
    table = {"overrides": pd.DataFrame([GIVEN | each for each in decided])} if decided else {}
    book = ors.rules(tomllib.loads(TENNESSEE))
    return ors.identify(ors.read(schools=schools, results=results, **table), book)


def test_a_rated_district_is_decided_by_its_own_id() -> None:
    assert rated().districts["tier"].tolist() == ["In need of improvement", "Advancing"]
    run = rated({"district_id": "1", "outcome": "Satisfactory"}, {"district_id": "2", "outcome": "no tier"})
    assert run.districts["tier"].fillna("").tolist() == ["Satisfactory", ""]
    assert [each["by_rules"] for each in run.summary["overrides"]] == ["In need of improvement", "Advancing"]
    assert "The rules say: In need of improvement." in str(ors.explain(run, district="1"))
    assert set(ors.statuses_of(rated())["school_id"]) == {"1"}
    assert not len(ors.statuses_of(run))
    with pytest.raises(ors.InputError, match="rates districts: name the district in district_id"):
        rated({"school_id": "1", "outcome": "Satisfactory"})


def test_two_processes_give_the_same_run_folder_also_where_the_data_hold_statuses(tmp_path: Path) -> None:
    state = TINY.parent / "oregon-like"
    found = []
    for seed in ("1", "2"):
        command = [Path(sys.executable).with_name("orsupport"), "identify", state, "--rules", "oregon-2023"]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([*command, "--out", tmp_path / seed], check=True, stdout=subprocess.DEVNULL, env=environment)
        files = sorted(path for path in (tmp_path / seed).rglob("*") if path.is_file())
        found.append({path.relative_to(tmp_path / seed): path.read_bytes() for path in files})
    assert found[0] == found[1]
