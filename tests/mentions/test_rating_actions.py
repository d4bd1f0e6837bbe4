"""Rounds of ratings: who may do what, once and for all, and nobody sees what they should be blind to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from cast import make_mention, make_story, make_user
from ratings import CODES, assignments, every, make_round, open_round, rate_all, score, watched
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditPayload
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.core.measure.agreement import Lack
from tanggap.mentions.models import (
    MeasuredAgreement,
    Mention,
    Rating,
    RatingAssignment,
    RatingRound,
    SampledMention,
)
from tanggap.mentions.rating import actions
from tanggap.mentions.rating.figures import MACHINE, PEOPLE, kept
from tanggap.stories.models import StoryMembership

pytestmark = pytest.mark.django_db


@pytest.fixture
def piket(diskominfo: Unit) -> User:
    return make_user("piket", (diskominfo, Role.DUTY_OFFICER), full_name="Piket")


def test_a_round_asks_every_rater_about_every_mention(piket: User, sari: User, budi: User, diskominfo: Unit) -> None:
    watched(diskominfo, 14)

    made = make_round(piket, diskominfo, [sari, budi], n_texts=12)

    assert made.is_prepared and not made.is_open and not made.is_closed
    assert made.sample.count() == 12
    for rater in (sari, budi):
        mine = assignments(made, rater)
        assert [each.position for each in mine] == list(range(12))
        assert {each.sampled_id for each in mine} == set(made.sample.values_list("pk", flat=True))
    # Everybody has an order of their own.
    orders = [[each.sampled_id for each in assignments(made, rater)] for rater in (sari, budi)]
    assert orders[0] != orders[1]


def test_the_same_seed_draws_the_same_mentions(piket: User, sari: User, budi: User, diskominfo: Unit) -> None:
    watched(diskominfo, 40)
    made = make_round(piket, diskominfo, [sari, budi])
    first = set(made.sample.values_list("mention", flat=True))
    actions.discard_round(actor=piket, rating_round=made)

    again = make_round(piket, diskominfo, [sari, budi])

    assert set(again.sample.values_list("mention", flat=True)) == first
    assert len(first) == 10


def test_a_seed_is_drawn_and_kept_when_none_is_given(piket: User, sari: User, budi: User, diskominfo: Unit) -> None:
    watched(diskominfo, 10)

    made = actions.make_round(actor=piket, unit=diskominfo, name="Ronde", days=7, n_texts=10, raters=[sari, budi])

    assert RatingRound.objects.get(pk=made.pk).seed == made.seed >= 0


def test_what_does_not_belong_into_a_sample_stays_out(
    piket: User, sari: User, budi: User, diskominfo: Unit, roads: Unit
) -> None:
    good = watched(diskominfo, 10)
    watched(roads, 3)  # watched by another office of the same government
    make_mention()  # watched by nobody
    copy, empty, waiting = watched(diskominfo, 3)
    Mention.objects.filter(pk=empty.pk).update(text="")
    Mention.objects.filter(pk=waiting.pk).update(next_step="group")
    make_story(good[0], copy)
    StoryMembership.objects.filter(mention=copy).update(copy_of=good[0])

    made = make_round(piket, diskominfo, [sari, budi])

    assert set(made.sample.values_list("mention", flat=True)) == {mention.pk for mention in good}
    with pytest.raises(InvalidInput, match="only 0"):
        make_round(piket, diskominfo, [sari, budi], name="Lagi")


def test_others_may_still_be_asked_about_the_same_mentions(
    piket: User, sari: User, budi: User, ratna: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    make_round(piket, diskominfo, [sari, budi])

    assert make_round(piket, diskominfo, [ratna, piket], name="Lain").sample.count() == 10


@pytest.mark.parametrize("n_texts", [9, 201])
def test_a_number_out_of_range_is_refused(piket: User, sari: User, budi: User, diskominfo: Unit, n_texts: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_round(piket, diskominfo, [sari, budi], n_texts=n_texts)

    assert refused.value.field == "n_texts"


def test_raters_are_two_people_of_the_unit(
    piket: User, sari: User, joko: User, adminnya: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    for raters in ([sari], [sari, sari], [sari, joko]):
        with pytest.raises(InvalidInput) as refused:
            make_round(piket, diskominfo, raters)
        assert refused.value.field == "raters"

    # Whoever works above works here too.
    assert make_round(piket, diskominfo, [sari, adminnya]).sample.exists()


def test_a_name_is_given_once(piket: User, sari: User, budi: User, ratna: User, diskominfo: Unit) -> None:
    watched(diskominfo, 10)
    make_round(piket, diskominfo, [sari, budi])

    with pytest.raises(InvalidInput) as refused:
        make_round(piket, diskominfo, [ratna, piket])
    assert refused.value.field == "name"


def test_who_only_works_here_prepares_no_round(sari: User, budi: User, diskominfo: Unit) -> None:
    with pytest.raises(NotAllowed):
        make_round(sari, diskominfo, [sari, budi])


@pytest.mark.parametrize("deed", [actions.open_round, actions.unopen_round, actions.close_round, actions.discard_round])
def test_who_only_works_here_moves_no_round(
    piket: User, sari: User, budi: User, diskominfo: Unit, deed: Callable[..., object]
) -> None:
    watched(diskominfo, 10)
    made = make_round(piket, diskominfo, [sari, budi])

    with pytest.raises(NotAllowed):
        deed(actor=sari, rating_round=made)


def test_a_round_opens_once_and_only_an_open_one_closes_once(
    piket: User, sari: User, budi: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    made = make_round(piket, diskominfo, [sari, budi])
    with pytest.raises(WrongState):
        actions.close_round(actor=piket, rating_round=made)
    assert actions.open_round(actor=piket, rating_round=made).is_open
    for deed in (actions.open_round, actions.discard_round):
        with pytest.raises(WrongState):
            deed(actor=piket, rating_round=made)

    assert actions.close_round(actor=piket, rating_round=made).is_closed

    for deed in (actions.open_round, actions.close_round, actions.unopen_round):
        with pytest.raises(WrongState):
            deed(actor=piket, rating_round=made)


def test_the_opening_is_taken_back_until_somebody_has_rated(
    piket: User, sari: User, budi: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    made = open_round(piket, diskominfo, [sari, budi])
    assert actions.unopen_round(actor=piket, rating_round=made).is_prepared
    actions.open_round(actor=piket, rating_round=made)
    actions.save_rating(actor=sari, assignment=assignments(made, sari)[0], scores=every(1))

    with pytest.raises(WrongState):
        actions.unopen_round(actor=piket, rating_round=made)


def test_a_round_that_was_thrown_away_is_gone(piket: User, sari: User, budi: User, diskominfo: Unit) -> None:
    watched(diskominfo, 10)
    made = make_round(piket, diskominfo, [sari, budi])

    actions.discard_round(actor=piket, rating_round=made)

    assert not SampledMention.objects.exists()
    with pytest.raises(WrongState):
        actions.open_round(actor=piket, rating_round=made)


@pytest.fixture
def opened(piket: User, sari: User, budi: User, diskominfo: Unit) -> RatingRound:
    watched(diskominfo, 10)
    return open_round(piket, diskominfo, [sari, budi])


def test_a_rating_is_kept_changed_and_taken_back_step_by_step(opened: RatingRound, sari: User) -> None:
    mine = assignments(opened, sari)[0]

    rating = actions.save_rating(actor=sari, assignment=mine, scores=every(1, disorder=None))
    assert (rating.version, rating.scores["disorder"], rating.rubric_version) == (1, None, "1")
    rating = actions.save_rating(actor=sari, assignment=mine, scores=every(4), version=1)
    assert (rating.version, rating.scores) == (2, every(4))
    actions.take_back_rating(actor=sari, assignment=mine, version=2)

    assert Rating.objects.get().scores == every(1, disorder=None)
    with pytest.raises(WrongState):
        actions.take_back_rating(actor=sari, assignment=mine, version=3)


def test_a_first_rating_taken_back_waits_again(opened: RatingRound, sari: User) -> None:
    mine = assignments(opened, sari)[0]
    actions.save_rating(actor=sari, assignment=mine, scores=every(1))
    with pytest.raises(WrongState):
        actions.take_back_rating(actor=sari, assignment=mine, version=7)

    actions.take_back_rating(actor=sari, assignment=mine, version=1)

    assert RatingAssignment.objects.get(pk=mine.pk).rating is None
    with pytest.raises(WrongState):
        actions.take_back_rating(actor=sari, assignment=mine, version=1)


def test_the_same_sent_twice_is_one_rating(opened: RatingRound, sari: User) -> None:
    mine = assignments(opened, sari)[0]
    for _press in range(2):
        rating = actions.save_rating(actor=sari, assignment=mine, scores=every(2), version=0)

    assert rating.version == 1 and Rating.objects.count() == 1


def test_another_window_does_not_overwrite_what_it_has_not_seen(opened: RatingRound, sari: User) -> None:
    mine = assignments(opened, sari)[0]
    actions.save_rating(actor=sari, assignment=mine, scores=every(2))

    with pytest.raises(WrongState):
        actions.save_rating(actor=sari, assignment=mine, scores=every(3), version=0)
    assert Rating.objects.get().scores == every(2)


@pytest.mark.parametrize("scores", [every(1) | {"disorder": 5}, every(1, reach=2), dict.fromkeys(CODES[1:], 1), {}])
def test_a_rating_answers_every_criterion_and_no_other(
    opened: RatingRound, sari: User, scores: dict[str, int | None]
) -> None:
    with pytest.raises(InvalidInput):
        actions.save_rating(actor=sari, assignment=assignments(opened, sari)[0], scores=scores)


def test_nobody_rates_for_somebody_else(opened: RatingRound, sari: User, budi: User, piket: User) -> None:
    mine = assignments(opened, sari)[0]
    for other in (budi, piket):
        with pytest.raises(NotAllowed):
            actions.save_rating(actor=other, assignment=mine, scores=every(1))
        with pytest.raises(NotAllowed):
            actions.take_back_rating(actor=other, assignment=mine, version=1)


def test_who_has_left_the_unit_rates_no_more(opened: RatingRound, sari: User) -> None:
    sari.memberships.all().delete()

    with pytest.raises(NotAllowed):
        actions.save_rating(
            actor=User.objects.get(pk=sari.pk), assignment=assignments(opened, sari)[0], scores=every(1)
        )


def test_a_rating_is_given_while_the_round_is_open(piket: User, sari: User, budi: User, diskominfo: Unit) -> None:
    watched(diskominfo, 10)
    made = make_round(piket, diskominfo, [sari, budi])
    mine = assignments(made, sari)[0]
    with pytest.raises(WrongState):
        actions.save_rating(actor=sari, assignment=mine, scores=every(1))
    actions.open_round(actor=piket, rating_round=made)
    actions.save_rating(actor=sari, assignment=mine, scores=every(1))
    actions.close_round(actor=piket, rating_round=made)

    with pytest.raises(WrongState):
        actions.save_rating(actor=sari, assignment=mine, scores=every(2), version=1)
    with pytest.raises(WrongState):
        actions.take_back_rating(actor=sari, assignment=mine, version=1)


def test_a_new_version_of_the_rubric_ends_the_rating_of_an_old_round(opened: RatingRound, sari: User) -> None:
    RatingRound.objects.filter(pk=opened.pk).update(rubric_version="0")

    with pytest.raises(WrongState):
        actions.save_rating(actor=sari, assignment=assignments(opened, sari)[0], scores=every(1))


def test_the_trail_tells_that_somebody_rated_and_not_how(opened: RatingRound, sari: User) -> None:
    actions.save_rating(actor=sari, assignment=assignments(opened, sari)[0], scores=every(3))

    told = AuditPayload.objects.filter(entry__verb="mentions.rate").get().data

    assert set(told) == {"name", "mention", "version"}


def test_closing_measures_people_and_machine_for_the_round_the_unit_and_all(
    opened: RatingRound, piket: User, sari: User, budi: User, diskominfo: Unit
) -> None:
    rate_all(opened, sari)
    rate_all(opened, budi, off_by=1)

    actions.close_round(actor=piket, rating_round=opened)

    found = {row.round_id or row.unit_id or 0: row for row in MeasuredAgreement.objects.all()}
    assert set(found) == {opened.pk, diskominfo.pk, 0}
    for row in found.values():
        assert (row.n_rounds, row.n_texts, row.n_raters, row.rubric_version) == (1, 10, 2, "1")
        people, machine = kept(row, "disorder", PEOPLE), kept(row, "disorder", MACHINE)
        assert (people.n_texts, people.n_given, machine.n_given) == (10, 20, 40)
        assert people.low is not None and people.alpha is not None and people.low <= people.alpha < 1
        # One of the two says just what the machine says: nearer to it than the two are to each other.
        assert machine.alpha is not None and machine.alpha > people.alpha


def test_the_machine_is_held_to_what_it_said_when_the_round_closed(
    opened: RatingRound, piket: User, sari: User, budi: User, ratna: User, diskominfo: Unit
) -> None:
    rate_all(opened, sari)
    rate_all(opened, budi)
    actions.close_round(actor=piket, rating_round=opened)
    before = kept(opened.agreement, "disorder", MACHINE)
    assert before.alpha == pytest.approx(1)
    for sampled in opened.sample.all():
        score(sampled.mention, 4)

    other = open_round(piket, diskominfo, [ratna, piket], name="Lain")
    actions.close_round(actor=piket, rating_round=other)

    unit = MeasuredAgreement.objects.get(unit=diskominfo)
    assert kept(unit, "disorder", MACHINE) == before
    assert unit.n_rounds == 2
    assert opened.sample.first().machine_version == "7"  # type: ignore[union-attr]


def test_without_the_machine_people_are_measured_alone(
    opened: RatingRound, piket: User, sari: User, budi: User
) -> None:
    rate_all(opened, sari)
    rate_all(opened, budi)
    for sampled in opened.sample.all():
        sampled.mention.assessment.delete()

    actions.close_round(actor=piket, rating_round=opened)

    assert kept(opened.agreement, "disorder", PEOPLE).alpha == pytest.approx(1)
    assert kept(opened.agreement, "disorder", MACHINE).lack is Lack.FEW


def test_who_cannot_say_says_nothing(opened: RatingRound, piket: User, sari: User, budi: User) -> None:
    for each in assignments(opened, sari):
        actions.save_rating(actor=sari, assignment=each, scores=every(None))
    rate_all(opened, budi)

    actions.close_round(actor=piket, rating_round=opened)

    assert kept(opened.agreement, "disorder", PEOPLE).n_texts == 0
    assert kept(opened.agreement, "disorder", MACHINE).n_texts == 10


def test_a_machine_of_another_rubric_is_not_compared(opened: RatingRound, piket: User, sari: User, budi: User) -> None:
    rate_all(opened, sari)
    RatingRound.objects.filter(pk=opened.pk).update(rubric_version="0")

    actions.close_round(actor=piket, rating_round=opened)

    assert not opened.sample.exclude(machine={}).exists()
    assert kept(MeasuredAgreement.objects.get(round=opened), "unknown", PEOPLE).lack is Lack.FEW


def race(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment, each on a connection of its own; what came of each, or what was raised."""
    start = threading.Barrier(len(deeds))
    outcomes: list[Any] = []

    def press(deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            outcomes.append(deed())
        except (InvalidInput, WrongState) as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_rating(opened: RatingRound, sari: User) -> None:
    mine = assignments(opened, sari)[0]

    outcomes = race(*[lambda: actions.save_rating(actor=sari, assignment=mine, scores=every(2))] * 2)

    assert [outcome.version for outcome in outcomes] == [1, 1]
    assert Rating.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_disagree_one_is_refused(opened: RatingRound, sari: User) -> None:
    mine = assignments(opened, sari)[0]

    outcomes = race(
        lambda: actions.save_rating(actor=sari, assignment=mine, scores=every(2)),
        lambda: actions.save_rating(actor=sari, assignment=mine, scores=every(3)),
    )

    assert sorted(isinstance(outcome, WrongState) for outcome in outcomes) == [False, True]
    assert Rating.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rating_races_the_closing_and_is_counted_or_refused(
    opened: RatingRound, piket: User, sari: User, budi: User
) -> None:
    mine = assignments(opened, sari)[0]

    race(
        lambda: actions.save_rating(actor=sari, assignment=mine, scores=every(2)),
        lambda: actions.close_round(actor=piket, rating_round=opened),
    )

    assert MeasuredAgreement.objects.get(round=opened).n_texts == Rating.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_rounds_that_close_at_once_both_count(
    opened: RatingRound, piket: User, ratna: User, sari: User, budi: User, diskominfo: Unit
) -> None:
    other = open_round(piket, diskominfo, [ratna, piket], name="Lain")
    rate_all(opened, sari)
    rate_all(other, ratna)

    race(
        lambda: actions.close_round(actor=piket, rating_round=opened),
        lambda: actions.close_round(actor=piket, rating_round=other),
    )

    assert MeasuredAgreement.objects.get(round=None, unit=None).n_rounds == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_draw_at_once_ask_nobody_twice(piket: User, sari: User, budi: User, diskominfo: Unit) -> None:
    watched(diskominfo, 12)

    outcomes = race(
        lambda: make_round(piket, diskominfo, [sari, budi], name="Satu"),
        lambda: make_round(piket, diskominfo, [sari, budi], name="Dua"),
    )

    assert sorted(isinstance(outcome, InvalidInput) for outcome in outcomes) == [False, True]
    assert RatingRound.objects.count() == 1
