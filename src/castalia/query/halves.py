"""A text comes in; it is refused where it holds half of a character, which no database and no answer can hold."""

from __future__ import annotations

from castalia.errors import QueryError


def refuse_halves(text: str) -> None:
    """Refuse a text with half of a surrogate pair, as JSON and arguments that cannot be decoded may leave it.

    Args:
        text: What was typed.

    Raises:
        QueryError: It holds one.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = text[error.start]
        message = f"character {error.start + 1} is only half of one ({half!r}); leave it out or type it anew"
        raise QueryError(message) from error
