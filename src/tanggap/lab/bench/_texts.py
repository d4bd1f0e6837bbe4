"""Short texts of our own, made from parts by a seeded draw: the same every time."""

from __future__ import annotations

import random

_PLACES = (
    "Banjarmasin", "Banjarbaru", "Martapura", "Pelaihari", "Kotabaru", "Marabahan", "Kandangan", "Barabai",
    "Amuntai", "Batulicin", "Paringin", "Kabupaten Tapin", "Tabalong", "Kecamatan Gambut", "Loksado", "Alalak",
)  # fmt: skip
_OFFICES = (
    "Dinas Kesehatan", "Dinas PUPR Kalsel", "Pemprov Kalsel", "BPBD", "Dishub", "Pemkab", "Disdukcapil", "PDAM",
)  # fmt: skip
_MATTERS = (
    "jalan berlubang", "banjir", "antrean BBM", "sampah menumpuk", "pelayanan KTP", "air bersih", "listrik padam",
    "harga beras", "guru honorer", "jembatan rusak", "puskesmas", "pupuk subsidi", "kabut asap", "pasar murah",
)  # fmt: skip
_FRAMES = (
    "Warga {place} mengeluhkan {matter} yang belum ditangani {office} sejak {n} hari lalu",
    "{office} menangani {matter} di {place}, {n} petugas diturunkan ke lapangan",
    "Alhamdulillah {matter} di {place} sudah beres, terima kasih {office} atas gerak cepatnya!",
    "kada tahan lagi, {matter} di {place} ni sudah {n} hari kada diurusi {office} pang",
    "Kapan {matter} di {place} diperbaiki? {office} jangan diam saja, sudah {n} kali dilaporkan",
    "{office} mengadakan rapat tentang {matter} bersama {n} kepala desa di {place}",
    "Rancak banar urang mamandirakan {matter} di {place}, mudahan {office} lakas maulah jalan kaluar",
    "Mantap, {office} di {place} sekarang cepat sekali mengurus {matter}, tidak sampai {n} menit",
)


def _invented(draw: random.Random) -> str:
    """A word that no model has met, as names and slips of the pen are."""
    return "".join(draw.choice("bcdghjklmnprstw") + draw.choice("aiu") for _ in range(draw.randint(2, 4)))


def short_texts(n: int, *, seed: int = 7) -> list[str]:
    """Make `n` texts of 60 to 160 characters, each with two words that stand in hardly any other."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    return [
        draw.choice(_FRAMES).format(
            place=draw.choice(_PLACES),
            matter=draw.choice(_MATTERS),
            office=draw.choice(_OFFICES),
            n=draw.randint(2, 60),
        )
        + f" {_invented(draw)} {_invented(draw)}"
        for _ in range(n)
    ]
