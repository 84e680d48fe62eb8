"""A library that people install is told from what belongs to Python, and from sentences that mention one."""

from __future__ import annotations

import sys

import pytest

from castalia.query.third_party import THIRD_PARTY, third_party_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("numpy", "numpy"),
        ("Requests", "requests"),
        ("pip install scikit-learn", "scikit-learn"),
        ("import numpy.linalg", "numpy"),
        ("from flask import Flask", "flask"),
        ("pandas module in python", "pandas"),
    ],
)
def test_a_library_is_known_by_its_name(text: str, name: str) -> None:
    assert third_party_name(text) == name


@pytest.mark.parametrize(
    "text", ["", "json", "import os", "convert numpy array to list", "click a button", "\0", "x" * 500]
)
def test_anything_else_is_none(text: str) -> None:
    assert third_party_name(text) is None


def test_nothing_of_the_standard_library_is_called_absent() -> None:
    assert THIRD_PARTY.isdisjoint(sys.stdlib_module_names)
    assert THIRD_PARTY.isdisjoint({"distutils", "imp", "asyncore", "asynchat", "smtpd", "pip", "idle", "turtledemo"})
