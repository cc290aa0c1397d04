"""Which clauses give a rule its answer: of `any` the strongest, of `all` the weakest."""

from __future__ import annotations


def deciding(answer: str, joined_by: str, answers: list[str]) -> list[bool]:
    """Whether each clause, with these answers, decides the answer of its rule. The first that fails is enough to keep
    `all` from holding; where none has the rule's answer, all do."""
    if answer not in answers:
        return [True] * len(answers)
    if joined_by == "all" and answer == "no":
        return [place == answers.index("no") for place in range(len(answers))]
    return [each == answer for each in answers]
