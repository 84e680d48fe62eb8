"""A small Sphinx project of our own text, which the tests build and search."""

project = "Teapot"
author = "The Castalia contributors"
copyright = "2026, The Castalia contributors. This handbook is under the MIT licence"  # noqa: A001  # Sphinx's name
version = "3.1"
release = "3.1.4"
language = "en"
extensions = ["sphinx.ext.extlinks", "sphinx.ext.linkcode", "sphinx.ext.mathjax"]
extlinks = {"source": ("https://example.org/teapot/tree/main/%s", "%s")}
html_theme = "alabaster"
html_copy_source = False
html_static_path: list[str] = []
exclude_patterns = ["_build"]


def linkcode_resolve(domain: str, info: dict[str, str]) -> str | None:
    """Give the address of a function's code; only one module says where it lies."""
    if domain != "py" or info["module"] != "serving":
        return None
    return f"https://example.org/teapot/blob/main/teapot/{info['module']}.py#L{len(info['fullname'])}"
