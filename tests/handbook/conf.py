"""A small Sphinx project of our own text, which the tests build and search."""

project = "Teapot"
author = "The Castalia contributors"
copyright = "2026, The Castalia contributors. This handbook is under the MIT licence"  # noqa: A001  # Sphinx's name
version = "3.1"
release = "3.1.4"
language = "en"
extensions: list[str] = []
html_theme = "alabaster"
html_copy_source = False
html_static_path: list[str] = []
exclude_patterns = ["_build"]
