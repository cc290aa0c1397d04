"""Texts and words are numbered in the order of their first row, and told apart by every byte."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from orsupport.counting.codes import Texts, WordCodes
from orsupport.counting.kinds import Kinds, bitmap, members_bitmap, sort_of, stacked, validity

TEXTS = st.lists(
    st.one_of(
        st.none(),
        st.sampled_from(["", "1", "01", "498", "Ñandú", "123456789012", "1234567890123", "é" * 6, "é" * 7]),
        st.text(st.characters(codec="utf-8"), max_size=16),
    ),
    max_size=80,
)
KINDS = [pa.string(), pa.large_string(), pa.string_view(), "dictionary"]
FEW = settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])


def held_as(cells: list[str | None], kind: object) -> pa.Array:
    if kind == "dictionary":
        return pa.array(cells, pa.string()).dictionary_encode()
    return pa.array(cells, kind)


@FEW
@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(KINDS), st.integers(0, 5))
def test_codes_give_back_the_texts(columns: list[list[str | None]], kind: object, cut: int) -> None:
    texts = Texts()
    for cells in columns:
        codes = texts.codes(held_as(cells, kind).slice(cut))
        names = texts.texts()
        assert [None if code < 0 else names[code] for code in codes.tolist()] == cells[cut:]
    assert len(set(texts.texts())) == texts.size


def test_the_table_of_texts_grows() -> None:
    cells = [f"student {number}" for number in range(40_000)] + [f"student-{number:020}" for number in range(500)]
    random.Random(1).shuffle(cells)
    texts = Texts()
    assert sorted(texts.codes(pa.array(cells)).tolist()) == list(range(len(cells)))
    codes = texts.codes(pa.array(cells))
    names = texts.texts()
    assert [names[code] for code in codes.tolist()] == cells


def test_only_known_texts_are_found_where_no_new_ones_are_wanted() -> None:
    texts = Texts()
    texts.codes(pa.array(["a", "a-text-of-more-than-twelve-bytes"]))
    asked = pa.array(["b", "a", "another-text-of-more-than-twelve-bytes", "a-text-of-more-than-twelve-bytes", None])
    codes = texts.codes(asked, known_only=True)
    assert [code >= 0 for code in codes.tolist()] == [False, True, False, True, False]
    assert texts.size == 2


def test_words_are_numbered_by_first_row_and_grow() -> None:
    words = np.array([5, 0, 5, 2**64 - 1, 0, *range(10, 5010)], np.uint64)
    held = WordCodes()
    codes, firsts = held.codes(words)
    assert codes.tolist() == [0, 1, 0, 2, 1, *range(3, 5003)]
    assert firsts.tolist() == [0, 1, 3, *range(5, 5005)]
    again, new = held.codes(words)
    assert again.tolist() == codes.tolist()
    assert len(new) == 0
    assert held.codes(np.array([7, 5], np.uint64), known_only=True)[0].tolist() == [-1, 0]


@FEW
@given(st.lists(st.sampled_from([True, False, None]), max_size=70), st.integers(0, 20), st.integers(0, 70))
def test_bits_are_read_from_any_row_on(cells: list[bool | None], start: int, length: int) -> None:
    column = pa.array(cells, pa.bool_()).slice(start, length)
    wanted = cells[start : start + length]

    def read(bits: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[bool]:
        return (
            np.unpackbits(stacked([bits], len(wanted))[0], count=len(wanted), bitorder="little").astype(bool).tolist()
        )

    assert read(members_bitmap(column)) == [cell is True for cell in wanted]
    assert read(validity(column)) == [cell is not None for cell in wanted]
    assert [said for said, cell in zip(read(bitmap(column)), wanted, strict=True) if cell is not None] == [
        cell for cell in wanted if cell is not None
    ]


@pytest.mark.parametrize("flags", [1, 3, 4, 5, 31, 32, 40, 70])
def test_rows_are_of_one_kind_only_if_every_column_agrees(flags: int) -> None:
    chance = random.Random(flags)
    rows = 500
    few = [chance.choice([True, False, None]) for _ in range(rows)]
    columns = [pa.array([few[(row + number) % 7] for row in range(rows)], pa.bool_()) for number in range(flags)]
    columns.append(pa.array([chance.choice(["ela", "math", None]) for _ in range(rows)]))
    columns.append(pa.array([chance.choice([0, 1, 254, None]) for _ in range(rows)]))
    kinds = Kinds([sort_of(column) for column in columns])
    found = kinds.of(columns)
    assert found is not None
    cells = list(zip(*(column.to_pylist() for column in columns), strict=True))
    by_kind: dict[int, set[object]] = {}
    for code, row in zip(found[0].tolist(), cells, strict=True):
        by_kind.setdefault(code, set()).add(row)
    assert all(len(held) == 1 for held in by_kind.values())
    assert len(by_kind) == len(set(cells)) == len(found[1])


def test_numbers_beyond_a_byte_are_not_small() -> None:
    assert sort_of(pa.array([0, 254, None])) == "small"
    assert sort_of(pa.array([255])) == "large"
    assert sort_of(pa.array([-1])) == "large"
    assert sort_of(pa.array([None, None], pa.int64())) == "small"


def test_too_many_texts_for_a_kind_are_said_so() -> None:
    assert Kinds(["text"]).of([pa.array([str(number) for number in range(5000)])]) is None
