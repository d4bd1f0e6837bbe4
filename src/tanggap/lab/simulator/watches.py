"""What the units of the demo watch for; without Django, because the evaluation asks too."""

from __future__ import annotations

_PLACES = [
    "Kalimantan Selatan", "Kalsel", "Banjarmasin", "Banjarbaru", "Martapura", "Kabupaten Banjar", "Barito Kuala",
    "Batola", "Marabahan", "Tanah Laut", "Pelaihari", "Takisung", "Tapin", "Kandangan", "Hulu Sungai", "Barabai",
    "Amuntai", "Tabalong", "Tanah Bumbu", "Satui", "Kotabaru", "Balangan", "Paringin",
]  # fmt: skip

WATCHES: tuple[tuple[str, str, list[str], list[str]], ...] = (
    ("prov-diskominfo", "Kalimantan Selatan", _PLACES, ["Jawa Barat"]),
    ("prov-diskominfo", "Layanan dasar", ["banyu leding", "air leding", "ratik", "sampah", "antri obat"], []),
    ("prov-pupr", "Jalan dan jembatan", ["jalan rusak", "jalan berlubang", "jalan amblas", "jembatan"], []),
    ("kab-banjar", "Banjir Martapura", ["banjir", "genangan", "tarandam", "Sungai Martapura"], []),
    ("kota-banjarmasin", "Kota Banjarmasin", ["Banjarmasin", "Kelayan", "Sungai Andai"], []),
)
