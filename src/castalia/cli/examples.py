"""Commands and what they do come in, the examples at the end of a help page go out."""

from __future__ import annotations


def examples(*lines: tuple[str, str]) -> str:
    """Lay out examples as rich markup: each command in bold, what it does below."""
    shown = (f"[bold]{_escaped(command)}[/bold]\n[dim]{_escaped(purpose)}[/dim]" for command, purpose in lines)
    return "\n\n".join(("Examples:", *shown))


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
