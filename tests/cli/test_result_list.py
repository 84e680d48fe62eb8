"""Results as people read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from castalia.cli.result_lines import headline, show_results
from castalia.cli.result_list import marked, print_results
from castalia.search.results import Total
from tests.cli.test_search import RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from castalia.search.results import Results


def test_what_a_snippet_marks_is_bold_and_its_entities_are_characters() -> None:
    text = marked("a &lt;b&gt; <mark>boil</mark> &amp; c")

    assert text.plain == "a <b> boil & c"
    assert [text.plain[span.start : span.end] for span in text.spans if "bold" in str(span.style)] == ["boil"]


def test_an_escaped_mark_is_text() -> None:
    assert marked("&lt;mark&gt;boil&lt;/mark&gt;").plain == "<mark>boil</mark>"


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "&#27;[31mred", "\x9b31mred", "a\u202ered"])
@pytest.mark.parametrize("print_results", [print_results, show_results])
def test_a_document_cannot_command_the_terminal(
    hostile: str, print_results: Callable[[Results], None], capsys: pytest.CaptureFixture[str]
) -> None:
    [result] = RESULTS.results
    everywhere = result._replace(title=hostile, kind=hostile, breadcrumb=(hostile,), snippet=hostile, url=hostile)

    print_results(replace(RESULTS, results=(everywhere,)))

    shown = capsys.readouterr().out
    assert shown.count("red") == 5
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


def test_markup_of_the_terminal_library_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    [result] = RESULTS.results

    print_results(replace(RESULTS, results=(result._replace(title="list[bold]", snippet=":smile: [red]"),)))

    shown = capsys.readouterr().out
    assert "list[bold]" in shown
    assert ":smile: [red]" in shown


def test_a_long_passage_is_not_cut_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    [result] = RESULTS.results
    passage = "boil " * 100

    print_results(replace(RESULTS, results=(result._replace(snippet=passage),)))

    assert passage.strip() in capsys.readouterr().out


def test_a_pipe_gets_the_lines_that_a_terminal_shows(capsys: pytest.CaptureFixture[str]) -> None:
    print_results(RESULTS)
    for_people = capsys.readouterr().out
    show_results(RESULTS)

    assert capsys.readouterr().out == for_people


def test_the_headline_tells_a_bound_from_a_count() -> None:
    assert headline(RESULTS) == "1 of 1,234+ in python 3.13 (3.13.5), 4 ms"
    assert headline(replace(RESULTS, total=Total(1, "eq"))) == "1 of 1 in python 3.13 (3.13.5), 4 ms"
