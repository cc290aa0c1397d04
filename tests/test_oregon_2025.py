"""Oregon's public results of 2022-23 to 2024-25: what an identification on them says, and how masks may fall."""

import os

import numpy as np
import pandas as pd
import pytest

import orsupport as ors
from real import real

FILLINGS = int(os.environ.get("ORSUPPORT_FILLINGS", "5"))
KEYS = {"schools": ["school_id"], "groups": ["school_id", "student_group"], "districts": ["district_id"]}


@pytest.fixture(scope="module")
def data() -> ors.Data:
    return ors.read(real("oregon-2025"))


@pytest.fixture(scope="module")
def run(data: ors.Data) -> ors.Run:
    return ors.identify(data, ors.rules("oregon-2023"))


def test_the_last_year_is_chosen_and_what_is_absent_is_named(run: ors.Run) -> None:
    assert run.year == "2024-25"
    assert run.summary["partial"] is True
    assert run.summary["indicators_absent"] == ["ela_growth", "math_growth", "elp_progress"]
    assert run.summary["years_absent"] == {
        name: ["2022-23", "2023-24"] for name in ("ninth_grade_on_track", "graduation_4yr", "completion_5yr")
    }


def test_forty_eight_open_schools_graduate_fewer_than_67_percent(run: ors.Run) -> None:
    assert (run.schools.low_graduation == "yes").sum() == 48


def test_closed_schools_are_listed_and_not_judged(run: ors.Run, data: ors.Data) -> None:
    given = data.schools.to_pandas().set_index("school_id")
    closed = run.schools[~run.schools.school_id.map(given.open).astype(bool)]
    assert len(closed) == 12
    assert set(closed.judged) == {"no"}
    assert closed.outcome.isna().all()


def test_the_tenth_percentile_of_attendance_matches_a_plain_recomputation(run: ors.Run, data: ors.Data) -> None:
    results, schools = data.results.to_pandas(), data.schools.to_pandas().set_index("school_id")
    rows = results[(results.indicator == "regular_attenders") & (results.student_group == "all")]
    exact = rows.groupby("school_id", observed=True).filter(lambda each: each.counted.notna().all())
    now = exact[exact.school_year == "2024-25"].school_id.astype(str)
    sums = exact[exact.school_id.astype(str).isin(now)].groupby("school_id", observed=True)[["counted", "met"]].sum()
    sums = sums[sums.counted >= 20]
    values = ((2000 * sums.met + sums.counted) // (2 * sums.counted)) / 10
    elementary = values[values.index.map(schools.serves_grade_12) == "false"]
    cuts = run.cuts[(run.cuts.indicator == "regular_attenders") & (run.cuts.level == "2")].set_index("schools_of")
    assert round(np.percentile(elementary, 10), 1) == cuts.loc["serves_grade_12 = false", "begins"]


def filled(data: ors.Data, run: ors.Run, seed: int) -> ors.Data:
    """The data with every masked value drawn within its bounds, and masked counts at their low bound."""
    draw = np.random.default_rng(seed)
    results = data.results.to_pandas()
    masked = results.value_low.notna().to_numpy()
    low, high = results.value_low.fillna(0).to_numpy(), results.value_high.fillna(100).to_numpy()
    results.loc[masked, "value"] = np.round(draw.uniform(low, high), 2)[masked]
    rated = run.ratings[run.ratings.level.notna() | (run.ratings.why == "unsure")]
    keys = ["school_id", "student_group", "indicator"]
    places = pd.MultiIndex.from_frame(rated[keys])
    is_rated = pd.MultiIndex.from_frame(results[keys].astype(str)).isin(places)
    unknown = results.counted.isna()
    one = is_rated & (results.school_year == run.year) & (results.counted_low == 0)
    results["counted"] = results.counted.where(~unknown, results.counted_low.where(~one, 1))
    results.loc[results.counted == 0, "value"] = np.nan
    results[["value_low", "value_high", "counted_low", "counted_high"]] = np.nan
    return ors.read(schools=data.schools, results=results)


def test_no_filling_of_the_masks_contradicts_a_yes_or_a_no(run: ors.Run, data: ors.Data) -> None:
    rules = ors.rules("oregon-2023")
    falls = {"yes": 0, "no": 0}
    for seed in range(FILLINGS):
        again = ors.identify(filled(data, run, seed), rules)
        for name, keys in (
            ("schools", ["school_id"]),
            ("groups", ["school_id", "student_group"]),
            ("districts", ["district_id"]),
        ):
            before, after = getattr(run, name).set_index(keys), getattr(again, name).set_index(keys)
            columns = [each for each in before if each in run.rules.rule]
            one, other = before[columns], after.loc[before.index, columns]
            sure = (one != "unsure") & (other != "unsure")
            assert not (sure & (one != other)).to_numpy().any(), f"filling {seed}: {name}"
            for answer in falls:
                falls[answer] += int(((one == "unsure") & (other == answer)).to_numpy().sum())
    print(f"{FILLINGS} fillings, unsure answers that fell: {falls}")
