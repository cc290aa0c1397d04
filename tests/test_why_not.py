"""Why a school was not named, and why one and not the other: the clauses, the figures and how far they are."""

import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import orsupport as ors
from orsupport.command import app
from orsupport.explanation.explain import Explanation, explainer
from orsupport.explanation.why_not import distance
from orsupport.explanation.why_not import why_not as kept_off
from test_rated_districts import TENNESSEE, TENNESSEE_RESULTS, folder

FIXTURES = Path(__file__).parent.parent / "fixtures"
TINY = FIXTURES / "tiny"


@cache
def tiny() -> ors.Run:
    return ors.identify(ors.read(TINY), ors.rules(TINY / "rules.toml"))


def why_not(school: str) -> str:
    return str(ors.why_not(tiny(), school=school))


def against(one: str, other: str) -> str:
    return str(ors.against(tiny(), schools=(one, other)))


def test_a_school_exactly_at_the_floor_is_told_that_it_is_there_and_that_this_is_not_enough() -> None:
    said = why_not("106")
    line = (
        "Four-year graduation – 201 of 300 = 67.0 percent; needs below 67 percent (exactly there, which is not enough)"
    )
    assert f"kept off by: {line}" in said


def test_what_stopped_a_way_stands_beside_what_of_it_held() -> None:
    said = why_not("104")
    assert "Why not CSI (Comprehensive support and improvement)" in said
    assert "kept off by: Title I school – no\n    held: Level 1 in at least half of the rated indicators" in said
    assert "The rules say yes. TSI: Level 1 in at least half of the rated indicators, from the student group" in said


def test_how_many_more_indicators_would_be_enough_and_which_are_nearest() -> None:
    said = why_not("106")
    assert "0 of 5 = 0 percent; needs at least 50 percent (3 more of 5 needed)" in said
    nearest = "Ninth grade on track 70.0 percent (exactly there); Four-year graduation 67.0 percent (7.0); Regular"
    assert f"nearest first (by how much above where level 2 begins): {nearest}" in said


def test_a_clause_that_cannot_be_told_is_said_to_be_one() -> None:
    said = why_not("105")
    assert "Why it is unsure: CSI" in said
    assert "cannot be told: Title I school – not known, the data leave it blank" in said


def test_a_closed_school_was_asked_nothing() -> None:
    said = why_not("110")
    assert "Closed: not judged, so no rule is asked." in said
    assert "kept off" not in said


def test_a_school_that_is_not_judged_is_told_why() -> None:
    assert "Not judged:\n  any of these is enough:" in why_not("109")


def test_a_district_is_told_how_many_schools_it_is_short_of_a_tier() -> None:
    said = str(ors.why_not(tiny(), district="20"))
    assert "Why not Primary" in said
    assert "kept off by: Identified schools – 2 schools; needs at least 3 schools (1 school short)" in said
    assert "held: Identified, of its open schools – 2 of 2 = 100 percent" in said
    assert "The rules say yes. Opportunity and Innovation: At least one of its schools is identified" in said


def test_the_data_say_the_same_as_the_text() -> None:
    content = ors.why_not(tiny(), school="106").to_dict()
    assert (content["format"], content["kind"], content["school_id"]) == (1, "why not", "106")
    csi = content["outcomes"][0]
    assert (csi["name"], csi["answer"], len(csi["ways"])) == ("CSI", "no", 2)
    share = csi["ways"][0]["stopped"][0]["distance"]
    assert (share["side"], share["exact_low"], share["more"], share["of"]) == ("below", "50", 3, 5)
    assert [clause["clause"] for clause in csi["ways"][0]["held"]] == ["title_i", "rated_indicators >= min_rated"]
    assert csi["ways"][1]["stopped"][0]["distance"]["exact_high"] == "0"
    assert json.loads(json.dumps(content)) == content


@pytest.mark.parametrize(
    ("operator", "measure", "limit", "side", "low", "high"),
    [
        ("<", ("67.3", "67.3"), "67", "above", "3/10", "3/10"),
        (">=", ("40", "48"), "50", "below", "2", "10"),
        (">=", ("40", "55"), "50", "below", "0", "10"),
        ("<=", ("1/3", "1/3"), "1/4", "above", "25/3", "25/3"),
    ],
)
def test_the_distance_from_a_limit_is_exact(
    operator: str, measure: tuple[str, str], limit: str, side: str, low: str, high: str
) -> None:
    unit = "share" if "/" in limit else "percent"
    figures = {"exact_low": measure[0], "exact_high": measure[1], "unit": unit}
    there = {"exact_low": limit, "exact_high": limit, "unit": unit}
    found = distance({"operator": operator, "measure": figures, "limit": there})
    assert found is not None
    assert (found["side"], found["exact_low"], found["exact_high"]) == (side, low, high)


def test_two_schools_part_on_the_clause_whose_figures_differ_and_are_alike_in_the_rest() -> None:
    said = against("103", "106")
    assert "CSI: 103 yes, 106 no" in said
    assert "103  yes  Four-year graduation – 66.9 percent, of 100 students; needs below 67 percent" in said
    assert "106  no   Four-year graduation – 201 of 300 = 67.0 percent; needs below 67 percent" in said
    assert "alike: Title I school with Level 1 in at least half of its rated indicators (both no)" in said
    assert "Alike: TSI (both no)" in said


