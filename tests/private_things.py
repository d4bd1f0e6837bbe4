"""Private rows of one unit, each with a mark that no stranger may ever read."""

from __future__ import annotations

import pytest

from cast import NOW, make_mention, make_source, make_story
from tanggap.accounts.models import Unit, User
from tanggap.audit.trail import record
from tanggap.desk.brief import actions
from tanggap.desk.models import Brief
from tanggap.guidance.models import Level
from tanggap.issues.models import Issue, IssueNote, IssueStory
from tanggap.mentions.models import (
    Attachment,
    Correction,
    Mention,
    RatingAssignment,
    RatingRound,
    Review,
    SampledMention,
    TargetCorrection,
    Watch,
)
from tanggap.outbox.models import Delivery
from tanggap.reference.models import BoundarySet, Official, Programme, Route, Topic, TopicRule
from tanggap.sources.models import ImportBatch, PublicAccount, QuarantinedRow, SourceGroup
from tanggap.stories.models import SavedFilter, StoryChange

MARK = "Rahasia-Dinas-PUPR"
Things = dict[str, object]

# What everybody who works here shares: a stranger may open it.
SHARED = {
    "sumber/pk",
    "sumber/kelompok/pk",
    "topik/topic_code",
    "rute/route_id",
    "pejabat/name_id",
    "program/name_id",
    "sumber/verb",
    "grafik/name",
    "grafik/form",
    "mesin/kind",
    "mesin/way",
    "mesin/kartu/name",
    "mesin/model/name",
    "mesin/model/version",
    "mesin/model/pakai/seen",
    "mesin/pergeseran/name",
}


@pytest.fixture
def things(roads: Unit, joko: User) -> Things:
    """Private rows of the roads office, each marked, keyed by the words of the address before the parameter."""
    mention = make_mention(
        unit=roads, title=f"{MARK} pantauan", text=f"{MARK} teks aduan", url="", source_kind="pengaduan"
    )
    story = make_story(mention, title=f"{MARK} kelompok", unit=roads)
    change = StoryChange.objects.create(kind="dismiss", story=story, by=joko)
    watch = Watch.objects.create(unit=roads, name=f"{MARK} kata", any_of=[f"{MARK} frasa"])
    saved = SavedFilter.objects.create(user=joko, name=f"{MARK} saringan", query="q=jalan")
    batch = ImportBatch.objects.create(unit=roads, file_name=f"{MARK}.csv", is_public=False, requested_by=joko)
    row = QuarantinedRow.objects.create(batch=batch, row_number=1, reason="kosong", raw=f"{MARK} baris")
    correction = Correction.objects.create(mention=mention, name="sentiment", value="negative", by=joko)
    towards = TargetCorrection.objects.create(
        mention=mention, target_kind="unit", target=roads.code, tone_class="negative", by=joko
    )
    issue = make_issue(roads, joko)
    note = IssueNote.objects.create(issue=issue, text=f"{MARK} catatan", by=joko)
    link = IssueStory.objects.create(issue=issue, story=story, added_by=joko)
    entry = record(
        "accounts.set_roles", actor=joko, kind="user", key=joko.pk, unit_id=roads.pk, data={"before": [MARK]}
    )
    attachment = Attachment.objects.create(mention=mention, sha256="0" * 64, media_type="image/png", n_bytes=1)
    asked = make_assignment(roads, mention, joko)
    group, _made = SourceGroup.objects.get_or_create(name="Umum")
    account = PublicAccount.objects.create(platform="x", handle="dinas_x", name="Dinas X", unit=roads)
    topic = Topic.objects.create(code="jalan", name="Jalan")
    TopicRule.objects.create(topic=topic, any_of=["jalan"])
    # That he works there is no secret (others may put him in charge); how to reach him is.
    User.objects.filter(pk=joko.pk).update(email=f"{MARK}@contoh.example")
    return {
        "pantauan/pk": mention.pk,
        "penilaian/round_id": asked.sampled.round_id,
        "penilaian/deed": "tutup",
        "penilaian/nilai/assignment_id": asked.pk,
        "penilaian/nilai/batal/version": 1,
        "pantauan/koreksi/correction_id": correction.pk,
        "pantauan/nada/correction_id": towards.pk,
        "grafik/name": "topik",
        "grafik/form": "csv",
        "mesin/kind": "sentiment",
        "mesin/way": "mati",
        "mesin/kartu/name": "sentiment",
        "mesin/model/name": "sentiment",
        "mesin/model/version": "0" * 12,
        "mesin/model/pakai/seen": "bawaan",
        "mesin/pergeseran/name": "sentiment",
        "periksa/review_id": Review.objects.create(mention=mention, offer=1, holder=joko).pk,
        "lampiran/pk": attachment.pk,
        "kelompok/pk": story.pk,
        "kelompok/perubahan/pk": change.pk,
        "kelompok/saringan/pk": saved.pk,
        "kata-pantau/pk": watch.pk,
        "impor/pk": batch.pk,
        "impor/karantina/row_id": row.pk,
        "isu/number": issue.number,
        "isu/catatan/pk": note.pk,
        "isu/slug": "tutup",
        "isu/urungkan/version": 0,
        "story_id": story.pk,
        "mention_id": mention.pk,
        "link_id": link.pk,
        "unit_id": roads.pk,
        "person_id": joko.pk,
        "entry_id": entry.pk,
        "sumber/pk": make_source().pk,
        "sumber/verb": "enable",
        "sumber/kelompok/pk": group.pk,
        "akun-publik/pk": account.pk,
        "topik/topic_code": topic.code,
        "rute/route_id": Route.objects.create(topic=topic, unit=roads).pk,
        "pejabat/name_id": Official.objects.create(unit=roads, post="Kepala Dinas", name="Rahmadi Contoh").pk,
        "program/name_id": Programme.objects.create(unit=roads, name="Jalan Mulus").pk,
        "batas-wilayah/boundaries_id": make_boundaries(joko).pk,
        "laporan/brief_id": make_brief(roads).pk,
        "laporan/berkas/form": "text",
        "kotak-keluar/delivery_id": make_delivery(roads).pk,
    }


