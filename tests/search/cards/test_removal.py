"""What became of a thing is read from the sentences that say so, and from no others."""

from __future__ import annotations

import pytest

from castalia.search.cards.removal import MAX_LENGTH, Notice, find_notice, names_in, replacement_in

TEXT = (
    "The function kettle.stoke() has been removed, after being deprecated in Tea 3.0: use kettle.boil() "
    "instead. (Contributed by Ada in gh-12.) The wood argument of kettle.poke() has been removed. pour and drip are "
    "removed from the can module. They should be imported from the pot and tap modules instead. filter is removed "
    "from the can module. (Contributed by Grace.) The matches module has been removed. Use the lighter module "
    "instead. Removed the Box class in the tins module. kettle.hum() is faster."
)
NOTICES = (Notice("3.2", "Removed", "whatsnew/3.2.html#removed", "Nothing."), Notice("3.1", "Removed", "w#r", TEXT))


STOKE = "The function kettle.stoke() has been removed, after being deprecated in Tea 3.0: use kettle.boil() instead."
POUR = "pour and drip are removed from the can module. They should be imported from the pot and tap modules instead."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kettle.stoke", STOKE),
        ("can.pour", POUR),
        ("can.filter", "filter is removed from the can module."),
        ("matches", "The matches module has been removed. Use the lighter module instead."),
        ("tins.Box", "Removed the Box class in the tins module."),
    ],
)
def test_a_removal_is_found_with_what_belongs_to_it(name: str, said: str) -> None:
    found = find_notice(name, NOTICES)

    assert found is not None
    assert (found[0].version, found[1]) == ("3.1", said)


@pytest.mark.parametrize(
    "name", ["kettle.poke", "tins", "can", "kettle", "kettle.hum", "kettle.boil.x", "stoke", "Box"]
)
def test_what_a_sentence_only_mentions_is_not_removed(name: str) -> None:
    assert find_notice(name, NOTICES) is None


def test_a_heading_may_name_the_owner() -> None:
    notice = Notice("3.1", "tins", "w#tins", "Remove the following classes: Box Lid.")

    assert find_notice("tins.Lid", [notice]) is not None
    assert find_notice("cans.Lid", [notice]) is None


def test_a_very_long_sentence_is_cut() -> None:
    found = find_notice("matches", [Notice("3.1", "", "", f"Remove the matches module {'and more ' * 200}.")])

    assert found is not None
    assert len(found[1]) <= MAX_LENGTH + 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Use the hashlib module instead.", ("hashlib",)),
        ("a.b() has been removed: use c.d() or e.f instead.", ("c.d", "e.f")),
        ("There is guidance for migrating code from imp to importlib.", ("importlib",)),
        ("html.unescape() should be used.", ("html.unescape",)),
    ],
)
def test_a_replacement_is_told_from_what_it_replaces(text: str, names: tuple[str, ...]) -> None:
    assert replacement_in(f"It is obsolete. {text} It was slow.") == text
    assert names_in(text, gone="a.b") == names


def test_what_names_no_replacement_has_none() -> None:
    assert replacement_in("It is gone. It was obsolete.") == ""
