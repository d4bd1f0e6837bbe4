"""Public outlets of Kalimantan Selatan to start from: name and home page, nothing else.

All are off at first and nobody has been asked: the feed is looked for when an office switches one on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """One outlet. `region_code` is that of the place it mostly writes about, where that is plain."""

    name: str
    url: str
    region_code: str = "63"


STARTERS = (
    Starter("Banjarmasin Post", "https://banjarmasin.tribunnews.com/"),
    Starter("ANTARA Kalimantan Selatan", "https://kalsel.antaranews.com/"),
    Starter("Radar Banjarmasin", "https://radarbanjarmasin.jawapos.com/"),
    Starter("Prokal Kalimantan Selatan", "https://kalsel.prokal.co/"),
    Starter("Apahabar", "https://apahabar.com/"),
    Starter("Klikkalsel", "https://klikkalsel.com/"),
    Starter("Koranbanjar", "https://koranbanjar.net/", "63.03"),
    Starter("Jejakrekam", "https://jejakrekam.com/"),
    Starter("Kanal Kalimantan", "https://www.kanalkalimantan.com/"),
    Starter("Teras7", "https://teras7.com/", "63.03"),
    Starter("Wartaniaga", "https://wartaniaga.com/"),
    Starter("Barito Post", "https://baritopost.co.id/"),
    Starter("Media Center Kalimantan Selatan", "https://diskominfomc.kalselprov.go.id/"),
    Starter("Portal Pemerintah Provinsi Kalimantan Selatan", "https://kalselprov.go.id/"),
)
