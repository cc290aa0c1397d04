"""Student rows become the same whole numbers as in plain Python, however the cells are held."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import counting_twin as twin
from counting_rules import ATTENDERS, GRADUATION, achievement, book, families_of
from orsupport.counting.members import Members
from orsupport.counting.memberships import Groups
from orsupport.counting.sums import Sums, columns_for, count_rows
from orsupport.records import Piece

SCHOOLS = ["1", "498", "Escuela Ñandú", "410000100001", "a-school-id-of-more-than-twelve-bytes", "東京"]
YEARS = ["2022-23", "2023-24", "2024-25"]
KINDS = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "dictionary of large": pa.dictionary(pa.int8(), pa.large_string()),
}
THOROUGH = settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


SUBJECTS = families_of(
    book([], ela_achievement=achievement("ela"), math_achievement=achievement("math"), regular_attenders=ATTENDERS)
)
ELA, MATH, REGULAR = SUBJECTS


def pieces_of(table: pa.Table, sizes: list[int]) -> list[Piece]:
    found, start = [], 0
    for size in [*sizes, table.num_rows]:
        size = min(size, table.num_rows - start)
        found.append(Piece(table.slice(start, size), start))
        start += size
    return found


def cells(sums: Sums) -> Counter[tuple[str, str, str, int, str]]:
    """The numbers of all lanes that are not zero."""
    names = ["all", *sums.groups]
    found: Counter[tuple[str, str, str, int, str]] = Counter()
    for indicator, lanes in sums.lanes.items():
        for lane, counts in lanes.items():
            for school, year, group in zip(*(part.tolist() for part in np.nonzero(counts)), strict=True):
                at = indicator, lane, sums.schools[school], sums.years[year], names[group]
                found[at] = int(counts[school, year, group])
    return found


def expected(rows: list[dict[str, Any]], groups: list[str], **more: Any) -> Counter[tuple[str, str, str, int, str]]:
    def groups_of(row: twin.Row, lane: str) -> list[str]:
        return [name for name in groups if row[name] is True]

    found: Counter[tuple[str, str, str, int, str]] = Counter()
    for subject in ("ela", "math"):
        for at, students in twin.count(rows, twin.achievement(subject, 3), groups_of, **more).items():
            found[(f"{subject}_achievement", *at)] = students
    return found


def drawn_rows(seed: int, rows: int, groups: list[str], blanks: float = 0.1) -> list[dict[str, Any]]:
    chance = random.Random(seed)

    def cell(values: list[Any]) -> Any:
        return None if chance.random() < blanks else chance.choice(values)

    return [
        {
            "school_id": chance.choice(SCHOOLS) if chance.random() < 0.97 else None,
            "school_year": chance.choice(YEARS),
            "subject": chance.choice(["ela", "math", "science"]),
            "level": cell([1, 2, 3, 4]),
            "took_part": cell([True, True, False]),
            "full_academic_year": cell([True, True, False]),
            **{name: cell([True, False]) for name in groups},
        }
        for _ in range(rows)
    ]


def as_table(rows: list[dict[str, Any]], groups: list[str], kind: str) -> pa.Table:
    text, flag = KINDS[kind], pa.bool_()
    kinds = {"school_id": text, "school_year": text, "subject": text, "level": pa.int64()}
    kinds |= dict.fromkeys(("took_part", "full_academic_year", *groups), flag)
    plain = {
        name: pa.array(
            [row[name] for row in rows],
            pa.string() if held is text else held,
        )
        for name, held in kinds.items()
    }
    return pa.table({name: coded(column, kinds[name]) for name, column in plain.items()})


def coded(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return column.cast(kind)
    held = column.dictionary_encode()
    return pa.DictionaryArray.from_arrays(held.indices.cast(kind.index_type), held.dictionary.cast(kind.value_type))


def members(groups: list[str], combined: dict[str, list[str]] | None = None) -> Members:
    return Members(Groups(groups, combined or {}), {"assessments": groups, "attendance": groups})


@THOROUGH
@given(
    seed=st.integers(0, 10**9),
    rows=st.sampled_from([0, 1, 2, 7, 8, 9, 63, 64, 65, 300, 1000]),
    group_count=st.sampled_from([0, 1, 7, 8, 9, 16, 17, 63, 64]),
    kind=st.sampled_from(sorted(KINDS)),
    sizes=st.lists(st.sampled_from([0, 1, 3, 8, 13, 100]), max_size=6),
    cut=st.integers(0, 9),
    threads=st.sampled_from([1, 2]),
)
def test_every_count_is_that_of_plain_python(
    seed: int, rows: int, group_count: int, kind: str, sizes: list[int], cut: int, threads: int
) -> None:
    groups = [f"group_{number}" for number in range(group_count)]
    held = drawn_rows(seed, rows + cut, groups)
    table = as_table(held, groups, kind).slice(cut)
    families = [ELA, MATH]
    sums = count_rows(pieces_of(table, sizes), families, members(groups), threads=threads)
    assert cells(sums) == expected(held[cut:], groups)
    assert sums.rows == rows
    assert sums.without_place == sum(row["school_id"] is None for row in held[cut:])


@pytest.mark.parametrize("rows", [254, 255, 256, 511, 65_535, 65_536, 140_000])
def test_many_students_in_one_school_and_year(rows: int) -> None:
    groups = ["everybody", "nobody", "every_third"]
    table = pa.table(
        {
            "school_id": pa.array(["498"] * rows),
            "school_year": pa.array(["2024-25"] * rows),
            "subject": pa.array(["ela"] * rows),
            "level": pa.array([3] * rows, pa.int64()),
            "took_part": pa.array([True] * rows),
            "full_academic_year": pa.array([True] * rows),
            "everybody": pa.array([True] * rows),
            "nobody": pa.array([False] * rows),
            "every_third": pa.array([row % 3 == 0 for row in range(rows)]),
        }
    )
    sums = count_rows([Piece(table, 0)], [ELA], members(groups))
    assert sums.lanes["ela_achievement"]["met"][0, 0].tolist() == [rows, rows, 0, -(-rows // 3)]


def test_many_schools_and_kinds_of_rows_make_the_tables_grow() -> None:
    chance = np.random.default_rng(3)
    rows = 60_000
    ids = [f"school-{number:05}" for number in chance.integers(0, 9000, rows)]
    table = pa.table(
        {
            "school_id": ids,
            "school_year": [YEARS[number] for number in chance.integers(0, 3, rows)],
            "subject": pa.array(["ela"] * rows),
            "level": pa.array(chance.integers(1, 5, rows)),
            "took_part": pa.array(chance.random(rows) < 0.9),
            "full_academic_year": pa.array(chance.random(rows) < 0.9),
            "one": pa.array(chance.random(rows) < 0.5),
        }
    )
    sums = count_rows(pieces_of(table, [7000] * 9), [ELA], members(["one"]))
    assert cells(sums) == expected(table.to_pylist(), ["one"])


@THOROUGH
@given(seed=st.integers(0, 10**9), rows=st.sampled_from([0, 1, 9, 400]), threads=st.sampled_from([1, 2]))
def test_numbers_of_any_size_are_asked_row_by_row(seed: int, rows: int, threads: int) -> None:
    chance = random.Random(seed)
    held = [
        {
            "school_id": chance.choice(SCHOOLS),
            "school_year": chance.choice(YEARS),
            "days_enrolled": chance.choice([None, 0, 7400, 7450, 7500, 16_500, chance.randrange(20_000)]),
            "days_attended": chance.choice([None, 0, 6750, 6751, 14_850, chance.randrange(20_000)]),
            "full_academic_year": chance.choice([True, True, False, None]),
            "one": chance.choice([True, False, None]),
        }
        for _ in range(rows)
    ]
    kinds = {"school_id": pa.string_view(), "school_year": pa.string(), "days_enrolled": pa.int64()}
    kinds |= {"days_attended": pa.int64(), "full_academic_year": pa.bool_(), "one": pa.bool_()}
    table = pa.table({name: pa.array([row[name] for row in held], kind) for name, kind in kinds.items()})
    sums = count_rows(pieces_of(table, [50, 3]), [REGULAR], members(["one"]), threads=threads)
    found = twin.count(held, twin.attenders(90, 7500), lambda row, lane: ["one"] if row["one"] is True else [])
    assert cells(sums) == Counter({("regular_attenders", *at): students for at, students in found.items()})


def test_rows_that_a_rule_keeps_away_are_counted_as_kept_away() -> None:
    held = drawn_rows(7, 500, ["one"])
    drops = np.random.default_rng(5).random(500) < 0.3
    sums = count_rows(
        pieces_of(as_table(held, ["one"], "string"), [100, 33]), [ELA, MATH],
        members(["one"]), drops,
    )  # fmt: skip
    assert cells(sums) == expected(held, ["one"], drop=lambda number: bool(drops[number]))
    assert sums.dropped == int(drops.sum())


def test_no_row_is_lost_between_counted_and_left_out() -> None:
    held = drawn_rows(11, 2000, [])
    families = [ELA, MATH]
    sums = count_rows(pieces_of(as_table(held, [], "dictionary"), [300] * 6), families, members([]))
    for subject in ("ela", "math"):
        name = f"{subject}_achievement"
        kept = [row for row in held if row["subject"] == subject and row["school_id"] is not None]
        assert sums.kept[name] == len(kept)
        assert sums.lanes[name]["counted"][:, :, 0].sum() + sum(sums.left_out[name].values()) == len(kept)
        assert sums.left_out[name]["took part, without a score"] == sum(  # the reasons before it do not hold
            row["took_part"] is True and row["full_academic_year"] is True and row["level"] is None for row in kept
        )


def test_a_combined_group_counts_each_student_once() -> None:
    held = [
        {**row, "black": black, "hispanic": hispanic}
        for row, black, hispanic in zip(
            drawn_rows(1, 3, [], blanks=0), [True, True, False], [True, False, None], strict=True
        )
    ]
    for row in held:
        row |= {"subject": "ela", "school_id": "1", "school_year": "2024-25"}
    groups = ["black", "hispanic"]
    table = as_table(held, groups, "string")
    together = Members(Groups(["underserved"], {"underserved": groups}), {"assessments": groups})
    sums = count_rows([Piece(table, 0)], [ELA], together)
    assert sums.groups == ["underserved", "black", "hispanic"]
    assert sums.lanes["ela_achievement"]["report_expected"][0, 0].tolist() == [3, 2, 2, 1]


def test_a_cohort_counts_in_the_year_of_its_class() -> None:
    on_time, late = date(2024, 8, 31), date(2024, 9, 1)
    table = pa.table(
        {
            "cohort_year": ["2020-21"] * 3,
            "school_id": ["1"] * 3,
            "exit_type": pa.array([None, None, "emigrated"]),
            "exit_documented": pa.array([None, None, True]),
            "diploma": pa.array(["regular", "regular", None]),
            "diploma_date": pa.array([on_time, late, None], pa.date32()),
        }
    )
    family = families_of(book([], graduation_4yr=GRADUATION))
    sums = count_rows([Piece(table, 0)], family, members([]))
    assert cells(sums) == {
        ("graduation_4yr", lane, "1", 2023, "all"): students
        for lane, students in (("counted", 2), ("met", 1), ("report_counted", 2), ("report_met", 1))
    }
    assert sums.noted["graduation_4yr"]["a diploma after the last day of the summer, not met"] == {2023: 1}


def test_a_fault_in_one_thread_ends_the_count() -> None:
    def fails() -> Piece:
        raise OSError("the file is gone")

    pieces = [*pieces_of(as_table(drawn_rows(2, 100, []), [], "string"), [10] * 9), fails]
    with pytest.raises(OSError, match="the file is gone"):
        count_rows(pieces, [ELA], members([]))


def test_more_groups_than_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="65 student groups, and 64 can be counted"):
        Groups([f"group_{number}" for number in range(65)], {})


def test_only_the_columns_that_are_asked_are_read() -> None:
    assert columns_for([ELA], members(["one"])) == [
        "school_id", "school_year", "subject", "level", "took_part", "full_academic_year", "one",
    ]  # fmt: skip
