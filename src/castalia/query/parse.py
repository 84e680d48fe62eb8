"""`parse(text)`: from what somebody typed to a query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from errno import errorcode
from functools import lru_cache
from typing import TYPE_CHECKING

from castalia.query.abbreviations import spelt_out
from castalia.query.code import names_in_code
from castalia.query.comparison import read_comparison
from castalia.query.error import read_error
from castalia.query.marks import Marks, read_marks
from castalia.query.noise import NOISE
from castalia.query.query import Intent, Query, Token, Understood
from castalia.query.syntax import index_entries
from castalia.query.version_question import Asked, read_version_question
from castalia.text.identifiers import name_key
from castalia.text.tokens import MAX_TERM_LENGTH, TOKEN, known_tokens, token_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AROUND = re.compile(
    r"^(?:python\s*[23]?(?:\.\d+)?\s+)?(.*?)(?:\s+in\s+python\s*[23]?(?:\.\d+)?|\s+python\s*[23]?)?\s*\??$",
    re.IGNORECASE | re.DOTALL,
)
_ASKED = re.compile(
    r"^(?:what(?:'s|\s+is|\s+are|\s+does)|how\s+(?:to|do\s+i|can\s+i|does)(?:\s+use)?|using|use|explain|define)\s+"
    r"(?:the\s+|an?\s+)?(.+?)(?:\s+(?:do|mean|works?|keyword|function|method|module|docs|documentation|examples?))?$",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CURLY = str.maketrans("“”„‟‘’", '""""\'\'')  # noqa: RUF001 - Word processors put these where people type straight ones.
_SPELT = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*|--[^\W\d_][\w-]{3,}")
_RUN = re.compile(
    r"(?:python|py)[\d.]*\s+(?:-m\s+([^\W\d][\w.]*)|(--?[^\W\d_][\w-]*))(?:\s.*)?", re.IGNORECASE | re.DOTALL
)
# What a number alone may stand for; the documentation tells of HTTP's in one place.
_STATUS = re.compile(r"(?:http\s+|status\s+|error\s+|code\s+)*[1-5]\d\d", re.IGNORECASE)
_ERRNO = re.compile(r"(?:\[?errno:?\s+)(\d{1,3})\]?", re.IGNORECASE)
_VALUED = re.compile(r"(--?[^\W\d_][\w-]*)(?:\s+|=)[\w.=]+")
_OPTION = re.compile(r"--?[^\W\d_][\w-]*")
_PYTHON = re.compile(r"(?:python|py)[\d.]*", re.IGNORECASE)
_RELEASE = re.compile(r"\d\.\d")
_PLURAL = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)*[ -][^\W\d_]+[^\W\d_s]s", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_IDENTIFIER = re.compile(r"\w*(?:[._]\w+)+\w*|[^\W\d_]*[a-z][A-Z]\w*")

MAX_WORDS = 32
"""Words after these add nothing to what is found, only to what it costs."""

TYPED = 2000
"""So many of the words that are typed are remembered with their terms."""

NAME_WORDS = 3
"""A name that is typed as more words than these reads as a sentence."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a kind of query is looked up by: names that are all of it, names within it, and the text of its words."""

    intent: Intent
    whole: tuple[str, ...]
    among: tuple[str, ...]
    text: str