def make_boundaries(person: User) -> BoundarySet:
    """A file of areas that waits for an administrator to say which is which."""
    ring = [[114.0, -3.0], [115.0, -3.0], [115.0, -2.0], [114.0, -3.0]]
    areas = [{"label": f"{MARK} batas", "region": "", "polygons": [[ring]]}]
    return BoundarySet.objects.create(name=f"{MARK}.geojson", areas=areas, uploaded_by=person)


def make_brief(unit: Unit) -> Brief:
    """Made by the machine from the rows above, so that it holds their private words."""
    return actions.make_brief(actor=None, unit=unit, period="day", now=NOW)


def make_assignment(unit: Unit, mention: Mention, rater: User) -> RatingAssignment:
    """A private mention that somebody is asked to rate, in an open round of its unit."""
    rating_round = RatingRound.objects.create(
        unit=unit, name=f"{MARK} ronde", rubric_version="1", days=30, seed=1, opened_at=NOW
    )
    sampled = SampledMention.objects.create(round=rating_round, mention=mention)
    return RatingAssignment.objects.create(sampled=sampled, rater=rater, position=0)


def make_delivery(unit: Unit) -> Delivery:
    return Delivery.objects.create(
        key="rahasia", channel="email", recipient="orang@contoh.example", unit=unit, subject=f"{MARK} surat",
        text=f"{MARK} isi", message_id="<rahasia@contoh.example>", state="failed",
    )  # fmt: skip


def make_issue(unit: Unit, person: User) -> Issue:
    level, _made = Level.objects.get_or_create(number=1, defaults={"name": "Waspada"})
    return Issue.objects.create(
        unit=unit, number="ISU-2026-00001", title=f"{MARK} isu", level=level, opened_by=person, opened_at=NOW
    )
