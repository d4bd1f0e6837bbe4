"""The Indonesian guide says what the screen says, and shows pictures that are there and small."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest

from walks import ROOT

README = ROOT / "README.md"
GUIDE = sorted((ROOT / "docs" / "panduan").glob("*.md"))
CATALOGUE = ROOT / "src" / "tanggap" / "ui" / "locale" / "id" / "LC_MESSAGES" / "django.mo"
LARGEST_PICTURE = 150_000
# Words that stand on the screen as they are, whatever its language.
UNTRANSLATED = {"PDF", "DOCX", "DATA SIMULASI"}
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@pytest.fixture(scope="module")
def words() -> set[str]:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {" ".join(str(text).split()).rstrip(":") for text in catalogue.values()}


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_every_word_in_bold_stands_on_the_screen(page: Path, words: set[str]) -> None:
    bold = {" ".join(found.split()) for found in BOLD.findall(page.read_text(encoding="utf-8"))}

    assert bold - words - UNTRANSLATED == set()


@pytest.mark.parametrize("page", [*GUIDE, README], ids=lambda page: page.stem)
def test_every_link_and_picture_is_there_and_small(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        file = (page.parent / target).resolve()
        assert file.exists(), f"{page.name} points to {target}"
        if file.suffix == ".png":
            assert file.stat().st_size < LARGEST_PICTURE, f"{target} is too large"


def test_the_guide_serves_every_kind_of_reader() -> None:
    assert {"petugas-pantau", "petugas-piket", "admin-instansi", "pimpinan", "mulai"} <= {page.stem for page in GUIDE}
