"""Words around a name that tell what it is, and names that need such words.

The names are those of Kalimantan Selatan that are also common words or places elsewhere; in another province
an unknown name simply counts as plain.

Source: written for this project from the traps of the region's names.
"""

from __future__ import annotations


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split("|" if "|" in names else None))


# Common words, and peoples or languages: only with an explicit cue, or beside their own kabupaten.
COMMON = _set(
    "banjar|kota baru|rantau|tanjung|gambut|simpang empat|cempaka|tanta|angsana|jaro|jorong|kurau|bungur|simpur|"
    "tala|hst|hss|hsu|piani|bumi makmur|tamban|halong|pandawan|bjb|cerbon"
)

# Of the common ones, those that are hardly ever anything else when they are written as a name behind "di".
RARELY_ELSE = _set("rantau|gambut|tanta|jaro|jorong|kurau|bungur|piani|tamban|halong|pandawan|cerbon|angsana")

# Of the common ones, those that need no company when they are written in capitals.
ABBREVIATIONS = _set("tala hst hss hsu")

# Kecamatan with a namesake elsewhere: only with a cue, or in the company of places that are ours.
NAMESAKES = _set(
    "sungai raya|batu ampar|tebing tinggi|sungai pinang|kuripan|mekarsari|kuranji|kalumpang|wanaraya|tabukan|"
    "sambung makmur|beruntung baru|mataraman|pulau sembilan|sungai durian|karang bintang|bakumpai|hampang|"
    "banjang|bintang ara|panyipatan|tambang ulang|sungai tabukan"
)

# Ours unless the text is about elsewhere.
SHARED = _set("martapura|kotabaru|kandangan|binuang|hantakan|barambai|cintapuri|bjm|banua lawas|balangan")

# Made of two everyday words: written small, they are shared with whoever speaks of land, sea or islands.
TWO_WORDS = _set("tanah laut|pulau laut")

NOT_PLAIN = COMMON | NAMESAKES | SHARED

REGENCY = _set("kabupaten kab pemkab bupati wabup regency")
CITY = _set("kota pemko pemkot walikota wawali kotamadya polresta")
OFFICE = _set(
    "dprd polres kapolres kodim dandim kejari kajari sekda setda diskominfo dinkes disdik disdikbud dishub dinsos "
    "disdukcapil dukcapil bpbd rsud satpol kpu bawaslu baznas pengadilan pn pkk kemenag bappeda bpkad samsat "
    "prokopim inspektorat kesbangpol disnaker dlh pupr pdam damkar diskan distan disperindag dispora"
)
DISTRICT = _set("kecamatan kec camat polsek kapolsek koramil danramil puskesmas kua sekcam")
VILLAGE = _set("desa kelurahan kel lurah kades pambakal kaluharahan kalurahan pemdes")
LOCATIVE = _set(
    "di ke dari warga asal wilayah kawasan daerah area sekitar seputar menuju arah masyarakat petani nelayan "
    "pedagang pasar terminal ka matan kota hulu hilir jurusan tujuan pelabuhan rute"
)
LISTING = frozenset((",", "dan", "serta", "hingga", "sampai", "wan", "atau", "maupun", "/"))
STREET = _set("jalan jl jln gang gg komplek kompleks perumahan pt cv hotel toko rm warung")
# Words that may stand between a cue and the name: "Dinas Kesehatan di Kabupaten …".
APPOSITION = frozenset((",", "(", "kabupaten", "kab", "kota", "provinsi", "prov", "di", "wilayah", "kecamatan", "kec"))
