"""Watches that are proposed to a unit."""

from __future__ import annotations

from tanggap.core.text.document import Place, UnitName
from tanggap.core.text.proposals import PublicName, WatchProposal, propose_watches
from tanggap.core.text.watching import WatchMatcher, WatchRule
from tanggap.enrichers.defaults import default_context

CONTEXT = default_context()
UNITS = {unit.code: unit for unit in CONTEXT.units}


def proposed(code: str, kind: str, *programmes: str) -> dict[str, WatchProposal]:
    found = propose_watches(
        UNITS[code],
        kind=kind,
        home=CONTEXT.places,
        others=CONTEXT.other_places,
        programmes=[PublicName(name) for name in programmes],
    )
    return {proposal.key: proposal for proposal in found}


def meets(proposals: dict[str, WatchProposal], text: str) -> bool:
    names = [(place.code, name) for place in CONTEXT.places for name in (place.name, *place.aliases)]
    rules = [WatchRule(p.key, p.any_of, p.none_of, p.region_codes) for p in proposals.values()]
    return bool(WatchMatcher(rules, names).match("", text))


def test_kabupaten_banjar_is_found_by_its_posts_and_never_taken_for_the_city_in_west_java() -> None:
    banjar = proposed("kab-banjar", "regency")

    assert meets(banjar, "Bupati Banjar meninjau jembatan yang putus")
    assert meets(banjar, "Banjir merendam Kecamatan Martapura Barat")
    assert not meets(banjar, "Wali Kota Banjar membuka pasar; Pemkot Banjar menata kota")
    assert not meets(banjar, "Stasiun di Kota Banjar ramai, kata Sekda Banjar")
    assert not meets(banjar, "Orang Banjar merayakan Baayun Maulid")
    assert "Kota Banjar" in banjar["names"].none_of
    assert "Banjar" not in banjar["names"].any_of


def test_a_name_that_nobody_else_has_is_proposed_bare() -> None:
    assert meets(proposed("kota-banjarmasin", "city"), "Warga Banjarmasin menunggu air bersih")
    assert not meets(proposed("kota-banjarmasin", "city"), "Warga Banjarbaru menunggu air bersih")


def test_a_province_is_found_by_its_names_and_posts() -> None:
    province = proposed("prov", "province")

    assert meets(province, "Gubernur Kalsel melantik pejabat")
    assert meets(province, "Pemprov Kalsel menyiapkan bantuan")
    assert not meets(province, "Gubernur Kalteng melantik pejabat")
    assert "districts" not in province


def test_an_office_is_meant_where_its_region_is_named() -> None:
    office = proposed("prov-pupr", "office")

    assert office["office"].region_codes == ("63",)
    name = "Dinas PUPRP"
    assert meets(office, f"{name} menambal jalan di Kalimantan Selatan")
    assert not meets(office, f"{name} menambal jalan di Jawa Tengah")


def test_programmes_become_watches_of_their_own_once() -> None:
    found = proposed("kab-banjar", "regency", "Banjar Maju  Mandiri", "Banjar Maju Mandiri", "ABC")

    assert found["programme:Banjar Maju Mandiri"].any_of == ("Banjar Maju Mandiri",)
    assert "programme:ABC" not in found


def test_a_unit_without_a_place_is_proposed_little() -> None:
    lost = UnitName("x", "Perusahaan Air Contoh", ("Air Contoh",))

    assert propose_watches(lost, kind="regency", home=CONTEXT.places, others=()) == []
    (office,) = propose_watches(lost, kind="office", home=CONTEXT.places, others=())
    assert office.region_codes == ()


def test_namesakes_of_the_same_kind_cannot_be_excluded_by_what_they_are() -> None:
    home = [Place("63.03", "Kabupaten Contoh", "regency"), Place("63.03.01", "Hulu", "district")]
    others = [
        Place("99.01", "Kabupaten Contoh", "regency"),
        Place("99.02", "Contoh", "province"),
        Place("99.03", "Contoh", "district"),
    ]
    names, posts, districts = propose_watches(
        UnitName("kab", "Pemkab Contoh", (), "63.03"), kind="regency", home=home, others=others
    )

    assert "Kabupaten Contoh" not in names.none_of
    assert "Pemprov Contoh" in names.none_of
    assert posts.none_of == names.none_of
    assert districts.any_of == ("Kecamatan Hulu", "Camat Hulu")


def test_every_shipped_unit_gets_a_proposal_that_can_be_watched() -> None:
    for unit in CONTEXT.units:
        kind = "office" if "-" in unit.code.removeprefix("kab-").removeprefix("kota-") else "regency"
        found = propose_watches(unit, kind=kind, home=CONTEXT.places, others=CONTEXT.other_places)
        assert all(proposal.any_of and len(proposal.name) <= 120 for proposal in found), unit.code


def test_an_official_is_met_by_the_post_and_by_a_name_of_two_words() -> None:
    rahmadi = PublicName("Rahmadi Contoh", ("Rahmadi",), "Bupati")
    found = propose_watches(
        UNITS["kab-banjar"],
        kind="regency",
        home=CONTEXT.places,
        others=CONTEXT.other_places,
        officials=[rahmadi],
        programmes=[PublicName("Banjar Terang", ("BT", "Program Banjar Terang")), PublicName("banjar terang")],
    )
    proposals = {one.key: one for one in found}

    official = proposals["official:Bupati Rahmadi Contoh"]
    assert official.any_of == ("Bupati Rahmadi Contoh", "Bupati Rahmadi", "Rahmadi Contoh")
    assert proposals["programme:Banjar Terang"].any_of == ("Banjar Terang", "Program Banjar Terang")
    assert sum(key.startswith("programme:") for key in proposals) == 1
