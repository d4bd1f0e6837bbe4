"""Boundaries of the province: brought, looked at, used, taken out; and the map among the charts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cast import make_mention, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.core.geo.reading import BadBoundaries
from tanggap.desk.charts.drawing import map_chart
from tanggap.desk.charts.figures import Scope, places
from tanggap.mentions.models import Assessment
from tanggap.reference.actions import load_defaults
from tanggap.reference.boundaries import actions
from tanggap.reference.boundaries.forms import REASONS
from tanggap.reference.models import BoundarySet
from tanggap.ui.pictures import keeping

pytestmark = pytest.mark.django_db
PAGE = "/batas-wilayah/"


@pytest.fixture(autouse=True)
def registers(db: None, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(keeping, "PATIENCE_S", 120)  # the machine may be busy
    load_defaults()


@pytest.fixture
def kepala(province: Unit) -> User:
    return make_user("kepala-sistem", (province, Role.PLATFORM_ADMIN), full_name="Kepala Sistem")


def square(x: float) -> list[list[list[float]]]:
    return [[[x, -3.0], [x + 0.5, -3.0], [x + 0.5, -2.0], [x, -2.0], [x, -3.0]]]


def geojson(*names: str) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": square(114 + place / 2)},
            "properties": {"WADMKK": name},
        }
        for place, name in enumerate(names)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def brought(actor: User, *names: str) -> BoundarySet:
    return actions.upload_boundaries(actor=actor, name="batas.geojson", content=geojson(*names))


def used(actor: User, *codes: str) -> AuditEntry:
    made = brought(actor, *(f"Daerah {code}" for code in codes))
    return actions.use_boundaries(actor=actor, boundaries=made, regions=codes)


def drawn_codes() -> list[str]:
    return list(BoundarySet.objects.current().values_list("region_codes", flat=True)) and list(
        BoundarySet.objects.current().get().region_codes
    )


def test_areas_are_matched_by_name_and_nothing_changes_before_a_person_has_looked(kepala: User):
    made = brought(kepala, "BANJAR", "Entah")

    assert [area["region"] for area in made.areas] == ["63.03", ""]
    assert drawn_codes() == []
    assert AuditEntry.objects.filter(verb="reference.upload_boundaries").count() == 1


def test_another_file_takes_the_place_of_one_that_nobody_used(kepala: User):
    brought(kepala, "Banjar")
    brought(kepala, "Tapin")

    assert BoundarySet.objects.count() == 1


def test_boundaries_in_use_are_replaced_taken_out_and_put_back(kepala: User):
    first = used(kepala, "63.03")
    second = used(kepala, "63.71", "63.72")
    steps = [drawn_codes()]

    actions.undo_boundaries(actor=kepala, entry=second)
    steps.append(drawn_codes())
    removal = actions.remove_boundaries(actor=kepala)
    steps.append(drawn_codes())
    actions.undo_boundaries(actor=kepala, entry=removal)
    steps.append(drawn_codes())

    assert steps == [["63.71", "63.72"], ["63.03"], [], ["63.03"]]
    actions.undo_boundaries(actor=kepala, entry=first)
    assert drawn_codes() == []
    verbs = AuditEntry.objects.filter(verb__in=actions.VERBS).order_by("pk").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in verbs] == [
        "use_boundaries", "use_boundaries", "use_boundaries", "remove_boundaries", "use_boundaries",
        "remove_boundaries",
    ]  # fmt: skip


def test_an_undo_that_comes_too_late_changes_nothing(kepala: User):
    first = used(kepala, "63.03")
    used(kepala, "63.71")
    removal = actions.remove_boundaries(actor=kepala)
    used(kepala, "63.72")

    for entry in (first, removal):
        with pytest.raises(WrongState):
            actions.undo_boundaries(actor=kepala, entry=entry)
    assert drawn_codes() == ["63.72"]


def test_what_is_no_longer_kept_cannot_be_put_back(kepala: User):
    used(kepala, "63.03")
    removal = actions.remove_boundaries(actor=kepala)
    BoundarySet.objects.all().delete()

    with pytest.raises(WrongState):
        actions.undo_boundaries(actor=kepala, entry=removal)


def test_only_some_former_boundaries_are_kept(kepala: User):
    for _ in range(actions.KEPT_SETS + 3):
        used(kepala, "63.03")

    assert BoundarySet.objects.count() == actions.KEPT_SETS + 1


@pytest.mark.parametrize("regions", [[""], ["63"], ["31.71"]])
def test_at_least_one_area_is_a_regency_of_the_province(kepala: User, regions: list[str]):
    made = brought(kepala, "Entah")

    with pytest.raises(InvalidInput):
        actions.use_boundaries(actor=kepala, boundaries=made, regions=regions)


def test_every_area_is_asked_about_and_no_set_is_used_twice(kepala: User):
    made = brought(kepala, "Banjar", "Tapin")
    with pytest.raises(WrongState):
        actions.use_boundaries(actor=kepala, boundaries=made, regions=["63.03"])
    actions.use_boundaries(actor=kepala, boundaries=made, regions=["63.03", ""])

    with pytest.raises(WrongState):
        actions.use_boundaries(actor=kepala, boundaries=made, regions=["63.03", ""])


def test_without_boundaries_there_is_nothing_to_take_out(kepala: User):
    with pytest.raises(WrongState):
        actions.remove_boundaries(actor=kepala)


def test_nobody_but_a_platform_administrator_may_do_any_of_it(kepala: User, sari: User):
    entry = used(kepala, "63.03")
    made = brought(kepala, "Banjar")

    with pytest.raises(NotAllowed):
        brought(sari, "Banjar")
    with pytest.raises(NotAllowed):
        actions.use_boundaries(actor=sari, boundaries=made, regions=["63.03"])
    with pytest.raises(NotAllowed):
        actions.remove_boundaries(actor=sari)
    with pytest.raises(NotAllowed):
        actions.undo_boundaries(actor=sari, entry=entry)


def test_what_cannot_be_read_leaves_everything_as_it_was(kepala: User):
    made = brought(kepala, "Banjar")

    with pytest.raises(BadBoundaries):
        actions.upload_boundaries(actor=kepala, name="batas.zip", content=b"PK\x03\x04")

    assert BoundarySet.objects.get() == made


def upload(client: Client, content: bytes, name: str = "batas.geojson") -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_file_is_brought_looked_at_corrected_by_hand_and_drawn(client: Client, kepala: User):
    client.force_login(kepala)

    looked = upload(client, geojson("Banjar", "Entah di mana"))
    done = client.post(looked.request["PATH_INFO"], {"area-0": "63.03", "area-1": "63.71"}, follow=True)

    page = looked.content.decode()
    assert "Entah di mana" in page
    assert "outline-unmatched" in page
    assert 'value="63.03" selected' in page
    assert drawn_codes() == ["63.03", "63.71"]
    assert "Kabupaten Tapin" in done.content.decode()  # which has no shape


def test_leaving_everything_out_is_told_in_a_sentence(client: Client, kepala: User):
    client.force_login(kepala)
    made = brought(kepala, "Entah")

    page = client.post(f"{PAGE}{made.pk}/", {"area-0": ""})

    assert page.status_code == 200
    assert "Sebutkan" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04", "archive"),
        (b"nama;kode", "not_json"),
        (geojson("Banjar").replace(b"-3.0", b"-33.0"), "elsewhere"),
        (geojson(), "no_areas"),
    ],
)
def test_dirt_is_answered_in_plain_words(client: Client, kepala: User, content: bytes, reason: str):
    client.force_login(kepala)

    page = upload(client, content).content.decode()

    assert str(REASONS[reason]) in page
    assert not BoundarySet.objects.exists()


def test_a_file_that_is_too_large_is_not_even_read(client: Client, kepala: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tanggap.reference.boundaries.forms.MAX_BYTES", 10)
    client.force_login(kepala)

    assert str(REASONS["too_large"]) in upload(client, geojson("Banjar")).content.decode()


def test_it_is_taken_out_and_put_back_from_the_page(client: Client, kepala: User):
    client.force_login(kepala)
    used(kepala, "63.03")

    client.post(f"{PAGE}hapus/")
    removed = drawn_codes()
    client.post(f"{PAGE}batal/{AuditEntry.objects.get(verb='reference.remove_boundaries').pk}/")

    assert removed == []
    assert drawn_codes() == ["63.03"]


def test_a_stranger_gets_nothing_not_even_the_tab(client: Client, sari: User, kepala: User):
    made = brought(kepala, "Banjar")
    client.force_login(sari)

    assert client.get(PAGE).status_code == client.get(f"{PAGE}{made.pk}/").status_code == 403
    assert client.post(f"{PAGE}hapus/").status_code == upload(client, geojson("Banjar")).status_code == 403
    assert PAGE not in client.get("/wilayah/").content.decode()


def test_every_reason_has_its_sentence():
    source = Path(actions.__file__).parents[2] / "core" / "geo" / "reading.py"
    said = source.read_text(encoding="utf-8")

    assert all(f'"{reason}"' in said for reason in REASONS)
    assert said.count("_refuse(") - 1 >= len(REASONS) - 2


def test_the_chart_draws_the_offices_own_map_with_the_same_figures(client: Client, kepala: User, sari: User):
    row = make_mention(published_at=timezone.now())
    given = {"language": "ind", "sentiment": "neutral", "topics": [], "region_codes": ["63.03"]}
    Assessment.objects.create(mention=row, context_digest="x", **given)
    counted = places(Scope(sari, {}, timezone.now()))
    shapes = [map_chart(counted)[0]]
    entry = used(kepala, "63.03", "63.71")
    shape, data = map_chart(counted)
    client.force_login(sari)
    page = client.get("/grafik/").content.decode()
    picture = client.get("/grafik/wilayah.svg").content.decode()
    actions.undo_boundaries(actor=kepala, entry=entry)

    assert [*shapes, shape, map_chart(counted)[0]] == ["tiles", "areas", "tiles"]
    assert {value["name"]: value["n"] for value in data["values"]} == {"Banjar": 1, "Banjarmasin": 0}
    assert "Kota Banjarbaru" in page.partition("Tidak ada di peta")[2].partition("</span>")[0]
    assert ">Banjar<" in picture
