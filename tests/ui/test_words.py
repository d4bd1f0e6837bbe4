"""The words on screen: complete in Indonesian, and compiled without foreign programs."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

import compile_messages
import messages


def test_every_message_has_its_indonesian_words() -> None:
    assert messages.problems() == []


def test_messages_are_found_in_python_and_in_templates() -> None:
    python = "x = _('one'); y = ngettext('%(n)d day', '%(n)d days', n); z = pgettext_lazy('month', 'May')"
    template = "{% load i18n %}  <b>{% translate 'two' %}</b>\n    <i>\n  </i>\n"
    template += "{% blocktranslate count n=n %}{{ n }} cat{% plural %}{{ n }} cats{% endblocktranslate %}"

    found = {*messages.messages_of(python, is_template=False), *messages.messages_of(template, is_template=True)}

    assert found == {
        messages.Message("one"),
        messages.Message("%(n)d day", "%(n)d days"),
        messages.Message("May", "", "month"),
        messages.Message("two"),
        messages.Message("%(n)s cat", "%(n)s cats"),
    }


def test_a_compiled_catalogue_is_read_by_the_standard_library(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(
        """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

# a remark
#: somewhere
msgid "one"
msgstr ""
"sa"
"tu “ü”"

msgctxt "month"
msgid "May"
msgstr "Mei"

msgid "%(n)d day"
msgid_plural "%(n)d days"
msgstr[0] "%(n)d hari"

#, fuzzy
msgid "doubtful"
msgstr "ragu"

msgid "empty"
msgstr ""

#~ msgid "gone"
#~ msgstr "hilang"
""",
        encoding="utf-8",
    )

    with compile_messages.compile_file(source).open("rb") as file:
        said = gettext.GNUTranslations(file)

    assert said.gettext("one") == "satu “ü”"
    assert said.pgettext("month", "May") == "Mei"
    assert said.ngettext("%(n)d day", "%(n)d days", 5) == "%(n)d hari"
    assert said.gettext("doubtful") == "doubtful"
    assert said.gettext("empty") == "empty"


@pytest.mark.parametrize("text", ['msgid one\nmsgstr "satu"', 'nonsense "x"', 'msgid "a"\nmsgid "b"', '"floating"'])
def test_a_mistake_in_a_catalogue_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(compile_messages.PoError, match=r"\w"):
        compile_messages.catalogue(text)


def test_lost_placeholders_are_noticed() -> None:
    assert messages.placeholders("%(n)d of %(total)s") - messages.placeholders("%(n)d dari") == {"total"}
