"""Counts of days: whatever happens to mentions, what is written down is what a count from their rows finds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cast import make_mention, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.desk.charts import counting, figures
from tanggap.desk.charts.figures import Scope, emotions, stances, towards
from tanggap.desk.charts.models import ChangedHour, DailyCount
from tanggap.desk.tasks import count_all_days, count_changed_days
from tanggap.mentions.actions import correct_assessment, undo_correction
from tanggap.mentions.models import Assessment, Correction, Mention, TargetCorrection, TargetJudgement, Watch, WatchHit
from tanggap.mentions.tones.lines import lines_of
from tanggap.reference.actions import load_defaults
from tanggap.reference.models import Programme
from tanggap.sources.models import Outlet

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOPICS = ["jalan", "kesehatan", "pendidikan"]
TARGETS = ["kab-banjar", "kota-banjarmasin", "programme:1"]
PEOPLE = [f"orang-{n}" for n in range(8)]
PLACES = ["63.03", "63.03.05", "63.71", "63", "31.71", "63.01.02"]


def judged(at: datetime, **fields: Any) -> Mention:
    given = {"sentiment": "negative", "topics": ["jalan"], "region_codes": ["63.03"], "emotion": "none"}
    judgement = {name: fields.pop(name, value) for name, value in given.items()}
    row = make_mention(published_at=at, **fields)
    Assessment.objects.create(mention=row, language="ind", context_digest="x", **judgement)
    return row


def watching(unit: Unit, mention: Mention, *, visibility: str = "network") -> Watch:
    watch, _made = Watch.objects.get_or_create(unit=unit, name=f"Pantau {visibility}", visibility=visibility)
    WatchHit.objects.get_or_create(watch=watch, mention=mention)
    return watch


def counted_by_hand(user: User, *, region: str = "", unit: Unit | None = None) -> dict[str, Counter[Any]]:
    """The same figures from each mention's own reading of itself, without any of the code that counts."""
    names = ("platform", "tone", "outlet", "topic", "place", "towards", "emotion", "stance")
    found: dict[str, Counter[Any]] = {name: Counter() for name in names}
    for row in Mention.objects.visible_to(user).kept():
        says = row.judged
        codes = says.region_codes if says else []
        if region and not any(code == region or code.startswith(f"{region}.") for code in codes):
            continue
        watches = Watch.objects.visible_to(user).filter(hits__mention=row)
        if unit and row.unit != unit and not watches.filter(unit=unit).exists():
            continue
        day = timezone.localdate(row.published_at)
        found["platform"][day, row.source_kind] += 1
        lines = [line for line in lines_of(row) if line.target_kind == "unit" and not line.is_absent]
        found["towards"].update(f"{line.target} {line.tone_class}" for line in lines)
        spoken_of = {line.target for line in lines_of(row) if not line.is_absent}
        about = [each for each in row.target_judgements.exclude(stance="") if each.target in spoken_of]
        found["stance"].update(f"{each.target} {each.stance}" for each in about)
        if says and row.assessment.emotion != "none":
            found["emotion"][row.assessment.emotion] += 1
        if row.outlet_id:
            found["outlet"][str(row.outlet_id)] += 1
        if says:
            found["tone"][day, says.sentiment] += 1
            found["topic"].update(set(says.topics))
            found["place"].update({code[:5] for code in codes if len(code) > 2 and code.startswith("63")})
    return found


def is_heard_by_hand(user: User, enough: int) -> dict[str, bool]:
    """Of what so many people spoke, read from each mention."""
    heard: dict[str, set[str]] = {"emotion": set(), "programme:1": set()}
    for row in Mention.objects.visible_to(user).kept():
        author = row.author_pseudonym or (f"{row.source_kind} {row.outlet_id}" if row.author_display else "")
        if row.assessment.emotion != "none":
            heard["emotion"].add(author)
        absent = {line.target for line in lines_of(row) if line.is_absent}
        if row.target_judgements.filter(target="programme:1").exclude(target__in=absent):
            heard["programme:1"].add(author)
    return {what: len(authors - {""}) >= enough for what, authors in heard.items()}


