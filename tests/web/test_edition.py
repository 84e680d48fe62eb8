"""How addresses name a documentation."""

from __future__ import annotations

import pytest

from castalia.web.edition import Edition, parse_edition


@pytest.mark.parametrize(
    ("segment", "edition"),
    [
        ("", Edition("python", None)),
        ("3.13", Edition("python", "3.13")),
        ("3.13.5", Edition("python", "3.13.5")),
        ("moss@1.0", Edition("moss", "1.0")),
        ("moss@", Edition("moss", None)),
        ("@3.13", Edition("python", "3.13")),
    ],
)
def test_a_segment_names_a_project_only_where_it_is_not_python(segment: str, edition: Edition) -> None:
    assert parse_edition(segment) == edition


@pytest.mark.parametrize("edition", [Edition(), Edition("python", "3.13"), Edition("moss", "1.0"), Edition("moss")])
def test_what_a_segment_says_is_read_back(edition: Edition) -> None:
    assert parse_edition(edition.segment) == edition
