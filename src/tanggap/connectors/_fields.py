"""The names that columns go by, and the fields of a mention that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

# In the order of preference when two columns of a file mean the same field.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "source_kind": (
        "source_kind", "jenis media", "jenis sumber", "tipe media", "kanal", "channel", "platform",
        "media type", "jenis",
    ),
    "platform_id": ("platform_id", "id konten", "content id", "post id", "id", "tracking_id"),
    "url": ("url", "url_canonical", "tautan", "link", "permalink", "url berita", "link berita", "alamat url"),
    "parent_platform_id": ("parent_platform_id", "parent id", "id induk", "thread_id"),
    "title": ("title", "judul", "judul berita", "headline", "perihal"),
    "text": (
        "text", "isi", "konten", "teks", "isi berita", "isi konten", "isi laporan", "content", "full text",
        "body", "caption", "message", "uraian",
    ),
    "summary": (
        "summary", "ringkasan", "snippet", "kutipan", "description", "deskripsi", "hit sentence",
        "opening text",
    ),
    "language": ("language", "lang", "bahasa"),
    "published_at": (
        "published_at", "tanggal", "tanggal terbit", "tanggal publikasi", "tanggal tayang", "tgl", "date",
        "published", "datetime", "tanggal waktu", "created_at", "timestamp", "created_time", "waktu terbit",
    ),
    "published_time": ("published_time", "waktu", "jam", "pukul", "time"),
    "outlet_name": (
        "outlet_name", "media", "sumber", "nama media", "outlet", "source", "source name", "situs",
        "domain",
    ),
    "account": (
        "author_display", "akun", "nama akun", "account", "username", "user name", "handle", "page name",
    ),
    "author": (
        "author", "penulis", "wartawan", "reporter", "author_name", "nama", "pelapor", "pengirim",
        "full name", "influencer",
    ),
    "author_native_id": ("author_native_id", "author_id", "user_id", "id akun", "id pengguna"),
    "author_kind": ("author_kind", "jenis penulis", "jenis akun"),
    "hashtags": ("hashtags", "tagar", "hashtag"),
    "links": ("links", "tautan lain"),
    "metrics": ("metrics",),
    "views": ("views", "tayangan", "dilihat", "ditonton", "penayangan", "view count"),
    "likes": ("likes", "suka", "jumlah suka", "disukai", "like", "like count"),
    "comments": ("comments", "komentar", "jumlah komentar", "comment count"),
    "shares": ("shares", "dibagikan", "bagikan", "share", "share count"),
    "saves": ("saves", "disimpan"),
    "reposts": ("reposts", "retweet", "retweets", "diposting ulang"),
    "quotes": ("quotes", "dikutip"),
    "is_paid_suspected": ("is_paid_suspected", "berbayar"),
    # Kept beside the mention, as given.
    "place_text": ("place_text", "lokasi", "tempat", "location"),
    "region_code": ("region_code", "kode wilayah"),
    "given_sentiment": ("sentiment", "sentimen", "tone"),
    "reach": ("reach", "jangkauan"),
    "pr_value": ("pr_value", "nilai berita", "ave"),
    "licence_note": ("licence_note", "catatan lisensi"),
    "collector": ("collector",),
    "collected_at": ("collected_at",),
    "collected_from_url": ("collected_from_url",),
    "metrics_at": ("metrics_at",),
}  # fmt: skip
METRICS = ("views", "likes", "comments", "shares", "saves", "reposts", "quotes")
KEPT_IN_RAW = (
    "place_text", "region_code", "given_sentiment", "reach", "pr_value", "licence_note", "collector",
    "collected_at", "collected_from_url", "metrics_at",
)  # fmt: skip
PERSONAL = frozenset({"account", "author", "author_native_id"})
SOURCE_KINDS: Mapping[str, tuple[str, ...]] = {
    "media_online": (
        "media_online", "online", "media daring", "daring", "berita online", "portal", "news", "web",
        "berita",
    ),
    "media_cetak": ("media_cetak", "cetak", "koran", "surat kabar", "print", "newspaper", "majalah"),
    "tv": ("tv", "televisi", "television"),
    "radio": ("radio",),
    "tiktok": ("tiktok", "tiktok.com"),
    "instagram": ("instagram", "ig", "instagram.com"),
    "facebook": ("facebook", "fb", "facebook.com"),
    "x": ("x", "twitter", "x twitter", "twitter.com", "x.com"),
    "youtube": ("youtube", "yt", "youtube.com"),
    "threads": ("threads", "threads.net", "threads.com"),
    "telegram": ("telegram", "tg"),
    "forum": ("forum", "kaskus", "blog"),
    "laporan_petugas": ("laporan_petugas", "laporan lapangan"),
    "pengaduan": ("pengaduan", "aduan", "lapor", "sp4n lapor"),
}  # fmt: skip
AUTHOR_KINDS = ("media", "instansi", "pejabat", "tokoh_publik", "organisasi", "warga")
MEDIA_KINDS = frozenset({"media_online", "media_cetak", "tv", "radio"})


@lru_cache(maxsize=4096)
def spelled(name: object) -> str:
    """Return a column name in the spelling by which it is looked up.

    Examples
    --------
    >>> spelled(" Tanggal_Terbit:"), spelled("publishedAt")
    ('tanggalterbit', 'publishedat')
    """
    return re.sub(r"[\W_]+", "", str(name or "").lower())


_FIELD_OF = {spelled(alias): field for field, aliases in ALIASES.items() for alias in aliases}
_RANK = {spelled(alias): rank for aliases in ALIASES.values() for rank, alias in enumerate(aliases)}
_KIND_OF = {spelled(alias): kind for kind, aliases in SOURCE_KINDS.items() for alias in aliases}


def fields_of(names: Sequence[object], mapping: Mapping[str, str]) -> dict[int, str]:
    """Return which column (by position) stands for which field; `mapping` is a person's own choice and wins.

    Of two columns for one field the one with the more telling name is taken.
    """
    chosen = {spelled(name): field for name, field in mapping.items()}
    best: dict[str, tuple[int, int]] = {}
    for position, name in enumerate(names):
        key = spelled(name)
        field = chosen.get(key) or _FIELD_OF.get(key)
        if field:
            rank = -1 if key in chosen else _RANK[key]
            best[field] = min(best.get(field, (rank, position)), (rank, position))
    return {position: field for field, (_, position) in best.items()}


def source_kind_of(name: str) -> str:
    """Return the kind of source that a word stands for, "" if it is not known.

    Examples
    --------
    >>> source_kind_of("Media Online"), source_kind_of("IG"), source_kind_of("papan pengumuman")
    ('media_online', 'instagram', '')
    """
    key = spelled(name)
    return _KIND_OF.get(key) or _KIND_OF.get(key.removeprefix("media"), "")
