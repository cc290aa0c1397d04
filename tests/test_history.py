"""What schools held in earlier years: standing statuses, clocks, escalation, renumbered and merged schools."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors
from orsupport.wording import summary_text

RULES: dict[str, Any] = {
    "format": 1,
    "id": "history",
    "title": "A status that stands, a clock, and what follows",
    "from": "2017-18",
    "source": {"plan": {"title": "Made up for this test"}},
    "groups": {"asked": ["white"]},
    "number": {
        "floor": {"value": 50, "unit": "percent", "source": "plan"},
        "clock": {"value": 2, "unit": "years", "source": "plan"},
        "none": {"value": 0, "unit": "percent", "source": "plan"},
    },
    "indicator": {"reading": {"label": "Reading", "kind": "share", "source": "plan"}},
    "measure": {
        "source": "plan",
        "csi_years": {"label": "Years held", "kind": "years_in", "status": "csi", "paused": ["2019-20"], "show": True},
        "change": {"label": "Change", "kind": "difference", "of": "reading", "years_ago": 1, "show": True},
    },
    "rule": {
        "source": "plan",
        "at": "school",
        "low": {"at": "group", "label": "Low", "all": ["reading < floor"]},
        "low_twice": {"label": "Low in two years running", "years": 2, "all": ["low"]},
        "better": {"label": "Better than last year", "all": ["change > none"]},
        "stands": {"label": "Was, and is still low", "all": ["was csi", "low"]},
        "overdue": {"label": "Past its clock", "all": ["csi_years >= clock", "stands"]},
        "csi": {"label": "Comprehensive support", "any": ["low_twice", "stands"]},
    },
    "outcome": {"school": {"More rigorous action": "overdue", "CSI": "csi"}},
}


def run(
    rates: dict[str, tuple[int, int]],
    held: list[tuple[str, str]] = (),  # type: ignore[assignment]
    predecessors: list[tuple[str, str]] = (),  # type: ignore[assignment]
    came: str = "2020-21 renumbered",
) -> pd.DataFrame:
    """Schools with reading rates of 2020-21 and 2021-22; years in which a school held csi; new and old ids, with the
    first year of the new ones and what became of the old."""
    rows = [
        {
            "school_year": year,
            "school_id": school,
            "student_group": "all",
            "indicator": "reading",
            "counted": "100",
            "met": str(met),
        }
        for school, pair in rates.items()
        for year, met in zip(("2020-21", "2021-22"), pair, strict=True)
    ]
    schools = pd.DataFrame({"school_id": list(rates)}).assign(
        school_name="A", district_id="1", district_name="D", school_type="school", title_i="true"
    )
    more: dict[str, pd.DataFrame] = {}
    if held:
        more["statuses"] = pd.DataFrame(
            [{"school_year": year, "school_id": each, "student_group": "all", "status": "csi"} for each, year in held]
        )
    if predecessors:
        more["predecessors"] = pd.DataFrame(
            [
                {"school_id": new, "prior_school_id": old}
                | dict(zip(("school_year", "kind"), came.split(), strict=True))
                for new, old in predecessors
            ]
        )
    data = ors.read(schools=schools, results=pd.DataFrame(rows), **more)
    return ors.identify(data, ors.rules(RULES)).schools.set_index("school_id")


def test_a_school_is_named_after_two_low_years_and_not_after_one() -> None:
    found = run({"twice": (40, 40), "once": (60, 40), "fine": (60, 60)})
    assert found.csi.to_dict() == {"twice": "yes", "once": "no", "fine": "no"}


def test_a_status_stands_while_the_school_is_low_and_ends_where_it_is_not() -> None:
    found = run({"low": (60, 40), "up": (40, 60)}, [("low", "2020-21"), ("up", "2020-21")])
    assert found.csi.to_dict() == {"low": "yes", "up": "no"}
    assert found.better.to_dict() == {"low": "no", "up": "yes"}


@pytest.mark.parametrize(
    ("years", "overdue"),
    [
        (["2020-21"], "no"),
        (["2018-19", "2020-21"], "yes"),
        (["2017-18", "2020-21"], "no"),
        (["2018-19"], "no"),
    ],
    ids=["one year", "two years around a paused one", "a year not held in between breaks it", "not held last year"],
)
def test_the_clock_counts_years_without_a_break(years: list[str], overdue: str) -> None:
    others = [("other", year) for year in ("2017-18", "2018-19", "2020-21")]
    found = run({"school": (40, 40), "other": (40, 40)}, [*(("school", year) for year in years), *others])
    assert found.overdue["school"] == overdue


def test_a_year_in_which_nobody_held_the_status_neither_counts_nor_breaks() -> None:
    found = run({"school": (40, 40)}, [("school", "2017-18"), ("school", "2020-21")])
    assert found.overdue["school"] == "yes"


def test_the_clock_goes_on_under_a_new_number() -> None:
    held = [("old", "2018-19"), ("new", "2020-21")]
    assert run({"new": (40, 40)}, held, [("new", "old")]).overdue["new"] == "yes"
    assert run({"new": (40, 40), "x": (40, 40)}, [("new", "2020-21"), ("x", "2018-19")]).overdue["new"] == "no"


def test_a_school_with_an_overdue_status_is_shown_under_the_first_outcome(tmp_path: Path) -> None:
    found = run({"school": (40, 40)}, [("school", "2018-19"), ("school", "2020-21")])
    assert found.outcome["school"] == "More rigorous action"


def test_a_school_that_split_off_has_what_its_parent_held_before_and_not_what_it_held_after() -> None:
    rates = {"parent": (40, 40), "child": (40, 40)}
    split = [("child", "parent")]
    before = run(rates, [("parent", "2019-20"), ("parent", "2020-21")], split, "2021-22 split")
    assert before.stands.to_dict() == {"parent": "yes", "child": "yes"}
    after = run(rates, [("parent", "2020-21")], split, "2020-21 split")
    assert after.stands.to_dict() == {"parent": "yes", "child": "no"}


def test_what_a_school_took_over_later_does_not_pass_to_a_school_that_left_it_earlier() -> None:
    schools = {"a": (40, 40), "left": (40, 40)}
    found = moved(schools, [("a", "old", "2021-22", "merged"), ("left", "a", "2020-21", "split")], held=["old"])
    assert found.schools.set_index("school_id").stands.to_dict() == {"a": "yes", "left": "no"}


def moved(
    rates: dict[str, tuple[int | None, int | None]],
    came: list[tuple[str, str, str, str]],
    held: list[str] | None = None,
) -> ors.Run:
    """Schools with rates of 2020-21 and 2021-22 (None: no row); of them those that are no prior school are listed."""
    priors = {prior for _, prior, _, _ in came}
    rows = [
        {"school_year": year, "school_id": school, "student_group": "all", "indicator": "reading"}
        | {"counted": "100", "met": str(met)}
        for school, pair in rates.items()
        for year, met in zip(("2020-21", "2021-22"), pair, strict=True)
        if met is not None
    ]
    listed = [school for school in rates if school not in priors or school == "a"]
    schools = pd.DataFrame({"school_id": listed}).assign(
        school_name="A", district_id="1", district_name="D", school_type="school", title_i="true"
    )
    columns = ("school_id", "prior_school_id", "school_year", "kind")
    tables = {"predecessors": pd.DataFrame(came, columns=columns)}
    if held:
        status = {"school_year": "2020-21", "student_group": "all", "status": "csi"}
        tables["statuses"] = pd.DataFrame([{"school_id": school} | status for school in held])
    return ors.identify(ors.read(schools=schools, results=pd.DataFrame(rows), **tables), ors.rules(RULES))


def test_results_under_the_earlier_number_of_a_renumbered_school_are_its_own() -> None:
    found = moved({"new": (None, 40), "old": (40, None)}, [("new", "old", "2021-22", "renumbered")])
    assert found.schools.csi.tolist() == ["yes"]
    assert found.summary["earlier_numbers"] == {"carried": 1, "set_aside": 0}
    assert "1 rows of renumbered schools count as their own; 0 are set aside" in summary_text(
        found.summary, found.rules
    )


def test_results_are_carried_through_two_new_numbers() -> None:
    steps = [("newer", "old", "2020-21", "renumbered"), ("newest", "newer", "2021-22", "renumbered")]
    found = moved({"newest": (None, 40), "newer": (40, None)}, steps)
    assert found.schools.csi.tolist() == ["yes"]


@pytest.mark.parametrize("kind", ["merged", "split"])
def test_results_of_a_merged_or_split_school_are_set_aside_with_a_count(kind: str) -> None:
    found = moved({"new": (None, 40), "old": (40, None), "x": (60, 60)}, [("new", "old", "2021-22", kind)])
    assert found.schools.csi.tolist() == ["no", "no"]
    assert found.summary["earlier_numbers"] == {"carried": 0, "set_aside": 1}


def test_results_under_the_old_number_in_a_year_of_the_new_one_are_set_aside() -> None:
    found = moved({"new": (40, 60), "old": (None, 40)}, [("new", "old", "2021-22", "renumbered")])
    assert found.schools.csi.tolist() == ["no"]
    assert found.summary["earlier_numbers"] == {"carried": 0, "set_aside": 1}


def test_a_result_under_both_numbers_is_an_error_that_names_the_two() -> None:
    with pytest.raises(ors.InputError, match="under its earlier number and under its number of today: keep one"):
        moved({"new": (40, 40), "old": (40, None)}, [("new", "old", "2021-22", "renumbered")])


@pytest.mark.parametrize(
    ("steps", "meant"),
    [
        ([("a", "old", "2021-22", "renumbered"), ("b", "old", "2021-22", "renumbered")], "is of the kind split"),
        ([("a", "old", "2021-22", "renumbered"), ("a", "older", "2021-22", "renumbered")], "is of the kind merged"),
    ],
    ids=["one number becomes two", "two numbers become one"],
)
def test_a_renumbered_school_has_one_number_at_a_time(steps: list[tuple[str, str, str, str]], meant: str) -> None:
    with pytest.raises(ors.InputError, match=meant):
        moved({"a": (40, 40), "b": (40, 40)}, steps)


def test_a_year_that_statuses_lack_is_said_in_the_summary_and_in_the_explanation() -> None:
    rows = [{"school_year": "2018-19", "school_id": "a", "student_group": "all", "status": "csi"}]
    schools = pd.DataFrame({"school_id": ["a"]}).assign(
        school_name="A", district_id="1", district_name="D", school_type="school", title_i="true"
    )
    key = {"school_year": "2021-22", "school_id": "a", "student_group": "all", "indicator": "reading"}
    results = pd.DataFrame([key | {"counted": "100", "met": "40"}])
    data = ors.read(schools=schools, results=results, statuses=pd.DataFrame(rows))
    found = ors.identify(data, ors.rules(RULES))
    assert found.summary["statuses_end"] == {"csi": "2018-19"}
    assert "Read for csi: 2018-19" in summary_text(found.summary, found.rules)
    said = str(ors.explain(found, school="a"))
    assert "held in 2018-19, the last year in which anybody held it: Comprehensive support" in said


def held_by(*rows: tuple[str, str, str]) -> ors.Run:
    """Two low schools of 2021-22, and rows of statuses: school year, student group, status, all of the school `a`."""
    results = [
        {"school_year": "2021-22", "school_id": school, "student_group": "all", "indicator": "reading"}
        for school in "ab"
    ]
    schools = pd.DataFrame({"school_id": ["a", "b"]}).assign(
        school_name="A", district_id="1", district_name="D", school_type="school", title_i="true"
    )
    statuses = pd.DataFrame(rows, columns=["school_year", "student_group", "status"]).assign(school_id="a")
    came = pd.DataFrame([{"school_id": "a", "prior_school_id": "88", "school_year": "2020-21", "kind": "merged"}])
    read = pd.DataFrame(results).assign(counted=100, met=40)
    return ors.identify(ors.read(schools=schools, results=read, statuses=statuses, predecessors=came), ors.rules(RULES))


@pytest.mark.parametrize("name", ["CSI", "Csi", "c-s-i", "Comprehensive support", "More rigorous action"])
def test_a_status_under_another_name_than_its_rule_is_refused_with_the_rule(name: str) -> None:
    meant = "overdue" if name == "More rigorous action" else "csi"
    with pytest.raises(ors.InputError, match=f"did you mean '{meant}'") as refused:
        held_by(("2020-21", "all", "csi"), ("2019-20", "all", name))
    assert [(each.table, each.column, each.rows, each.first_row, each.example) for each in refused.value.problems] == [
        ("statuses", "status", 1, 2, name)
    ]


def test_a_status_named_like_an_outcome_in_other_letters_may_be_another_and_is_only_counted() -> None:
    run = held_by(("2020-21", "all", "more_rigorous_action"))
    assert run.summary["not_read"]["statuses"] == [{"name": "more_rigorous_action", "rows": 1}]


def test_the_status_of_a_school_is_held_by_no_student_group() -> None:
    with pytest.raises(ors.InputError, match="'csi' is a rule at school in history, which no student group holds"):
        held_by(("2020-21", "white", "csi"))
    assert held_by(("2020-21", "white", "low")).summary["not_read"]["student_groups"] == []


def test_rows_of_statuses_that_no_answer_hangs_on_are_counted_and_said() -> None:
    run = held_by(
        ("2020-21", "all", "csi"),
        ("2020-21", "all", "comprehensive"),
        ("2020-21", "martians", "low"),
        ("2021-22", "all", "csi"),
        ("2030-31", "all", "csi"),
    )
    assert run.summary["not_read"] == {
        "later": 2,
        "statuses": [{"name": "comprehensive", "rows": 1}],
        "student_groups": [{"name": "martians", "rows": 1}],
        "predecessors": [{"name": "88", "rows": 1}],
    }
    said = summary_text(run.summary, run.rules)
    assert "Not read in statuses: 2 rows of 2021-22 or later" in said
    assert "no rule of history gives or reads: comprehensive (1 row)" in said
    assert "student groups that history does not name: martians (1 row)" in said
    assert "Earlier schools in predecessors that no other table has: 88 (1 row)" in said
    assert "2030-31" not in set(ors.statuses_of(run)["school_year"])


@pytest.mark.parametrize("left_over", ["a category of the frame", "rows of the school before it was split"])
def test_a_year_of_which_no_school_has_a_row_is_before_the_data_begin(left_over: str) -> None:
    funded_twice = {"label": "Title I in two years running", "at": "school", "years": 2, "all": ["title_i"]}
    rules = ors.rules(RULES | {"rule": RULES["rule"] | {"funded_twice": funded_twice}})
    schools = pd.DataFrame({"school_id": ["1"], "school_name": ["A"], "district_id": ["1"], "district_name": ["D"]})
    schools = schools.assign(school_type="school", title_i="true")
    row = {"student_group": "all", "indicator": "reading", "counted": "100", "met": "40"}
    results = pd.DataFrame([{"school_year": "2021-22", "school_id": "1"} | row])
    more: dict[str, pd.DataFrame] = {}
    if left_over == "a category of the frame":
        results["school_year"] = pd.Categorical(results.school_year, categories=["2020-21", "2021-22"])
    else:
        results = pd.concat([results, pd.DataFrame([{"school_year": "2020-21", "school_id": "old"} | row])])
        split = {"school_id": "1", "prior_school_id": "old", "school_year": "2021-22", "kind": "split"}
        more["predecessors"] = pd.DataFrame([split])
    run = ors.identify(ors.read(schools=schools, results=results, **more), rules)
    assert run.schools.funded_twice.tolist() == ["unsure"]
