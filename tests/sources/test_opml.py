"""Lists of feeds in and out."""

from __future__ import annotations

import pytest

from cast import make_source
from tanggap.core.errors import InvalidInput
from tanggap.sources import opml
from tanggap.sources.models import Source, SourceGroup
from tanggap.sources.opml import FeedLine, read_opml, write_opml
from tanggap.sources.starter import STARTERS

NESTED = b"""<?xml version="1.0"?>
<opml version="2.0" xmlns:kalsel="https://kalsel.example/opml"><head><title>x</title></head><body>
  <outline text="Banua"><outline text="Hulu">
    <outline type="rss" title="Satu" text="s" xmlUrl="https://satu.example/feed" category="/Kalsel/63.05"/>
    <outline type="rss" text="Dua" xmlUrl="https://dua.example/feed" kalsel:region="63.03"/>
  </outline></outline>
  <outline type="rss" xmlUrl="https://tiga.example/feed" category="berita"/>
  <outline text="ulang" xmlUrl="https://satu.example/feed"/><outline text="salah" xmlUrl="javascript:alert(1)"/>
  <other/>
</body></opml>"""


def test_nested_outlines_are_groups_and_the_region_is_found() -> None:
    assert read_opml(NESTED) == [
        FeedLine("Satu", "https://satu.example/feed", "Hulu", "63.05"),
        FeedLine("Dua", "https://dua.example/feed", "Hulu", "63.03"),
        FeedLine("https://tiga.example/feed", "https://tiga.example/feed"),
    ]


@pytest.mark.django_db
def test_what_goes_out_comes_back_the_same() -> None:
    group = SourceGroup.objects.create(name="Kabar & Berita <Banua>")
    make_source(name='Satu "dua"', feed_url="https://satu.example/feed?a=1&b=2", group=group, region_code="63.03")
    make_source(name="Lepas", url="https://lepas.example/")
    make_source(name="Tiga", url="https://tiga.example/", group=group)

    written = write_opml(Source.objects.select_related("group").order_by("name"), title="Uji")

    assert sorted(read_opml(written), key=lambda line: line.name) == [
        FeedLine("Lepas", "https://lepas.example/"),
        FeedLine('Satu "dua"', "https://satu.example/feed?a=1&b=2", group.name, "63.03"),
        FeedLine("Tiga", "https://tiga.example/", group.name),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"bukan xml", b"<rss/>", b"<opml/>",
        b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline text="&a;"/></body></opml>',
        b"x" * (opml.MAX_OPML_BYTES + 1),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_opml(data)


def test_a_list_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MAX_FEEDS", 2)

    with pytest.raises(InvalidInput):
        read_opml(NESTED)


def test_the_list_to_start_from_has_every_address_once() -> None:
    addresses = [outlet.url for outlet in STARTERS]

    assert len(set(addresses)) == len(addresses) >= 14
    assert all(address.startswith("https://") and address.endswith("/") for address in addresses)
