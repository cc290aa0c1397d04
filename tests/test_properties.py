"""What must hold on any State: order does not matter, one more proficient student never hurts, masks never mislead."""

import os
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import naive
import orsupport as ors
from made_up import NEW_KINDS, cases, fillings, masked, whole_cases
from twin import data_of, holds_something

TINY = Path(__file__).resolve().parent.parent / "fixtures" / "tiny"
EXAMPLES = int(os.environ.get("ORSUPPORT_EXAMPLES", "50"))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes minutes: ask for it where a case is wanted
many = settings(max_examples=EXAMPLES, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
few = settings(many, max_examples=min(EXAMPLES, 30))
Tables = dict[str, list[dict[str, Any]]]
Case = tuple[Tables, dict[str, Any], str | None]


def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    return tuple(pd.read_csv(TINY / f"{name}.csv", dtype=str) for name in ("schools", "results"))


def tiny(results: pd.DataFrame, schools: pd.DataFrame | None = None, **numbers: float) -> ors.Run:
    import tomllib

    rules = tomllib.loads((TINY / "rules.toml").read_text())
    for name, value in numbers.items():
        rules["number"][name]["value"] = value
    data = ors.read(schools=frames()[0] if schools is None else schools, results=results)
    return ors.identify(data, ors.rules(rules))


def answers(run: ors.Run) -> dict[Any, str]:
    """Every answer of every school, group and district."""
    found = {}
    for table, keys in ((run.schools, ["school_id"]), (run.groups, ["school_id", "student_group"])):
        for row in table.to_dict("records"):
            found |= {(*(row[key] for key in keys), name): row[name] for name in run.rules.rule if name in row}
    for row in run.districts.to_dict("records"):
        found |= {(row["district_id"], name): row[name] for name in run.rules.rule if name in row}
    return found


def identified(case: Case) -> ors.Run:
    assume(holds_something(case[0], case[1]))
    return ors.identify(data_of(case[0]), ors.rules(case[1]), year=case[2], any_year=True)


class TwoValued(naive.Run):
    """Plain logic: a clause holds or does not, and a place without a value, for whatever reason, is a no."""

    def clause_answer(self, clause: str, place: naive.Place) -> int:
        turn, words = naive.clause_words(clause)
        return naive.YES if self.holds(words, place) != turn else naive.NO

    def holds(self, words: list[str], place: naive.Place) -> bool:
        if len(words) == 3:
            return self.meets(*words, place)
        if words[0] == "rated" and len(words) == 2:
            return self.reading(words[1], place).held == naive.YES
        return super().clause_answer(" ".join(words), place) == naive.YES

    def meets(self, name: str, operator: str, limit: str, place: naive.Place) -> bool:
        reading = self.reading(name, place)
        return bool(reading.held) and self.held_against(name, reading, operator, limit, place) == naive.YES


@many
@given(whole_cases())
def test_where_nothing_is_masked_blank_or_missing_answers_are_two_valued_logic(case: Case) -> None:
    tables, rules, year = case
    found = answers(identified(case))
    assert "unsure" not in found.values()
    state = naive.State(tables)
    plain = TwoValued(state, naive.Rules(rules), year or state.last_year()).every_answer()
    expected = {
        (*(place if isinstance(place, tuple) else (place,)), rule): naive.PRINTED[answer]
        for rule, places in plain.items()
        for place, answer in places.items()
    }
    assert found == {key: expected[key] for key in found}


@many
@given(st.data())
def test_no_way_of_filling_the_masks_contradicts_a_yes_or_a_no(data: st.DataObject) -> None:
    tables, rules, year = data.draw(cases(kinds=NEW_KINDS, masks=False))
    hidden = data.draw(masked(tables))
    before = answers(identified((hidden, rules, year)))
    after = answers(identified((data.draw(fillings(hidden)), rules, year)))
    assert not [key for key, answer in before.items() if answer != "unsure" and after[key] != answer]


@few
@given(st.randoms())
def test_the_order_of_rows_does_not_matter(random: Any) -> None:
    schools, results = frames()
    mixed = results.sample(frac=1, random_state=random.randrange(2**32))
    turned = schools.sample(frac=1, random_state=random.randrange(2**32))
    assert answers(tiny(mixed, turned)) == answers(tiny(results))


@few
@given(st.data())
def test_one_more_student_who_meets_the_bar_never_lowers_a_level(data: st.DataObject) -> None:
    _, results = frames()
    able = results[results.met.notna() & (pd.to_numeric(results.met) < pd.to_numeric(results.counted))]
    row = data.draw(st.sampled_from(able.index.tolist()))
    better = results.copy()
    better.loc[row, "met"] = str(int(better.loc[row, "met"]) + 1)
    keys = ["school_id", "student_group", "indicator"]
    place = tuple(results.loc[row, keys])
    before, after = (tiny(each).ratings.set_index(keys) for each in (results, better))
    if place not in before.index or pd.isna(before.loc[place, "level"]):
        return
    assert after.loc[place, "value"] >= before.loc[place, "value"]


def test_participation_never_raises_a_value_and_mathematics_reads_its_own() -> None:
    _, results = frames()
    reading = results.indicator == "ela_achievement"
    wide = results.copy()
    wide["expected"] = wide.expected.where(~(reading & wide.counted.notna()), pd.to_numeric(wide.counted) * 2)
    wide["expected"] = wide.expected.map(lambda each: each if pd.isna(each) else str(int(float(each))))
    before, after = tiny(results).ratings, tiny(wide).ratings
    both = before.merge(after, on=["school_id", "student_group", "indicator"], suffixes=("", "_after"))
    known = both[both.value.notna() & both.value_after.notna()]
    assert (known.value_after <= known.value).all()
    others = known[known.indicator != "ela_achievement"]
    assert (others.value_after == others.value).all()
    assert (
        known[known.indicator == "ela_achievement"].value_after < known[known.indicator == "ela_achievement"].value
    ).any()


def test_pooled_counts_are_the_sums_of_the_years() -> None:
    _, results = frames()
    run = tiny(results)
    for row in run.ratings[run.ratings.met.notna()].itertuples():
        mine = results[
            (results.school_id == row.school_id)
            & (results.student_group == row.student_group)
            & (results.indicator == row.indicator)
            & results.school_year.isin(str(row.school_years).split())
        ]
        assert pd.to_numeric(mine.counted).sum() == row.counted
        assert pd.to_numeric(mine.met).sum() == row.met


@few
@given(st.integers(1, 99), st.integers(1, 99))
def test_raising_the_graduation_floor_never_takes_a_school_off_the_list(one: int, other: int) -> None:
    _, results = frames()
    low, high = (tiny(results, grad_floor=floor).schools for floor in sorted((one, other)))
    named = set(low[low.csi == "yes"].school_id)
    assert named <= set(high[high.csi == "yes"].school_id)