def counted_by_us(user: User, **chosen: Any) -> dict[str, Counter[Any]]:
    scope = Scope(user, {**chosen, "days": "90"}, timezone.now())
    days = {name: scope.by_day(name) for name in ("platform", "tone")}
    sums = ("outlet", "topic", "place", "towards", "emotion", "stance")
    return {**days, **{name: scope.total(name) for name in sums}}


class Chance:
    """Things that happen to mentions, in an order that a seed decides."""

    def __init__(self, seed: int, sari: User, units: list[Unit]) -> None:
        self.draw = random.Random(seed)
        self.sari, self.units = sari, units
        self.rows: list[Mention] = []
        self.outlets = [Outlet.objects.create(name=f"Kabar {n}", domain=f"kabar{n}.example") for n in range(3)]

    def any(self) -> Mention:
        return self.draw.choice(self.rows)

    def come(self) -> None:
        draw = self.draw
        fields = {"unit": draw.choice([None, None, self.units[0]]), "outlet": draw.choice([None, *self.outlets])}
        fields |= {"source_kind": draw.choice(["media_online", "x"]), "is_kept": draw.random() < 0.8}
        at = timezone.now() - timedelta(hours=draw.randrange(90 * 24 - 24))
        fields["author_pseudonym"] = draw.choice(["", *PEOPLE])
        fields["author_display"] = draw.choice(["", "Redaksi"])
        fields["emotion"] = draw.choice(["none", "anger", "happy"])
        row = judged(at, topics=draw.sample(TOPICS, 2), region_codes=draw.sample(PLACES, 2), **fields)
        self.rows.append(row)
        for target in draw.sample(TARGETS, draw.randrange(3)):
            self.judge_target(row, target, draw.choice(["negative", "positive"]))
        if draw.random() < 0.5:
            watching(row.unit or draw.choice(self.units), row)

    def correct(self) -> None:
        words = [("sentiment", "positive"), ("topics", []), ("region_codes", ["63.71", "63.71.01"])]
        name, value = self.draw.choice(words)
        Correction.objects.create(mention=self.any(), name=name, value=value, by=self.sari)

    @staticmethod
    def judge_target(row: Mention, target: str, tone: str) -> None:
        kind = "programme" if ":" in target else "unit"
        stance = "" if kind == "unit" else "oppose" if tone == "negative" else "support"
        given = {"stance": stance, "tone": 0.0, "salience": 1.0, "confidence": 0.7, "version": "1", "unit_code": target}
        TargetJudgement.objects.create(mention=row, target_kind=kind, target=target, tone_class=tone, **given)

    def correct_tone(self) -> None:
        target, tone = self.draw.choice(TARGETS), self.draw.choice(["negative", "neutral", "absent"])
        kind = "programme" if ":" in target else "unit"
        TargetCorrection.objects.create(
            mention=self.any(), target_kind=kind, target=target, tone_class=tone, by=self.sari
        )

    def judge_targets_again(self) -> None:
        row = self.any()
        TargetJudgement.objects.filter(mention=row).delete()
        self.judge_target(row, self.draw.choice(TARGETS), "neutral")

    def judge_otherwise(self) -> None:
        Assessment.objects.filter(mention=self.any()).update(sentiment="neutral", topics=["kesehatan"])

    def move(self) -> None:
        at = timezone.now() - self.draw.randrange(80) * DAY
        Mention.objects.filter(pk=self.any().pk).update(published_at=at, outlet=self.draw.choice(self.outlets))

    def sign_otherwise(self) -> None:
        Mention.objects.filter(pk=self.any().pk).update(author_pseudonym=self.draw.choice(["", *PEOPLE]))

    def keep_or_not(self) -> None:
        row = Mention.objects.get(pk=self.any().pk)
        Mention.objects.filter(pk=row.pk).update(is_kept=not row.is_kept)

    def go(self) -> None:
        self.rows.pop(self.draw.randrange(len(self.rows))).delete()

    def forget(self) -> None:
        Correction.objects.filter(pk__in=Correction.objects.order_by("pk")[:1]).delete()
        WatchHit.objects.filter(pk__in=WatchHit.objects.order_by("pk")[:1]).delete()
        TargetCorrection.objects.filter(pk__in=TargetCorrection.objects.order_by("pk")[:1]).delete()

    def happen(self, n: int) -> None:
        deeds = [self.come, self.come, self.correct, self.correct, self.judge_otherwise, self.move, self.keep_or_not]
        deeds += [self.correct_tone, self.judge_targets_again, self.sign_otherwise]
        for _ in range(n):
            self.draw.choice([*deeds, self.go, self.forget])()


