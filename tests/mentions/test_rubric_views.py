"""The rubric beside the text of a mention."""

from __future__ import annotations

import pytest
from django.test import Client

from cast import make_mention
from tanggap.accounts.models import User
from tanggap.core.text.document import Document
from tanggap.enrichers import judge
from tanggap.enrichers.defaults import default_context
from tanggap.mentions.models import Assessment, Mention

pytestmark = pytest.mark.django_db


def scored(text: str, **fields: object) -> Mention:
    """A mention with the machine's rubric, and nothing else judged."""
    mention = make_mention(text=text, **fields)
    [found] = judge([Document("1", mention.text, mention.title)], default_context())
    spans = [[span.field, span.start, span.end, span.label] for span in found.spans["rubric"]]
    Assessment.objects.create(
        mention=mention, language="ind", sentiment="negative", context_digest="x", rubric=found.rubric,
        evidence={"rubric": spans}, versions=found.versions,
    )  # fmt: skip
    return mention


def test_the_page_shows_score_step_and_the_words_behind_it(client: Client, sari: User) -> None:
    client.force_login(sari)
    mention = scored("Ratusan warga unjuk rasa di kantor bupati.", title="")

    shown = client.get(f"/pantauan/{mention.pk}/").content.decode()

    assert "Risiko gangguan ketertiban" in shown
    assert "Unjuk rasa, boikot, kepanikan atau ujaran kebencian menyebar" in shown
    assert '<mark class="evidence evidence-rubric">unjuk rasa</mark>' in shown
    assert 'class="evidence evidence-rubric" title' in shown or shown.count("evidence-rubric") >= 3


def test_the_steps_are_told_in_english_too(client: Client, sari: User) -> None:
    User.objects.filter(pk=sari.pk).update(language="en")
    client.force_login(sari)
    client.cookies["django_language"] = "en"

    shown = client.get(
        f"/pantauan/{scored('Ratusan warga unjuk rasa di kantor bupati.', title='').pk}/"
    ).content.decode()

    assert "A demonstration, boycott, panic or hate spreading" in shown


def test_a_mention_that_this_rubric_did_not_score_shows_none(client: Client, sari: User) -> None:
    client.force_login(sari)
    mention = make_mention()
    Assessment.objects.create(mention=mention, language="ind", sentiment="negative", context_digest="x")

    assert "Risiko gangguan ketertiban" not in client.get(f"/pantauan/{mention.pk}/").content.decode()
