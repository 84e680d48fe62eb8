"""A long text in portions: nothing is lost between them, and they end where a reader would pause."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from castalia.text.portion import portion

TEXT = "One.\n\nTwo is longer.\n\n```python\nthree()\n\nfour()\n```\n\nFive.\n"


@given(st.text(alphabet="ab \n`#", max_size=200), st.integers(1, 50))
def test_all_portions_one_after_another_are_the_text(text: str, limit: int) -> None:
    parts, start = [], 0
    while True:
        part = portion(text, start=start, limit=limit)
        parts.append(part.text)
        assert len(part.text) <= limit
        if part.next is None:
            break
        assert part.next > start
        start = part.next

    assert "".join(parts) == text


def test_a_portion_ends_between_paragraphs() -> None:
    assert portion(TEXT, start=0, limit=30).text == "One.\n\nTwo is longer.\n\n"


def test_code_is_divided_only_when_there_is_no_other_place() -> None:
    whole = portion(TEXT, start=22, limit=34)
    divided = portion(TEXT, start=22, limit=24)

    assert whole.text == "```python\nthree()\n\nfour()\n```\n\n"
    assert divided.text == "```python\nthree()\n\n"


def test_a_line_is_not_divided_when_another_ends_nearby() -> None:
    assert portion("first line\nsecond line", start=0, limit=16).text == "first line\n"


def test_a_start_behind_the_end_gives_nothing() -> None:
    part = portion("short", start=10, limit=5)

    assert (part.text, part.next) == ("", None)
