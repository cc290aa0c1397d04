"""What one explanation has told so far, so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Page:
    """One explanation while it is written. `whole`: also what does not decide is opened."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole
        self.told: set[tuple[str, ...]] = set()


_PAGE: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def written(whole: bool) -> Iterator[None]:
    """While one explanation is written, what was opened further up is only named."""
    token = _PAGE.set(Page(whole))
    try:
        yield
    finally:
        _PAGE.reset(token)


def first_time(*place: str) -> bool:
    """Whether this stands nowhere further up; from now on it does."""
    page = _PAGE.get()
    if page is None:
        return True
    is_first = place not in page.told
    page.told.add(place)
    return is_first


def is_whole() -> bool:
    """Whether everything is to be opened."""
    page = _PAGE.get()
    return page is not None and page.whole
