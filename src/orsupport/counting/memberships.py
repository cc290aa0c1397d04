"""The student groups of rows as bit sets: a word a row, bit k for group k."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from orsupport.counting.codes import Codes, Texts, Words
from orsupport.counting.kinds import members_bitmap, stacked
from orsupport.problems import InputError, Problem
from orsupport.tables.arrays import one_array

MOST_GROUPS = 64
GROUPS = "student_groups"


class Groups:
    """The groups that are counted beside all students, each with its bit; `combined` ones are those of their parts."""

    def __init__(self, names: Sequence[str], combined: Mapping[str, Sequence[str]]) -> None:
        parts = [part for parts in combined.values() for part in parts]
        self.names = [name for name in dict.fromkeys([*names, *parts]) if name != "all"]
        if len(self.names) > MOST_GROUPS:
            says = f"the rules file names {len(self.names)} student groups, and {MOST_GROUPS} can be counted"
            raise InputError([Problem("", "[groups]", says)], "The student records cannot be counted.")
        self.bit = {name: place for place, name in enumerate(self.names)}
        self.combined = {name: list(parts) for name, parts in combined.items()}
        self._joined = [
            (np.uint64(sum(1 << self.bit[part] for part in parts)), np.uint64(1 << self.bit[name]))
            for name, parts in combined.items()
        ]

    def from_flags(self, table: pa.Table, columns: Sequence[str]) -> Words:
        """Membership from a true or false column a group; a blank cell is not a member."""
        from orsupport.counting import kernel_codes

        words = np.zeros(table.num_rows, np.uint64)
        if not columns:
            return words
        maps = {self.bit[name]: members_bitmap(one_array(table.column(name))) for name in columns}
        blank = np.zeros((table.num_rows + 7) // 8, np.uint8)
        every = [maps.get(place, blank) for place in range(max(maps) + 1)]
        kernel_codes.gather_bits(stacked(every, table.num_rows), 0, words)
        return words

    def combine(self, words: Words) -> Words:
        """Every member of a part is a member of the combined group."""
        for parts, name in self._joined:
            words[(words & parts) != 0] |= name
        return words


class GroupTexts:
    """Membership from texts of codes separated by spaces; a code that no one declared is counted in `unknown`."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._texts = Texts()
        self._words = np.zeros(0, np.uint64)
        self._strange: dict[int, list[str]] = {}
        self.unknown: Counter[str] = Counter()

    def words(self, column: pa.Array | pa.ChunkedArray) -> Words:
        """The groups of every row; a blank cell is in none."""
        from orsupport.counting import kernel_codes

        codes = self._texts.codes(column)
        if self._texts.size > len(self._words):
            self._read_new()
        out = np.zeros(len(codes), np.uint64)
        kernel_codes.mapped(codes, self._words, out)
        self._count_strange(codes)
        return out

    def _read_new(self) -> None:
        known = len(self._words)
        new = []
        for place, text in enumerate(self._texts.texts()[known:], known):
            word, strange = 0, []
            for code in dict.fromkeys(text.split()):
                if code in self._groups.bit:
                    word |= 1 << self._groups.bit[code]
                elif code != "all":
                    strange.append(code)
            new.append(word)
            if strange:
                self._strange[place] = strange
        self._words = np.concatenate([self._words, np.array(new, np.uint64)])

    def _count_strange(self, codes: Codes) -> None:
        if not self._strange:
            return
        rows = np.bincount(codes[codes >= 0], minlength=self._texts.size)
        for place, strange in self._strange.items():
            if rows[place]:
                self.unknown.update(dict.fromkeys(strange, int(rows[place])))
