"""The review queue: what is offered, to whom, what an answer becomes, and what it tells of the machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.utils import timezone

from cast import make_mention, make_story, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.mentions.actions import correct_assessment, undo_correction
from tanggap.mentions.models import Assessment, Correction, Mention, Review, ReviewPlan
from tanggap.mentions.review.accuracy import accuracies
from tanggap.mentions.review.actions import HELD_FOR, answer_review, skip_review, take_review, undo_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_by_chance(settings: LazySettings) -> None:
    settings.REVIEW_RANDOM_PERCENT = 0


def judged(gap: float = 0.2, sentiment: str = "negative", **fields: Any) -> Mention:
    """A mention of this hour whose two likeliest sentiments lie `gap` apart."""
    mention = make_mention(**{"published_at": timezone.now() - timedelta(hours=1), **fields})
    scores = {"negative": (1 + gap) / 2, "neutral": (1 - gap) / 2, "positive": 0.0}
    Assessment.objects.create(
        mention=mention, language="ind", sentiment=sentiment, sentiment_scores=scores, confidence=0.6,
        versions={"sentiment": "1-a+x", "language": "1-b+x", "topics": "1+x", "places": "1+x"}, context_digest="x",
    )  # fmt: skip
    return mention


def take(user: User) -> Review:
    review = take_review(actor=user)
    assert review is not None
    return review


def seen_of(review: Review) -> str:
    found = Mention.objects.get(pk=review.mention_id).judged
    assert found is not None
    return found.digest


def answer(user: User, review: Review, **said: Any) -> Review:
    return answer_review(actor=user, review=review, seen=seen_of(review), said=said)


# What is offered


def test_the_least_certain_is_offered_first_and_each_once(sari: User) -> None:
    sure, doubtful = judged(0.9), judged(0.1)

    first = take(sari)
    answer(sari, first)
    second = take(sari)
    answer(sari, second)

    assert [first.mention_id, second.mention_id] == [doubtful.pk, sure.pk]
    assert take_review(actor=sari) is None


def test_a_story_comes_once_before_its_second_text(sari: User) -> None:
    flood = [judged(0.1), judged(0.11)]
    make_story(*flood)
    road = judged(0.3)
    offered = []
    for _ in range(3):
        review = take(sari)
        offered.append(review.mention_id)
        answer(sari, review)

    assert offered[1] == road.pk and {offered[0], offered[2]} == {mention.pk for mention in flood}


def test_between_equals_the_one_that_more_people_saw_goes_first(sari: User) -> None:
    judged(0.2, metrics={"likes": 2})
    seen = judged(0.2, metrics={"views": 900, "note": "x"})

    assert take(sari).mention_id == seen.pk


def test_private_old_unkept_corrected_unjudged_ones_and_copies_are_not_offered(sari: User, diskominfo: Unit) -> None:
    judged(unit=diskominfo)
    judged(published_at=timezone.now() - timedelta(days=31))
    judged(is_kept=False)
    judged(sentiment="")
    make_mention()
    correct_assessment(actor=sari, mention=judged(), name="language", value="bjn")
    first, copy = judged(0.3), judged(0.1)
    make_story(first, copy).memberships.filter(mention=copy).update(copy_of=first)

    review = take(sari)
    answer(sari, review)

    assert review.mention_id == first.pk
    assert take_review(actor=sari) is None


# Who holds it


def test_two_people_never_hold_the_same(sari: User, joko: User) -> None:
    judged(), judged()

    mine, his = take(sari), take(joko)

    assert mine.mention_id != his.mention_id
    assert take(sari) == mine
    assert take_review(actor=make_user("ani", (Unit.objects.get(code="kalsel"), Role.ANALYST))) is None


def test_what_nobody_answers_in_time_goes_to_the_next_who_asks(sari: User, joko: User) -> None:
    judged()
    review = take(sari)
    Review.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    assert take(joko) == review
    with pytest.raises(WrongState):
        answer(sari, review)
    assert Correction.objects.count() == 0


def test_a_lease_that_ran_out_still_counts_while_nobody_else_came(sari: User) -> None:
    judged()
    review = take(sari)
    Review.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    assert answer(sari, review).answered_by == sari
    assert timedelta(minutes=5) < HELD_FOR


def test_a_second_press_counts_once(sari: User) -> None:
    judged()
    review = take(sari)
    answer(sari, review)

    with pytest.raises(WrongState):
        answer(sari, review)
    assert Correction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_get_a_mention_each(province: Unit) -> None:
    people = [make_user(f"orang{number}", (province, Role.ANALYST)) for number in range(4)]
    for number in range(4):
        judged(number / 10)
    got: list[int] = []
    gate = threading.Barrier(len(people))

    def ask(person: User) -> None:
        try:
            gate.wait()
            got.append(take(person).mention_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(got)) == 4


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_count_once(sari: User) -> None:
    judged()
    review = take(sari)
    seen, gate = seen_of(review), threading.Barrier(2)
    refused: list[bool] = []

    def press() -> None:
        try:
            gate.wait()
            answer_review(actor=sari, review=review, seen=seen, said={})
        except WrongState:
            refused.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Correction.objects.count(), refused) == (1, [True])


def test_who_does_not_work_here_reviews_nothing(tamu: User, sari: User, province: Unit) -> None:
    reader = make_user("pembaca", (province, Role.LEADER))
    judged()
    review = take(sari)

    for deed in (
        lambda: take_review(actor=reader),
        lambda: answer_review(actor=reader, review=review, seen="", said={}),
        lambda: skip_review(actor=reader, review=review),
        lambda: undo_review(actor=reader, review=review),
        lambda: take_review(actor=tamu),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_mention_that_became_private_is_nobody_elses(sari: User, roads: Unit) -> None:
    judged()
    review = take(sari)
    Mention.objects.update(unit=roads)

    with pytest.raises(NotAllowed):
        skip_review(actor=sari, review=review)


# What an answer becomes


def test_agreeing_is_stored_as_a_persons_word(sari: User) -> None:
    mention = judged()
    review = answer(sari, take(sari))

    found = Mention.objects.get(pk=mention.pk).judged
    assert found is not None and found.corrected == {"sentiment"} and found.overruled == {}
    assert review.said == review.machine
    assert AuditEntry.objects.filter(verb="mentions.answer_review", actor_id=sari.pk).count() == 1


def test_correcting_counts_at_once_and_the_machines_word_stays(sari: User) -> None:
    mention = judged()
    review = answer(sari, take(sari), sentiment="positive", language="bjn")

    found = Mention.objects.get(pk=mention.pk).judged
    assert found is not None
    assert (found.sentiment, found.language) == ("positive", "bjn")
    assert found.overruled == {"sentiment": "negative", "language": "ind"}
    assert (review.machine["sentiment"], review.said["sentiment"]) == ("negative", "positive")
    assert len(review.correction_ids) == 2


def test_an_answer_to_another_judgement_than_the_one_shown_is_refused(sari: User) -> None:
    judged()
    review = take(sari)
    seen = seen_of(review)
    Assessment.objects.update(sentiment="neutral")

    with pytest.raises(WrongState):
        answer_review(actor=sari, review=review, seen=seen, said={})
    Assessment.objects.all().delete()
    with pytest.raises(WrongState):
        answer_review(actor=sari, review=review, seen=seen, said={})


def test_a_value_that_there_is_not_stores_nothing(sari: User) -> None:
    judged()
    review = take(sari)

    with pytest.raises(InvalidInput):
        answer(sari, review, sentiment="gembira")
    assert not Review.objects.answered().exists() and not Correction.objects.exists()


# Passing by and taking back


def test_what_one_passes_by_is_offered_to_others(sari: User, joko: User) -> None:
    judged()
    review = take(sari)
    skip_review(actor=sari, review=review)

    assert take_review(actor=sari) is None
    assert take(joko) == review


def test_an_answer_is_taken_back_with_its_words(sari: User) -> None:
    mention = judged()
    review = answer(sari, take(sari), sentiment="positive")

    undo_review(actor=sari, review=review)

    found = Mention.objects.get(pk=mention.pk).judged
    assert found is not None and (found.sentiment, found.corrected) == ("negative", frozenset())
    assert take(sari) == review
    assert not Review.objects.answered().exists()


def test_taking_back_lets_go_of_the_one_in_hand(sari: User, joko: User) -> None:
    judged(0.1), judged(0.2)
    first = answer(sari, take(sari))
    second = take(sari)

    undo_review(actor=sari, review=first)

    assert take(joko) == second
    assert take(sari) == first


def test_a_word_taken_back_elsewhere_frees_the_answer(sari: User) -> None:
    mention = judged()
    review = answer(sari, take(sari))
    undo_correction(actor=sari, mention=mention, correction_id=review.correction_ids[0])

    assert not Review.objects.answered().exists()
    with pytest.raises(WrongState):
        undo_review(actor=sari, review=review)
    assert take(sari) == review


def test_passing_by_is_taken_back_unless_somebody_else_came(sari: User, joko: User) -> None:
    judged(0.1), judged(0.2)
    first, second = take(sari), None
    skip_review(actor=sari, review=first)
    undo_review(actor=sari, review=first)
    assert take(sari) == first

    skip_review(actor=sari, review=first)
    second = take(joko)
    assert second == first
    for review in (first, answer(joko, first)):
        with pytest.raises(WrongState):
            undo_review(actor=sari, review=review)


# By chance, and what it tells


def test_by_chance_all_are_drawn_alike_those_answered_too(sari: User, settings: LazySettings) -> None:
    doubtful, sure = judged(0.05), judged(0.95)
    answer(sari, take(sari))
    assert not Review.objects.get(mention=doubtful).is_random
    settings.REVIEW_RANDOM_PERCENT = 100

    drawn = take(sari)

    assert (drawn.mention_id, drawn.is_random) == (sure.pk, True)
    answer(sari, drawn)
    assert take_review(actor=sari) is None
    # The answer that was there counts as drawn: nobody is asked twice.
    assert Review.objects.filter(is_random=True).count() == 2
    assert ReviewPlan.objects.get().n_offers >= 3


def test_when_nothing_teaches_more_the_offer_is_drawn(sari: User, settings: LazySettings) -> None:
    settings.REVIEW_RANDOM_PERCENT = 1
    mention = judged()
    correct_assessment(actor=sari, mention=mention, name="sentiment", value="positive")

    review = answer(sari, take(sari))

    assert review.is_random and review.machine["sentiment"] == "negative" and review.said["sentiment"] == "positive"


def test_without_mentions_nothing_is_offered(sari: User, settings: LazySettings) -> None:
    settings.REVIEW_RANDOM_PERCENT = 100
    assert take_review(actor=sari) is None
    make_mention(collected_at=timezone.now() - timedelta(days=40))
    assert take_review(actor=sari) is None


def answers(sari: User, n: int, n_wrong: int, *, is_random: bool = True, version: str = "1-a+x") -> None:
    for number in range(n):
        said = {"sentiment": "positive" if number < n_wrong else "negative", "topics": ["b", "a"]}
        Review.objects.create(
            mention=make_mention(), offer=number, is_random=is_random, answered_by=sari, answered_at=timezone.now(),
            machine={"sentiment": "negative", "topics": ["a", "b"]}, said=said, versions={"sentiment": version},
        )  # fmt: skip


def test_only_what_was_drawn_by_chance_and_of_this_version_counts(sari: User) -> None:
    answers(sari, 40, 40, is_random=False)
    answers(sari, 5, 5, version="1-old+x")
    answers(sari, 30, 6, version="1-a+y")

    found = accuracies()[0]

    assert (found.name, found.n, found.n_earlier) == ("sentiment", 30, 5)
    assert found.right is not None and found.right.share == 0.8
    assert (round(found.right.low, 3), round(found.right.high, 3)) == (0.627, 0.905)
    topics = next(row for row in accuracies() if row.name == "topics")
    assert topics.right is not None and topics.right.share == 1.0


def test_an_answer_from_before_the_kind_was_asked_for_says_nothing_of_it(sari: User) -> None:
    answers(sari, 30, 0)

    kind = next(row for row in accuracies() if row.name == "kind")

    assert (kind.n, kind.n_earlier, kind.right) == (0, 0, None)


def test_the_kind_is_shown_with_the_question_and_counts_with_the_answer(client: Client, sari: User) -> None:
    mention = judged()
    Assessment.objects.update(kind="news")
    client.force_login(sari)
    taken = take(sari)
    shown = client.get("/periksa/").content.decode()

    review = answer(sari, taken, kind="advertorial")

    assert '<dt class="col-4">Jenis teks</dt><dd class="col-8">Berita</dd>' in shown
    assert (review.machine["kind"], review.said["kind"]) == ("news", "advertorial")
    found = Mention.objects.get(pk=mention.pk).judged
    assert found is not None and found.kind_words == "Advertorial"


def test_under_thirty_no_figure_is_said(client: Client, sari: User) -> None:
    answers(sari, 29, 0)
    client.force_login(sari)

    assert accuracies()[0].right is None
    shown = client.get("/periksa/").content.decode()
    assert "masih terlalu sedikit: mulai 30" in shown and "<td>29</td>" in shown
    answers(sari, 1, 0)
    assert "100 %" in client.get("/periksa/").content.decode()


# The page


@pytest.fixture
def office(client: Client, sari: User) -> Iterator[Client]:
    client.force_login(sari)
    yield client


def test_looking_at_the_page_takes_nothing(office: Client) -> None:
    judged()

    assert "Mulai memeriksa" in office.get("/periksa/").content.decode()
    assert not Review.objects.exists()


def test_the_page_shows_the_text_with_its_evidence_and_goes_on_after_the_answer(office: Client, sari: User) -> None:
    mention = judged(0.1, text="Warga senang.")
    Assessment.objects.update(evidence={"sentiment": [["text", 6, 12, "negative"]]})
    other = judged(0.5)
    page = office.post("/periksa/mulai/", follow=True).content.decode()
    review = Review.objects.get()
    assert '<mark class="evidence evidence-sentiment" title="Sentimen">senang</mark>' in page
    assert "Pantauan ini diambil secara acak" not in page

    page = office.post(f"/periksa/{review.pk}/jawab/", {"seen": seen_of(review)}, follow=True).content.decode()

    assert "Dihitung: Negatif." in page and f"/pantauan/{other.pk}/" in page
    assert "Hari ini: 1 diperiksa Anda, 1 oleh semua." in page
    page = office.post(f"/periksa/{review.pk}/urungkan/", follow=True).content.decode()
    assert f"/pantauan/{mention.pk}/" in page and "Hari ini: 0" in page


def test_one_key_corrects_the_sentiment_and_the_form_the_rest(office: Client) -> None:
    judged(0.1), judged(0.2)
    office.post("/periksa/mulai/")
    review = Review.objects.get()
    office.post(f"/periksa/{review.pk}/jawab/", {"seen": seen_of(review), "sentiment": "positive"})
    assert Correction.objects.get().value == "positive"

    review = Review.objects.get(answered_by=None)
    whole = {"seen": seen_of(review), "whole": "1", "sentiment": "negative"}
    page = office.post(f"/periksa/{review.pk}/jawab/", {**whole, "language": "kawi"}).content.decode()
    assert "alert-warning" in page and '<details class="mt-2" open>' in page
    office.post(f"/periksa/{review.pk}/jawab/", {**whole, "language": "bjn"})
    assert sorted(Correction.objects.filter(mention=review.mention).values_list("name", "value")) == [
        ("language", "bjn"), ("sentiment", "negative"),
    ]  # fmt: skip


def test_a_page_pressed_twice_says_nothing_and_goes_on(office: Client) -> None:
    judged(0.1), judged(0.2)
    office.post("/periksa/mulai/")
    review = Review.objects.get()
    pressed = {"seen": seen_of(review)}
    office.post(f"/periksa/{review.pk}/jawab/", pressed, follow=True)

    page = office.post(f"/periksa/{review.pk}/jawab/", pressed, follow=True).content.decode()

    assert "alert" not in page
    assert Review.objects.answered().count() == 1


def test_what_cannot_be_stored_is_told_in_words(office: Client, sari: User, joko: User) -> None:
    judged(0.1)
    office.post("/periksa/mulai/")
    review = Review.objects.get()
    answer_at = f"/periksa/{review.pk}/jawab/"

    page = office.post(answer_at, {"seen": "lama"}, follow=True).content.decode()
    assert "Penilaiannya berubah" in page
    page = office.post(answer_at, {"seen": seen_of(review), "sentiment": "gembira"}, follow=True).content.decode()
    assert "Nilai ini tidak dapat disimpan" in page
    Review.objects.update(holder=joko)
    page = office.post(answer_at, {"seen": seen_of(review)}, follow=True).content.decode()
    assert "rekan" in page
    assert "tidak lagi menunggu Anda" in office.post(f"/periksa/{review.pk}/lewati/", follow=True).content.decode()
    assert (
        "Tidak ada yang dapat diurungkan"
        in office.post(f"/periksa/{review.pk}/urungkan/", follow=True).content.decode()
    )


def test_passing_by_offers_a_way_back(office: Client) -> None:
    mention = judged()
    office.post("/periksa/mulai/")
    review = Review.objects.get()
    page = office.post(f"/periksa/{review.pk}/lewati/", follow=True).content.decode()
    assert f"/periksa/{review.pk}/urungkan/" in page and "Tidak ada lagi yang perlu diperiksa" in page

    page = office.post(f"/periksa/{review.pk}/urungkan/", follow=True).content.decode()
    assert f"/pantauan/{mention.pk}/" in page


def test_a_drawn_mention_is_told_as_such_after_the_answer(office: Client, settings: LazySettings) -> None:
    settings.REVIEW_RANDOM_PERCENT = 100
    judged()
    office.post("/periksa/mulai/")
    review = Review.objects.get(is_random=True)

    page = office.post(f"/periksa/{review.pk}/jawab/", {"seen": seen_of(review)}, follow=True).content.decode()

    assert "Pantauan ini diambil secara acak" in page


def test_who_only_reads_sees_the_figures_and_no_button(client: Client, province: Unit) -> None:
    client.force_login(make_user("pembaca", (province, Role.LEADER)))
    judged()

    page = client.get("/periksa/").content.decode()

    assert "Seberapa sering mesin benar" in page and "/periksa/mulai/" not in page
