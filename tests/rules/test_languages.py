"""Promises of the languages: who asks is answered in theirs, and a refusal can be said in any."""

import pytest
from babel import Locale
from jinja2 import DictLoader, Environment

from regulars.kernel.errors import Conflict
from regulars.kernel.sentences import Language, Sentence, said
from regulars.platform.languages import (
    NAMES,
    choose,
    language_of,
    locale_in,
    say,
    teach,
    translations,
)

ENGLISH, GREEK, GERMAN = Language.ENGLISH, Language.GREEK, Language.GERMAN


@pytest.mark.parametrize(
    ("asked", "accept", "usual", "spoken"),
    [
        (None, "", GREEK, GREEK),
        ("de", "el", ENGLISH, GERMAN),
        (" DE ", "", ENGLISH, GERMAN),
        ("de-AT", "el", ENGLISH, GERMAN),
        ("fr", "el-GR,en;q=0.5", ENGLISH, GREEK),
        ("../de", "", ENGLISH, ENGLISH),
        (None, "fr-FR,de-AT;q=0.4,el;q=0.8", ENGLISH, GREEK),
        (None, "en-AU, de", GREEK, ENGLISH),
        (None, "de;q=0,en;q=0.1", GREEK, ENGLISH),
        (None, "fr,*;q=0.5", GREEK, GREEK),
        (None, "de;q=often,;;,=", GREEK, GREEK),
        (None, "de;q=nan", GREEK, GREEK),
    ],
)
def test_the_address_wins_then_the_browser_then_the_venue(
    asked: str | None, accept: str, usual: Language, spoken: Language
) -> None:
    assert choose(asked, accept, usual) is spoken


@pytest.mark.parametrize(
    ("language", "own", "country", "locale"),
    [
        (ENGLISH, "en_AU", "AU", "en_AU"),
        (GERMAN, "en_AU", "AU", "de_DE"),
        (GERMAN, "it_CH", "CH", "de_CH"),
        (GREEK, "en_GB", "CY", "el_CY"),
        (ENGLISH, "el_GR", "GR", "en_GB"),
        (ENGLISH, "es_AR", "AR", "en_GB"),
    ],
)
def test_days_and_amounts_are_written_as_readers_of_the_language_do(
    language: Language, own: str, country: str, locale: str
) -> None:
    assert locale_in(language, own=own, country=country) == locale
    Locale.parse(locale)


def test_every_language_has_a_name_and_a_locale_has_at_most_one_language() -> None:
    assert NAMES.keys() == set(Language)
    assert language_of("de-AT") is GERMAN
    assert language_of("fr_FR") is None


def test_a_refusal_is_english_to_programs_and_speaks_every_language_to_guests() -> None:
    refusal = Conflict(said("At most %(most)s characters.", most=500))
    assert type(refusal.sentence) is str
    assert refusal.sentence == "At most 500 characters."
    assert isinstance(refusal.told, Sentence)
    assert say(GERMAN, refusal.told) == "Höchstens 500 Zeichen."
    assert say(ENGLISH, refusal.told) == "At most 500 characters."
    assert say(GREEK, "") == ""
    assert say(GERMAN, "A sentence that nobody translated.") == "A sentence that nobody translated."


def test_what_a_guest_typed_is_never_taken_for_a_placeholder() -> None:
    refusal = said("“%(number)s” is not a telephone number in this country.", number="100 %s (a)")
    assert "100 %s (a)" in say(GERMAN, refusal)
    assert say(ENGLISH, said("100 % sure")) == "100 % sure"


@pytest.mark.parametrize("language", Language)
def test_a_template_speaks_one_language_and_keeps_what_it_is_given_from_being_markup(
    language: Language,
) -> None:
    text = "{{ _('Call %(phone)s', phone=phone) }}|{{ language }}"
    environment = Environment(loader=DictLoader({"one": text}), autoescape=True)
    page = teach(environment, language).get_template("one").render(phone="<b>1</b>")
    said_here = translations(language).gettext("Call %(phone)s") % {"phone": "&lt;b&gt;1&lt;/b&gt;"}
    assert page == f"{said_here}|{language}"


@pytest.mark.parametrize(("language", "one", "many"), [(GREEK, "1 άτομο", "2 άτομα")])
def test_one_and_many_are_told_apart(language: Language, one: str, many: str) -> None:
    into = translations(language)
    for count, expected in ((1, one), (2, many)):
        said_here = into.ngettext("%(count)s person", "%(count)s people", count)
        assert said_here % {"count": count} == expected