@pytest.mark.parametrize("seed", range(4))
def test_after_whatever_happens_the_written_counts_are_those_of_the_rows(
    sari: User, joko: User, diskominfo: Unit, roads: Unit, seed: int, monkeypatch: pytest.MonkeyPatch
):
    for module in (counting, figures):
        monkeypatch.setattr(module, "ENOUGH_AUTHORS", 8)
    load_defaults()
    chance = Chance(seed, sari, [roads, diskominfo])
    for _ in range(15):
        chance.come()

    for _ in range(4):
        chance.happen(12)
        while count_changed_days():
            pass

        assert not ChangedHour.objects.exists()
        for user in (sari, joko):
            scope = Scope(user, {"days": "90"}, timezone.now())
            heard = {what: scope.has_enough_authors(what) for what in ("emotion", "programme:1")}
            assert heard == is_heard_by_hand(user, 8)
            for chosen in ({}, {"region": "63.03"}, {"region": "63"}, {"unit": roads}, {"unit": roads, "region": "63"}):
                assert counted_by_us(user, **chosen) == counted_by_hand(user, **chosen)


def test_a_correction_and_its_undoing_are_seen_before_any_job_has_run(sari: User):
    row = judged(timezone.now())
    count_changed_days()

    correction = correct_assessment(actor=sari, mention=row, name="sentiment", value="positive")
    after = figures.tone(Scope(sari, {}, timezone.now())).rows[-1]
    undo_correction(actor=sari, mention=row, correction_id=correction.pk)
    again = figures.tone(Scope(sari, {}, timezone.now())).rows[-1]

    assert after[1:] == (0, 0, 1)
    assert again[1:] == (1, 0, 0)


def test_counting_twice_changes_nothing(sari: User):
    judged(timezone.now())
    count_changed_days()
    before = list(DailyCount.objects.order_by("pk").values_list("day", "counts"))

    count_all_days()
    while count_changed_days():
        pass

    assert list(DailyCount.objects.order_by("pk").values_list("day", "counts")) == before


def test_with_many_changed_days_the_page_says_that_it_is_behind_until_they_are_counted(sari: User):
    for n in range(5):
        judged(timezone.now() - n * DAY)

    def shown() -> tuple[int, int]:
        scope = Scope(sari, {}, timezone.now())
        return scope.n_behind, figures.attention(scope).n

    before = shown()
    count_changed_days()

    assert before == (2, 3)
    assert shown() == (0, 5)


def test_what_a_unit_brought_is_counted_for_nobody_else(sari: User, joko: User, tamu: User, roads: Unit):
    judged(timezone.now(), unit=roads)
    judged(timezone.now())

    def seen_by(user: User) -> int:
        return figures.attention(Scope(user, {}, timezone.now())).n

    before = [seen_by(user) for user in (sari, joko, tamu)]
    count_changed_days()

    assert before == [seen_by(user) for user in (sari, joko, tamu)] == [1, 2, 0]


def test_a_watch_that_is_not_for_these_eyes_adds_nothing_to_what_they_count(sari: User, joko: User, roads: Unit):
    watching(roads, judged(timezone.now()))
    watching(roads, judged(timezone.now()), visibility="private")
    count_changed_days()

    assert figures.attention(Scope(sari, {"unit": roads}, timezone.now())).n == 1
    assert figures.attention(Scope(joko, {"unit": roads}, timezone.now())).n == 2


def test_a_person_over_several_units_sees_the_counts_of_all_of_them(province: Unit, roads: Unit):
    judged(timezone.now(), unit=roads)
    count_changed_days()

    assert figures.attention(Scope(make_user("kepala", (province, Role.LEADER)), {}, timezone.now())).n == 1


