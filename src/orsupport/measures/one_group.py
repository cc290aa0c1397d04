"""One group: the school reads the value of one student group, such as its lowest-performing students."""

from __future__ import annotations

from orsupport.answers import Value
from orsupport.context import Context
from orsupport.measures.combining import group_columns
from orsupport.rulebook.entries import OneGroup


def one_group(context: Context, entry: OneGroup) -> Value:
    """The value of the group as one of the school."""
    position = context.places.groups.index(entry.group)
    return group_columns(context.value(entry.of), [position], context.places.shape)[0]