def parse(text: str, language: str = "en") -> Query:
    """Understand a query.

    Noise is dropped only where something is left, so that ``with`` and ``is`` can be asked for.

    Args:
        text: What was typed; any text at all.
        language: The tag of the language that the documentation is written in.
    """
    bare = _CONTROL.sub(" ", text).translate(_CURLY).strip()
    pasted = _failure(text) or _code(bare)
    marks = Marks(bare, bare) if pasted else read_marks(bare)
    meaning = pasted or _compared(marks) or _released(marks) or _plain(marks)
    tokens = [token[:MAX_TERM_LENGTH] for token in TOKEN.findall(meaning.text)]
    noise = NOISE.difference(map(str.casefold, meaning.among))
    telling = [token for token in tokens if token.casefold() not in noise] or tokens
    words = tuple(dict.fromkeys(_terms(telling[:MAX_WORDS], language)))
    # What was typed is often also what it is about, and its key need not be made twice.
    whole = [key for key in dict.fromkeys(map(name_key, dict.fromkeys(meaning.whole))) if key]
    may_be_wrong = meaning.intent not in {Intent.ERROR, Intent.OPERATOR} or _OPTION.fullmatch(bare)
    return Query(
        text=bare,
        keys=tuple(whole),
        singulars=tuple(key[:-1] for key in whole if _PLURAL.fullmatch(bare) and key.endswith("s")),
        among=meaning.among,
        row=tuple(tokens[:MAX_WORDS]),
        words=words,
        tokens=tuple(_spelt(marks.unquoted)) if may_be_wrong else (),
        is_plain=marks.unquoted == bare and meaning.intent is not Intent.ERROR,
        is_exact=marks.is_exact,
        understood=Understood(
            intent=meaning.intent,
            names=_names(meaning, tokens),
            phrases=marks.phrases,
            excluded=marks.excluded,
            filters=marks.filters,
            ignored=tuple(dict.fromkeys(token for token in tokens if token not in telling)),
        ),
    )


def _terms(tokens: Sequence[str], language: str) -> Iterator[tuple[str, ...]]:
    """Give the terms of each token, and of what it is short for where other words say what it is about."""
    known = known_tokens(language)
    for token in tokens:
        said = (token, *spelt_out(token)) if len(tokens) > 1 else (token,)
        yield tuple(term for word in said for term in known.get(word) or _typed_terms(word, language))


_typed_terms = lru_cache(maxsize=TYPED)(token_terms)
"""There is no end to what is typed, so that only the last words are kept, apart from those that stand in texts."""


@lru_cache(maxsize=64)
def _within(bare: str) -> str:
    """Leave out that it is about Python, and the question mark at the end; asked for by each kind of query in turn."""
    # Most queries name neither, which is quicker to see than where they would be.
    named = bare.endswith("?") or "python" in bare.lower()
    return _AROUND.sub(r"\1", bare).strip() if named else bare.strip()


def _failure(text: str) -> _Meaning | None:
    """Understand an error: its exception and template matter, and what its message mentions may be a name."""
    failure = read_error(text)
    if failure is None:
        return None
    mentioned = ".".join(failure.names)
    said = " ".join((failure.exception, failure.template, *failure.names))
    # `module 'asyncio' has no attribute 'run'` is about asyncio.run, where there is such a thing.
    whole = (failure.exception,) if not failure.template else (mentioned,) if len(failure.names) > 1 else ()
    return _Meaning(Intent.ERROR, whole, tuple(filter(None, (mentioned, failure.exception))), said)


def _code(bare: str) -> _Meaning | None:
    """Understand code by the names that it uses."""
    names = names_in_code(_within(bare))
    if not names:
        return None
    said = " ".join(token for token in TOKEN.findall(bare) if _says_something(token))
    # Some index entries begin as code does: import path.
    whole = (*names, bare) if bare.startswith("import ") else names
    return _Meaning(Intent.CODE, whole, (), said or names[0])


def _says_something(token: str) -> bool:
    """Tell whether a token of code is more than punctuation, a variable of one letter, or what every import has."""
    return len(token) > 1 and token[0].isalnum() | (token[0] == "_") and token not in {"from", "import", "as"}


def _compared(marks: Marks) -> _Meaning | None:
    """Understand a comparison by the two things that are compared."""
    sides = read_comparison(_within(marks.rest.strip()))
    if sides is None:
        return None
    entries = [entry for side in sides for entry in index_entries(side)]
    return _Meaning(Intent.COMPARISON, (), (*sides, *entries), " ".join(sides))


def _released(marks: Marks) -> _Meaning | None:
    """Understand a question about a whole release: what tells of it has the release in its heading."""
    bare = marks.rest.strip()
    # Most queries name no release, which is quicker to see than what is asked.
    question = read_version_question(bare) if _RELEASE.search(bare) else None
    if question is None or question.subject or not question.span.version:
        return None
    notes = f"What's New In Python {question.span.version}"
    whole = (bare, notes) if question.asked in {Asked.ADDED, Asked.CHANGED} else (bare,)
    return _Meaning(Intent.QUESTION, whole, (), f"{bare} {notes}")