def test_the_order_of_the_two_is_that_in_which_they_were_named() -> None:
    assert "CSI: 106 no, 103 yes" in against("106", "103")


def test_student_groups_on_which_two_schools_part_are_named_with_both_figures() -> None:
    said = against("105", "101")
    assert "students with disabilities: 105 yes – Rated indicators – 2 indicators" in said
    assert "| 101 no – no result" in said


def test_indicators_on_which_two_schools_part_are_named_with_both_results() -> None:
    said = against("101", "106")
    assert "Mathematics: proficient: 101 level 1 (" in said
    assert "| 106 level 3 (" in said


def test_two_schools_alike_in_everything_are_said_to_be() -> None:
    said = against("106", "107")
    assert "No rule that gives a name answers the two differently." in said
    assert "Alike: CSI (both no), TSI (both no)" in said


def test_two_districts_part_on_the_count_of_their_schools() -> None:
    said = str(ors.against(tiny(), districts=("10", "20")))
    assert "Primary: 10 yes, 20 no" in said
    assert "20  no   Identified schools – 2 schools; needs at least 3 schools" in said


def test_both_ids_that_nobody_knows_are_said_at_once() -> None:
    with pytest.raises(ors.InputError) as found:
        ors.against(tiny(), schools=("1", "2"))
    assert [each.problem for each in found.value.problems] == [
        "there is no school 1 in this run",
        "there is no school 2 in this run",
    ]
    with pytest.raises(ors.InputError, match="against itself"):
        against("101", "101")


def test_a_decision_of_a_person_stands_above_both() -> None:
    decided = {"school_id": "103", "outcome": "not identified", "reason": "r", "authority": "a", "date": "2025-11-01"}
    data = ors.read(
        schools=pd.read_csv(TINY / "schools.csv", dtype=str),
        results=pd.read_csv(TINY / "results.csv", dtype=str),
        overrides=pd.DataFrame([decided]),
    )
    run = ors.identify(data, ors.rules(TINY / "rules.toml"))
    said = str(ors.against(run, schools=("103", "106")))
    assert "103: not identified\n  Decided by a on 2025-11-01: not identified" in said
    assert "CSI: 103 yes, 106 no" in said, "the rules' own answers part all the same"
    assert "The rules say: CSI." in str(ors.why_not(run, school="103"))


@cache
def state() -> ors.Run:
    return ors.identify(ors.read(FIXTURES / "oregon-like"), ors.rules("oregon-2023"))


def test_every_school_of_the_made_up_state_is_told_of_each_outcome_in_at_most_some_forty_lines() -> None:
    found = explainer(state())
    schools = state().schools
    lengths = []
    for school in schools["school_id"][::40]:
        row = schools.set_index("school_id").loc[school]
        told = Explanation(kept_off(found.school(school)))
        for outcome in told.to_dict()["outcomes"]:
            assert outcome["answer"] == row[outcome["rule"]]
            assert (outcome["answer"] == "yes") == ("said" in outcome)
            for way in outcome.get("ways", []):
                assert way["stopped"] or "not_asked" in way
                assert all(leaf["answer"] != "yes" for leaf in way["stopped"])
                assert all(clause["answer"] == "yes" for clause in way["held"])
        lengths.append(len(str(told).splitlines()))
    assert max(lengths) <= 45


def test_a_status_that_was_not_held_is_said_so() -> None:
    said = str(ors.why_not(state(), school="1999"))
    assert "kept off by: not held last year: Comprehensive support and improvement" in said
    assert "kept off by: no student group: Level 1 in at least half of the rated indicators" in said
    assert "too few students to judge" in said


def command(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_asks_both_questions_of_a_run_folder(tmp_path: Path) -> None:
    tiny().write(tmp_path / "run")
    asked = ("explain", tmp_path / "run", "--school", "103")
    assert command(*asked, "--against", "106").output.strip() == against("103", "106")
    assert command(*asked, "--why-not").output.strip() == why_not("103")
    assert json.loads(command(*asked, "--why-not", "--json").output)["kind"] == "why not"
    assert json.loads(command(*asked, "--against", "106", "--json").output)["kind"] == "against"
    both = command("explain", tmp_path / "run", "--district", "10", "--against", "20")
    assert "Primary: 10 yes, 20 no" in both.output
    refused = command(*asked, "--why-not", "--against", "106")
    assert refused.exit_code == 2
    assert "Ask for one of" in refused.output
    unknown = command("explain", tmp_path / "run", "--school", "1", "--against", "2")
    assert isinstance(unknown.exception, ors.InputError)
    assert [each.problem[-13:] for each in unknown.exception.problems] == ["1 in this run", "2 in this run"]


def test_a_district_rated_on_its_own_is_told_too(tmp_path: Path) -> None:
    data, rules = folder(tmp_path, TENNESSEE, TENNESSEE_RESULTS)
    run = ors.identify(ors.read(data), ors.rules(rules))
    said = str(ors.why_not(run, district="T2"))
    assert "Tier: Marginal" in said
    assert "Why not In need of improvement" in said
    assert "kept off by: Achievement goal – 1 points, of 400 students; needs below 1 points (exactly there" in said
    assert "In need of improvement: T3 yes, T2 no" in str(ors.against(run, districts=("T3", "T2")))
