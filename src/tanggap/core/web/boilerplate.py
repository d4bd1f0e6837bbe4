"""What Indonesian portals put between the paragraphs of an article, and how paid pieces give themselves away."""

from __future__ import annotations

import re

_INSERTS = (
    r"(?:artikel )?(?:baca|simak|lihat|tonton|klik|cek)(?: juga| selengkapnya| artikel lainnya| pula)\b",
    r"(?:baca|simak|lihat|tonton|saksikan)(?: \w+){0,2}(?: video| berita| foto| artikel)\b",
    r"baca\s*:", r"pilihan (?:editor|redaksi)\b", r"advertisement\b", r"advertising\b", r"iklan\W*$",
    r"scroll (?:to|untuk|ke bawah)\b", r"lanjut(?:kan)? (?:membaca|baca)\b", r"\[?gambas\s*:",
    r"(?:berita|artikel|konten) (?:terkait|lainnya|terpopuler|ini telah tayang|ini sudah tayang)\b",
    r"(?:ikuti|dapatkan|gabung|update)\b.{0,80}\b(?:google news|whatsapp channel|saluran whatsapp|telegram|channel)\b",
    r"(?:sumber|foto|editor|penulis|reporter|pewarta|kontributor)\s*:.{0,60}$",
    r"copyright\b", r"hak cipta\b", r"©", r"halaman (?:selanjutnya|berikutnya|sebelumnya|\d{1,2})\b.{0,40}$",
    r"(?:selanjutnya|berikutnya|sebelumnya)\W*$", r"\d{1,2} (?:dari|/) \d{1,2}(?: halaman)?\W*$",
    r"bagikan\W*$", r"share\W*$", r"tags?\s*:",
)  # fmt: skip
_INSERT = re.compile("(?:" + "|".join(_INSERTS) + ")", re.IGNORECASE)
_BULLET = re.compile(r"^[\s\-–—•*▪►>\[\](|]+")
# Behind a sentence that has ended, on the same line: the rest is a headline of something else.
_TAIL = re.compile(
    r"(?<=[.!?\"”)])\s*\(?\[?(?:baca juga|simak (?:juga|video)|lihat juga|pilihan editor)\s*[:\-–].*$", re.IGNORECASE
)
_END_MARK = re.compile(r"\s*(?:\((?:\*{1,3}|adv\w*|\*?/\s?\w{2,12}|\w{1,4}/\w{1,4}|red)\)|\*{2,})\s*$", re.IGNORECASE)
_SITE = r"[\w-]+\.(?:com|co\.id|id|co|net|news|tv|info|org)"
_PLACE = r"[A-Z][\w'.]+(?: [A-Z][\w'.]+){0,3}"
_DATELINE = re.compile(
    rf"^(?:{_SITE}\s*,\s*(?P<a>{_PLACE})|(?P<b>{_PLACE})\s*,\s*{_SITE}|(?P<c>{_PLACE})\s*\((?:[A-Z]{{2,}}\w*|{_SITE})\)"
    rf"|(?P<d>[A-Z][A-Z'. ]{{2,40}}[A-Z])|{_SITE})\s*(?:[-–—]+|:)\s+",
)
_PAID_END = re.compile(r"\((?:\*|adv\w*|advertorial|\*?/\s?adv\w*|adv\w*/[\w\s]{1,40})\)\s*$", re.IGNORECASE)
_PAID_LABEL = re.compile(
    r"^\W*(?:adv|advertorial|advetorial|pariwara|sponsored|sponsor|iklan|kerja ?sama|paid content|konten berbayar|"
    r"artikel berbayar)\W*$|^\W*(?:adv|advertorial|pariwara|sponsored)\s*[|:\]\-–)]|"
    r"\b(?:artikel|konten|berita|tulisan) ini (?:adalah |merupakan )?(?:hasil |bentuk )?"
    r"(?:kerja ?sama|advertorial|pariwara|iklan|disponsori|dipersembahkan)",
    re.IGNORECASE,
)


def clean_paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs that belong to the article, without inserts, end marks and repetitions.

    Examples
    --------
    >>> clean_paragraphs(["Jembatan ditutup.", "Baca juga: Harga beras naik", "Warga memutar. (*)"])
    ['Jembatan ditutup.', 'Warga memutar.']
    """
    kept: dict[str, None] = {}
    for line in lines:
        paragraph = _END_MARK.sub("", _TAIL.sub("", line.strip())).strip()
        if paragraph and not is_insert(paragraph):
            kept.setdefault(paragraph)
    return list(kept)


def is_insert(line: str) -> bool:
    """Whether a line is no part of the article but a pointer to something else."""
    bare = _BULLET.sub("", line)
    # Long paragraphs may begin with such words by right: "Baca juga menjadi kebiasaan ..." is a sentence.
    return not bare or (len(bare) <= 250 and _INSERT.match(bare) is not None)


def split_dateline(paragraph: str) -> tuple[str, str]:
    """Return the place of a dateline ("" if none) and the paragraph without it.

    Examples
    --------
    >>> split_dateline("MARTAPURA, KORANBANUA.com - Air sungai naik.")
    ('MARTAPURA', 'Air sungai naik.')
    """
    match = _DATELINE.match(paragraph)
    if match is None:
        return "", paragraph
    place = next((found for found in match.group("a", "b", "c", "d") if found), "")
    return place.strip(), paragraph[match.end() :]


def is_paid_label(label: str) -> bool:
    """Whether a title, section, tag or line says that somebody paid for the piece.

    Examples
    --------
    >>> is_paid_label("Advertorial"), is_paid_label("Kerja sama pemkab dan kampus diteken")
    (True, False)
    """
    return _PAID_LABEL.search(label[:300]) is not None


def ends_paid(paragraph: str) -> bool:
    """Whether a last paragraph carries the mark of an advertorial.

    Examples
    --------
    >>> ends_paid("Demikian kata panitia. (ADV)")
    True
    """
    return _PAID_END.search(paragraph[-80:]) is not None
