"""Watches over what came in: kept, left, found again, dropped; and the preview."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cast import make_mention, make_source
from tanggap.accounts.models import Unit, User
from tanggap.accounts.visibility import Visibility
from tanggap.jobs import queue
from tanggap.mentions.matching import preview
from tanggap.mentions.models import Mention, MentionRaw, Step, UnwatchedCount, Watch, WatchHit
from tanggap.pipeline.steps.matching import drop_expired, match_due, rematch_watch
from tanggap.reference.actions import load_regions
from tanggap.reference.models import Region

pytestmark = pytest.mark.django_db


def make_watch(unit: Unit, *words: str, **fields: Any) -> Watch:
    defaults: dict[str, Any] = {"name": f"Pantau {' '.join(words)}", "any_of": list(words)}
    return Watch.objects.create(unit=unit, **{**defaults, **fields})


def incoming(**fields: Any) -> Mention:
    defaults: dict[str, Any] = {"next_step": Step.MATCH, "is_kept": False, "collected_at": timezone.now()}
    return make_mention(**{**defaults, **fields})


def fresh(mention: Mention) -> Mention:
    return Mention.objects.get(pk=mention.pk)


def test_what_a_watch_meets_is_kept_with_its_words_and_goes_on_to_be_judged(diskominfo: Unit) -> None:
    watch = make_watch(diskominfo, "jalan berlubang")
    mention = incoming(title="Jalan berlubang", text="Ada jalan berlubang.")

    assert match_due() == (1, 1)

    hit = WatchHit.objects.get()
    assert (hit.watch, hit.mention, hit.words) == (watch, mention, ["jalan berlubang"])
    assert hit.spans == [["title", 0, 15], ["text", 4, 19]]
    assert (fresh(mention).is_kept, fresh(mention).next_step) == (True, Step.JUDGE)


def test_a_namesake_elsewhere_is_left_and_our_own_is_kept(diskominfo: Unit) -> None:
    load_regions()
    make_watch(diskominfo, "Martapura")
    make_watch(diskominfo, "banjir", region_codes=["63.03"])
    ours = incoming(title="Pasar Martapura", text="Martapura, Kabupaten Banjar, tidak seperti Bandung.")
    theirs = incoming(title="Pasar Martapura", text="Martapura di OKU Timur, Sumatera Selatan, ditata.")
    flood = incoming(title="Banjir", text="Kota Banjar, Jawa Barat, tergenang.")

    assert match_due() == (3, 1)

    assert [fresh(mention).is_kept for mention in (ours, theirs, flood)] == [True, False, False]


def test_what_nobody_watches_waits_for_seven_days_and_can_be_found(diskominfo: Unit) -> None:
    make_watch(diskominfo, "banjir")
    make_watch(diskominfo, "cabai", is_active=False)
    mention = incoming(title="Harga cabai", text="Naik.")

    assert match_due() == (1, 0)

    found = fresh(mention)
    assert (found.is_kept, found.next_step) == (False, Step.DONE)
    assert found.expires_at is not None
    assert timedelta(days=6, hours=23) < found.expires_at - timezone.now() <= timedelta(days=7)
    assert list(Mention.objects.unwatched()) == [found]


def test_what_a_person_brought_goes_on_whatever_the_watches_say(diskominfo: Unit) -> None:
    mention = incoming(is_kept=True, text="Lain.")

    match_due()

    assert fresh(mention).next_step == Step.JUDGE


def test_private_mentions_meet_the_watches_of_their_own_unit_alone(diskominfo: Unit, banjar: Unit) -> None:
    own, other = make_watch(diskominfo, "jalan"), make_watch(banjar, "jalan")
    private = incoming(unit=diskominfo, is_kept=True, text="jalan")
    public = incoming(text="jalan")

    match_due()

    assert set(private.watch_hits.values_list("watch", flat=True)) == {own.pk}
    assert set(public.watch_hits.values_list("watch", flat=True)) == {own.pk, other.pk}


def test_regions_are_asked_for_by_the_names_of_the_register(diskominfo: Unit) -> None:
    Region.objects.create(code="63.03", name="Kabupaten Banjar", level="kabupaten_kota")
    Region.objects.create(code="63.03.05", name="Martapura", level="kecamatan", aliases=["Martapura Kota"])
    make_watch(diskominfo, "jalan", region_codes=["63.03"])
    here, there = incoming(title="", text="jalan di Martapura"), incoming(title="", text="jalan di tempat lain")

    match_due()

    assert (fresh(here).is_kept, fresh(there).is_kept) == (True, False)


def test_matching_twice_ends_in_the_same_rows(diskominfo: Unit) -> None:
    make_watch(diskominfo, "jalan")
    mention = incoming(text="jalan")
    match_due()
    Mention.objects.filter(pk=mention.pk).update(next_step=Step.MATCH)

    match_due()

    assert WatchHit.objects.count() == 1


def test_a_changed_watch_finds_what_waited_and_takes_nothing_back(diskominfo: Unit) -> None:
    watch = make_watch(diskominfo, "jalan")
    kept, missed = incoming(text="jalan", title="a"), incoming(text="jembatan", title="b")
    old = incoming(text="jembatan", title="c", collected_at=timezone.now() - timedelta(days=8))
    reading = incoming(text="jembatan", title="d", next_step=Step.FULL_TEXT)
    match_due()
    Watch.objects.filter(pk=watch.pk).update(any_of=["jembatan"])

    assert rematch_watch(watch.pk) is None

    assert fresh(missed).next_step == Step.JUDGE
    assert fresh(kept).is_kept, "it may be part of a story already"
    assert not kept.watch_hits.exists()
    assert not fresh(old).is_kept
    assert fresh(reading).next_step == Step.FULL_TEXT


def test_a_watch_that_was_switched_off_says_of_nothing_why_it_was_kept(diskominfo: Unit) -> None:
    watch = make_watch(diskominfo, "jalan")
    mention = incoming(text="jalan")
    match_due()
    Watch.objects.filter(pk=watch.pk).update(is_active=False)

    rematch_watch(watch.pk)

    assert not WatchHit.objects.exists()
    assert fresh(mention).is_kept


def test_rematching_goes_on_from_where_it_was_stopped(diskominfo: Unit) -> None:
    watch = make_watch(diskominfo, "jalan")
    mention = incoming(next_step=Step.DONE, text="jalan")
    queue.stopping.set()
    try:
        position = rematch_watch(watch.pk)
    finally:
        queue.stopping.clear()

    assert position == mention.pk
    assert rematch_watch(watch.pk, after_id=position) is None
    assert rematch_watch(999_999) is None


def test_what_has_had_its_time_is_dropped_with_its_raw_record_and_counted(diskominfo: Unit) -> None:
    source = make_source()
    now = timezone.now()
    expired = [incoming(next_step=Step.DONE, expires_at=now - timedelta(hours=1)) for _ in range(3)]
    for mention in expired[:2]:
        mention.came_by.create(source=source)
        MentionRaw.objects.create(mention_id=mention.pk, data={"guid": "x"})
    staying = [incoming(next_step=Step.DONE, expires_at=now + timedelta(hours=1)), make_mention()]

    assert drop_expired(now, batch=2) == 3

    assert set(Mention.objects.all()) == set(staying)
    assert not MentionRaw.objects.exists()
    today = timezone.localdate()
    assert set(UnwatchedCount.objects.values_list("on", "source", "n_mentions")) == {
        (today, source.pk, 2), (today, None, 1)
    }  # fmt: skip
    assert drop_expired(now) == 0


def test_the_preview_counts_kept_and_unwatched_and_shows_some(diskominfo: Unit, sari: User) -> None:
    for number in range(12):
        incoming(text=f"jalan rusak {number}", next_step=Step.DONE, is_kept=number < 4)
    incoming(text="jalan rusak", collected_at=timezone.now() - timedelta(days=8))
    incoming(text="lain")

    found = preview(Watch(unit=diskominfo, any_of=["jalan rusak"]), user=sari, now=timezone.now())

    assert (found.n_looked_at, found.n_kept, found.n_unwatched, found.is_partial) == (13, 4, 8, False)
    assert len(found.samples) == 8
    assert all(sample.match.words == ("jalan rusak",) for sample in found.samples)


def test_the_preview_shows_nobody_what_is_not_theirs(diskominfo: Unit, banjar: Unit, asing: User) -> None:
    incoming(unit=diskominfo, text="jalan rusak", is_kept=True)

    found = preview(Watch(unit=banjar, any_of=["jalan rusak"]), user=asing, now=timezone.now())

    assert found.n_looked_at == 0


@pytest.mark.slow
def test_the_preview_of_twenty_thousand_mentions_takes_about_a_second(diskominfo: Unit, sari: User) -> None:
    text = "Pemerintah kabupaten membuka posko di tiga kelurahan setelah sungai meluap sejak Senin malam. " * 16
    Mention.objects.bulk_create(
        Mention(
            source_kind="media_online", platform_id=str(n), title=f"Judul {n}", text=text, published_at=timezone.now()
        )
        for n in range(20_000)
    )

    began = time.perf_counter()
    found = preview(Watch(unit=diskominfo, any_of=["posko*"]), user=sari, now=timezone.now())

    assert found.n_unwatched == 20_000
    assert time.perf_counter() - began < 5, "five times what is asked of an idle machine"


def test_watches_are_seen_by_their_unit_and_the_network(diskominfo: Unit, banjar: Unit, sari: User) -> None:
    own = make_watch(diskominfo, "a")
    shared = make_watch(banjar, "b", visibility=Visibility.NETWORK)
    make_watch(banjar, "c")

    assert set(Watch.objects.visible_to(sari)) == {own, shared}
