"""What the units of the demo watch for; without Django, because the evaluation asks too."""

from __future__ import annotations

from typing import NamedTuple


class DemoWatch(NamedTuple):
    """One watch of the demo: the unit's code, its name and its words. Everyday words ask for a region beside them."""

    unit: str
    name: str
    any_of: list[str]
    none_of: list[str]
    region_codes: list[str]


_PLACES = [
    "Kalimantan Selatan", "Kalsel", "Banjarmasin", "Banjarbaru", "Martapura", "Kabupaten Banjar", "Barito Kuala",
    "Batola", "Marabahan", "Tanah Laut", "Pelaihari", "Takisung", "Tapin", "Kandangan", "Hulu Sungai Selatan",
    "Hulu Sungai Tengah", "Hulu Sungai Utara", "HSS", "HST", "HSU", "Barabai", "Amuntai", "Tabalong", "Tanah Bumbu",
    "Satui", "Kotabaru", "Balangan", "Paringin",
]  # fmt: skip
# In Banjarese nobody elsewhere writes it, so that these need no place beside them.
_BANJARESE = ["banyu leding", "ratik", "tarandam", "balubang"]

_ROADS = ["jalan rusak", "jalan berlubang", "jalan amblas", "jembatan"]

WATCHES: tuple[DemoWatch, ...] = (
    DemoWatch("prov-diskominfo", "Kalimantan Selatan", _PLACES, ["Jawa Barat"], []),
    DemoWatch("prov-diskominfo", "Layanan dasar", ["air leding", "sampah", "antri obat", "listrik padam"], [], ["63"]),
    DemoWatch("prov-diskominfo", "Keluhan dalam bahasa Banjar", _BANJARESE, [], []),
    DemoWatch("prov-pupr", "Jalan dan jembatan", _ROADS, [], ["63"]),
    DemoWatch("kab-banjar", "Banjir Martapura", ["banjir", "genangan", "tarandam", "Sungai Martapura"], [], ["63.03"]),
    DemoWatch("kota-banjarmasin", "Kota Banjarmasin", ["Banjarmasin", "Kelayan", "Sungai Andai"], [], []),
)
