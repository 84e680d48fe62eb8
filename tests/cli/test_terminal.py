"""What reaches the terminal: data, talk, and no commands."""

from __future__ import annotations

import json

import pytest

from castalia.cli.terminal import data_console, printable, say, show, show_json, talk_console


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tea\tand\ncake", "tea and cake"),
        ("\x1b]0;title\x07tea", "]0;titletea"),
        ("\x9b2Jtea", "2Jtea"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("naïve — テスト 🍵", "naïve — テスト 🍵"),
    ],
)
def test_characters_that_command_a_terminal_are_left_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_talk_goes_to_stderr_and_keeps_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    say("first\nsecond\x1b[31m")

    assert capsys.readouterr() == ("", "first\nsecond[31m\n")


def test_data_goes_to_stdout_as_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show("first\nsecond")

    assert capsys.readouterr() == ("first second\n", "")


def test_json_escapes_what_would_command_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"title": "\x1b[31m tea"})

    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert json.loads(shown) == {"title": "\x1b[31m tea"}


def test_off_a_terminal_there_is_neither_colour_nor_margin(capsys: pytest.CaptureFixture[str]) -> None:
    line = "tea " * 100

    data_console().print(line, style="bold red")
    talk_console().print(line, style="bold red")

    assert capsys.readouterr() == (f"{line}\n", f"{line}\n")
