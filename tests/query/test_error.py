"""A pasted error is understood without what differs from case to case."""

from __future__ import annotations

import pytest

from castalia.query.error import Failure, read_error

TRACEBACK = """Traceback (most recent call last):
  File "/home/ada/tea.py", line 3, in <module>
    brew(b"\\xff".decode())
UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"""


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("KeyError: 'tea'", Failure("KeyError", "", ())),
        ("ZeroDivisionError: division by zero", Failure("ZeroDivisionError", "division by zero", ())),
        (
            "AttributeError: module 'asyncio' has no attribute 'run'",
            Failure("AttributeError", "module has no attribute", ("asyncio", "run")),
        ),
        (
            "FileNotFoundError: [Errno 2] No such file or directory: '/srv/tea leaves.txt'",
            Failure("FileNotFoundError", "No such file or directory:", ()),
        ),
        ("why TypeError: f() takes 2 arguments", Failure("TypeError", "why f() takes arguments", ())),
        ("urllib.error.HTTPError: HTTP Error 404: Not Found", Failure("HTTPError", "HTTP Error 404: Not Found", ())),
        (
            "ValueError: <tea.Pot object at 0x7f3a> in /srv/app/tea.py is empty",
            Failure("ValueError", "in is empty", ()),
        ),
    ],
)
def test_an_exception_and_its_template_are_what_matters(text: str, failure: Failure) -> None:
    assert read_error(text) == failure


@pytest.mark.parametrize("text", [TRACEBACK, TRACEBACK.replace("\n", " ")])
def test_of_a_traceback_only_the_last_line_matters(text: str) -> None:
    failure = read_error(text)

    assert failure is not None
    assert failure.exception == "UnicodeDecodeError"
    assert "invalid start byte" in failure.template
    assert not any(word in failure.template for word in ("ada", "0xff", "brew", "0:"))


@pytest.mark.parametrize("text", ["", "ValueError", "how to raise ValueError", "what is an Error", "errors: none"])
def test_the_name_of_an_exception_alone_is_no_error(text: str) -> None:
    assert read_error(text) is None
