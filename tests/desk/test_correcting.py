"""One word of a person moves every figure that people see, and taking it back moves them back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import Unit, User
from tanggap.desk.brief.actions import make_brief
from tanggap.desk.mood import mood
from tanggap.mentions.models import Assessment, Correction, Mention
from tanggap.pipeline.tasks.following import refresh_story
from tanggap.stories.models import Story
from tanggap.ui.pictures import keeping

pytestmark = pytest.mark.django_db


def judged(sentiment: str, *, hours_ago: float = 2, **fields: Any) -> Mention:
    found = make_mention(published_at=timezone.now() - timedelta(hours=hours_ago), **fields)
    Assessment.objects.create(
        mention=found, language="ind", sentiment=sentiment, confidence=0.62, topics=["jalan"], context_digest="x"
    )
    return found


def story_of(mention: Mention) -> Story:
    """The story after the job that follows a correction."""
    refresh_story(verb="mentions.correct_assessment", object_kind="mention", object_id=str(mention.pk))
    return Story.objects.get(memberships__mention=mention)


def seen(client: Client, mention: Mention, unit: Unit) -> dict[str, object]:
    """What each place makes of the one mention."""
    story, now = story_of(mention), timezone.now()
    title = f'href="/kelompok/{story.pk}/"'
    brief = make_brief(actor=None, unit=unit, period="week", now=now).data
    tones = ("negative", "positive")
    charts = client.get("/grafik/", {"days": "7"}).content.decode()
    return {
        "story": (story.n_negative, story.n_positive),
        "inbox": [tone for tone in tones if title in client.get("/kelompok/", {"tone": tone}).content.decode()],
        "timeline": [
            tone for tone in tones if f"tone-text-{tone}" in client.get(f"/kelompok/{story.pk}/").content.decode()
        ],
        "search": [
            tone
            for tone in tones
            if f'href="/pantauan/{mention.pk}/"' in client.get("/cari/", {"q": "jalan", "tone": tone}).content.decode()
        ],
        "brief": tuple(brief["tones"]["now"][tone] for tone in tones),
        "brief by day": tuple(sum(day[tone] for day in brief["days"]) for tone in tones),
        "chart": tuple(
            words in charts for words in ("1 negatif, 0 netral, 0 positif.", "0 negatif, 0 netral, 1 positif.")
        ),
        "file": client.get("/grafik/sentimen.csv", {"days": "7"}).content,
        "picture": client.get("/grafik/sentimen.svg", {"days": "7"}).content,
        "address of the picture": charts[charts.index("/grafik/sentimen.svg") :].split('"')[0],
    }


def test_a_correction_moves_every_figure_and_taking_it_back_moves_them_back(
    client: Client, sari: User, diskominfo: Unit, tmp_path: Path, settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.HOME = tmp_path
    monkeypatch.setattr(keeping, "PATIENCE_S", 120)  # the machine may be busy
    client.force_login(sari)
    mention = judged("negative", hours_ago=26, title="Jalan dibuka lagi")
    make_story(mention)
    before = seen(client, mention, diskominfo)

    client.post(f"/pantauan/{mention.pk}/koreksi/", {"sentiment": "positive", "language": "ind", "region_codes": []})
    after = seen(client, mention, diskominfo)
    client.post(f"/pantauan/{mention.pk}/koreksi/{Correction.objects.get(name='sentiment').pk}/batal/")

    assert {name: after[name] for name in ("story", "brief", "brief by day", "chart")} == {
        "story": (0, 1), "brief": (0, 1), "brief by day": (0, 1), "chart": (False, True)
    }  # fmt: skip
    for name in ("inbox", "timeline", "search"):
        assert (before[name], after[name]) == (["negative"], ["positive"]), name
    for name in ("file", "picture", "address of the picture"):
        assert before[name] != after[name], name
    assert seen(client, mention, diskominfo) == before


def test_the_sentence_of_the_first_page_counts_a_persons_word(sari: User) -> None:
    for _number in range(20):
        judged("neutral", hours_ago=30)
        judged("neutral", hours_ago=5)
    wrong = [judged("negative", hours_ago=3) for _number in range(10)]
    make_story(*wrong, title="Banjir")
    assert mood(timezone.now()) is not None

    for mention in wrong:
        Correction.objects.create(mention=mention, name="sentiment", value="neutral", by=sari)

    assert mood(timezone.now()) is None


def test_the_machines_answer_stays_beside_the_persons(client: Client, sari: User) -> None:
    client.force_login(sari)
    mention = judged("negative")
    Correction.objects.create(mention=mention, name="sentiment", value="positive", by=sari)
    Correction.objects.create(mention=mention, name="topics", value=[], by=sari)

    shown = client.get(f"/pantauan/{mention.pk}/").content.decode()

    assert "dikoreksi petugas" in shown
    assert "Kata mesin: Sentimen Negatif; Topik jalan." in shown
    Correction.objects.create(mention=mention, name="sentiment", value="negative", by=sari)
    shown = client.get(f"/pantauan/{mention.pk}/").content.decode()
    assert "dibenarkan petugas" in shown
    assert "Kata mesin: Topik jalan." in shown