def _plain(marks: Marks) -> _Meaning:
    """Understand words, names and operators, and what stands in quotes where there is nothing else."""
    bare = marks.rest.strip()
    asked = _within(bare) or bare
    entries = index_entries(asked)
    tokens = TOKEN.findall(asked)
    said = " ".join((asked, *entries[:1]))
    if entries or not any(map(str.isalnum, asked)) or _OPTION.fullmatch(asked):
        # A letter before quotes or brackets is no name.
        typed = () if entries and asked[0].isalnum() else (bare, asked)
        return _Meaning(Intent.OPERATOR if asked else Intent.QUESTION, (*typed, *entries), (), said)
    # Of what is letters alone no word is syntax.
    parts = () if asked.replace(" ", "").isalpha() else dict.fromkeys(asked.split())
    among = [entry for token in parts for entry in index_entries(token)]
    question = _ASKED.match(asked)
    # A question about one word is about the thing of that name; several words rather tell what to do.
    subjects = [each for each in (question[1] if question else "", _trimmed(asked)) if len(each.split()) == 1]
    is_name = len(tokens) == 1 or (len(tokens) <= NAME_WORDS and any(map(_IDENTIFIER.fullmatch, tokens)))
    intent = Intent.NAME if is_name else Intent.QUESTION
    subjects += _optional(bare) if "-" in bare else []
    subjects += _coded(asked) if _DIGIT.search(asked) else []
    return _Meaning(intent, (bare, asked, *subjects), tuple(among), said)


def _optional(bare: str) -> list[str]:
    """Give what a command line is about: `python -m venv` is about the module, `python -W error` about the option."""
    run, valued = _RUN.fullmatch(bare), _VALUED.fullmatch(bare)
    return [*(filter(None, run.groups()) if run else ()), *(valued.groups() if valued else ())]


def _coded(asked: str) -> list[str]:
    """Give what a number alone stands for: an HTTP status, or the name of an error of the system."""
    if _STATUS.fullmatch(asked):
        return ["http.HTTPStatus", "HTTP status codes"]
    number = _ERRNO.fullmatch(asked)
    name = errorcode.get(int(number[1])) if number else None
    return [f"errno.{name}"] if name else []


def _trimmed(asked: str) -> str:
    """Leave out the noise at both ends."""
    words = asked.split()
    telling = [place for place, word in enumerate(words) if word.casefold() not in NOISE]
    return " ".join(words[telling[0] : telling[-1] + 1]) if telling else ""


def _names(meaning: _Meaning, tokens: Sequence[str]) -> tuple[str, ...]:
    """Give the names of a query as one reads them."""
    if meaning.intent is Intent.CODE:
        return tuple(name for name in meaning.whole if " " not in name)
    if meaning.intent is Intent.COMPARISON:
        return meaning.among[:2]
    if meaning.intent is Intent.ERROR:
        return tuple(dict.fromkeys((*reversed(meaning.among), *meaning.whole)))
    if meaning.intent is Intent.QUESTION:
        return tuple(dict.fromkeys(filter(_IDENTIFIER.fullmatch, tokens)))
    return tuple(dict.fromkeys(meaning.whole if meaning.intent is Intent.OPERATOR else meaning.whole[1:2]))


def _spelt(rest: str) -> Iterator[Token]:
    """Give the words whose spelling may be wrong: no noise, no numbers, and only of writing that has letters."""
    for match in TOKEN.finditer(rest):
        word = match[0]
        # Most words are noise or plain, so that is looked at first.
        if word.casefold() in NOISE or len(word) == 1:
            continue
        is_word = (word.isascii() and word.isalpha()) or (_SPELT.fullmatch(word) and word.lower() != word.upper())
        if is_word and not _PYTHON.fullmatch(word):
            yield Token(word, match.start(), match.end())