def test_days_that_no_chart_shows_any_more_are_forgotten(sari: User):
    long_ago = date(2020, 1, 1)
    DailyCount.objects.create(day=long_ago, counts={})
    ChangedHour.objects.create(at=counting.begin_of(long_ago))

    count_all_days()

    assert not DailyCount.objects.filter(day=long_ago).exists()
    assert ChangedHour.objects.count() == counting.KEPT_DAYS + 1


def test_a_mention_of_tomorrow_is_counted_when_its_day_has_come(sari: User):
    judged(timezone.now() + DAY)

    count_changed_days()

    assert figures.attention(Scope(sari, {}, timezone.now())).n == 0
    assert figures.attention(Scope(sari, {}, timezone.now() + DAY)).n == 1


def test_a_zone_that_begins_its_hours_at_half_past_loses_no_mention(sari: User, settings: Any):
    settings.TIME_ZONE = "Asia/Kolkata"
    begin = counting.begin_of(timezone.localdate() - 2 * DAY)
    judged(begin + timedelta(minutes=10))
    judged(begin - timedelta(minutes=10))

    count_changed_days()
    rows = {day: n for day, _name, n in figures.attention(Scope(sari, {}, timezone.now())).rows if n}

    assert rows == {begin.date(): 1, begin.date() - DAY: 1}


def test_the_figures_are_not_counted_by_two_at_once(sari: User, monkeypatch: pytest.MonkeyPatch):
    judged(timezone.now())
    monkeypatch.setattr(counting, "_try_lock", lambda: False)

    assert count_changed_days() == 0
    assert ChangedHour.objects.exists()


def test_the_units_that_are_spoken_of_most_come_first_and_a_persons_word_counts(sari: User, diskominfo: Unit):
    rows = [judged(timezone.now() - timedelta(hours=2)) for _ in range(3)]
    for row in rows:
        Chance.judge_target(row, diskominfo.code, "negative")
    Chance.judge_target(rows[0], "gone", "negative")
    said = {"mention": rows[0], "target_kind": "unit", "target": diskominfo.code, "by": sari}
    TargetCorrection.objects.create(tone_class="absent", **said)
    TargetCorrection.objects.create(tone_class="positive", **said)

    counted = towards(Scope(sari, {}, timezone.now()))

    assert counted.rows == [(str(diskominfo), 2, 0, 1)]  # a unit that has left the register has no name to show
    assert counted.n == 3


def spoken_by(n_authors: int, **fields: Any) -> list[Mention]:
    at = timezone.now() - timedelta(hours=1)
    return [judged(at - n * DAY, author_pseudonym=f"orang-{n}", **fields) for n in range(n_authors)]


def test_an_emotion_is_shown_from_twenty_people_on_however_much_few_of_them_write(sari: User):
    spoken_by(19, emotion="anger")
    judged(timezone.now(), author_pseudonym="orang-3", emotion="happy")
    judged(timezone.now(), emotion="happy")  # by nobody that is known
    count_changed_days()
    of_fewer = emotions(Scope(sari, {}, timezone.now()))
    judged(timezone.now(), author_pseudonym="orang-20", emotion="anger")

    counted = emotions(Scope(sari, {}, timezone.now()))

    assert (of_fewer.rows, of_fewer.n) == ([], 0)
    assert counted.rows == [("Marah", 20, "91 %"), ("Senang", 2, "9 %")]
    assert counted.n == 22


def test_a_stance_is_shown_of_each_programme_that_twenty_people_spoke_of(sari: User, diskominfo: Unit):
    many, few = (Programme.objects.create(unit=diskominfo, name=name) for name in ("Seragam Gratis", "Kapal Sehat"))
    for n, row in enumerate(spoken_by(20)):
        judgement = {"mention": row, "tone": 0.0, "tone_class": "neutral", "salience": 1.0, "confidence": 0.7}
        judgement |= {"target_kind": "programme", "version": "1"}
        stance = "oppose" if n < 12 else "unclear"
        TargetJudgement.objects.create(target=f"programme:{many.pk}", stance=stance, **judgement)
        if n:
            TargetJudgement.objects.create(target=f"programme:{few.pk}", stance="support", **judgement)
    count_changed_days()

    counted = stances(Scope(sari, {}, timezone.now()))

    assert counted.rows == [("Seragam Gratis", 12, 8, 0)]
    assert counted.n == 20  # nineteen of them speak of the other programme too, and count once
