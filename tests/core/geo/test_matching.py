"""Which regency an area is: by code, by name, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from tanggap.core.geo.matching import Place, label, match

PLACES = [
    Place("63.02", "Kabupaten Kotabaru", ("Kota Baru",)),
    Place("63.03", "Kabupaten Banjar"),
    Place("63.71", "Kota Banjarmasin"),
    Place("63.72", "Kota Banjarbaru"),
    Place("32.04", "Kabupaten Bandung"),
    Place("32.73", "Kota Bandung"),
]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"kode_kab": "63.03"}, "63.03"),
        ({"KDPKAB": "6303"}, "63.03"),
        ({"kd_bps": 6303}, "63.03"),
        ({"code": 6303.0}, "63.03"),
        ({"OBJECTID": 7, "WADMKK": "BANJAR"}, "63.03"),
        ({"luas": 6303, "name": "Kota Banjarmasin"}, "63.71"),
        ({"NAMOBJ": "Kab. Banjar"}, "63.03"),
        ({"nama": "KAB BANJAR"}, "63.03"),
        ({"nama": "Kota Banjarbaru"}, "63.72"),
        ({"nama": "Kotabaru"}, "63.02"),
        ({"nama": "Kota Baru"}, "63.02"),
        ({"NAME_2": "Banjar Regency"}, "63.03"),
        ({"nama": "Kota Bandung"}, "32.73"),
        ({"nama": "Kabupaten Bandung"}, "32.04"),
        ({"nama": "Bandung"}, ""),
        ({"nama": "Banjar Baru Utara"}, ""),
        ({"kode": "9999", "nama": None, "daftar": ["Banjar"]}, ""),
        ({"kode": ""}, ""),
        ({}, ""),
    ],
)
def test_an_area_is_found_by_its_code_or_name_or_left_to_a_person(properties: dict[str, Any], code: str):
    assert match(properties, PLACES) == code


def test_a_code_goes_before_a_name():
    assert match({"nama": "Banjarmasin", "kode": "63.72"}, PLACES) == "63.72"


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"sumber": "BIG", "WADMKK": " Banjar "}, "Banjar"),
        ({"sumber": "BIG"}, "BIG"),
        ({"OBJECTID": 7, "x": " "}, ""),
    ],
)
def test_an_area_is_called_by_what_looks_most_like_a_name(properties: dict[str, Any], said: str):
    assert label(properties) == said
