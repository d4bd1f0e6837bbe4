"""What every connector promises, whoever wrote it."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from local_site import LocalSite, running_site
from tanggap.connectors.base import BadRow, FetchResult, FetchState, Item
from tanggap.core.errors import InvalidInput, PermanentFailure, TemporaryFailure
from tanggap.core.registry import plugins
from tanggap.core.web.addresses import canonical_url

SAMPLES = Path(__file__).parent.parent / "samples" / "connectors"
CONNECTORS: dict[str, Any] = dict(plugins("tanggap.connectors"))
POLLED = [kind for kind, found in CONNECTORS.items() if found.mode == "poll"]
READ = [kind for kind, found in CONNECTORS.items() if found.mode == "file"]
FILES = [
    (kind, path.name) for kind in READ for path in sorted((SAMPLES / kind).glob("*")) if path.name != "config.json"
]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with running_site() as found:
        yield found


def config_of(kind: str, site: str = "") -> BaseModel:
    path = SAMPLES / kind / "config.json"
    text = path.read_text("utf-8").replace("{site}", site) if path.exists() else "{}"
    config: BaseModel = CONNECTORS[kind].Config.model_validate(json.loads(text))
    return config


def visit(kind: str, site: LocalSite) -> FetchResult:
    with site.client() as client:
        result: FetchResult = CONNECTORS[kind].fetch(config_of(kind, site.url("")), FetchState(), client)
        return result


def serve_sample(kind: str, site: LocalSite) -> None:
    for path in (SAMPLES / kind).glob("*"):
        site.routes[f"/{path.name}"] = 200, {}, path.read_bytes()


def read(kind: str, name: str, skip_rows: int = 0) -> list[Item | BadRow]:
    with (SAMPLES / kind / name).open("rb") as file:
        return list(CONNECTORS[kind].read(file, config_of(kind), skip_rows=skip_rows))


def assert_is_canonical(item: Item) -> None:
    assert item.source_kind and item.platform_id
    assert item.title or item.text
    assert not item.url or canonical_url(item.url)
    if item.source_kind == "media_online" and item.url:
        assert item.platform_id == canonical_url(item.url)
    assert item.published_at is None or item.published_at.utcoffset() == timedelta(0)
    assert item.published_at is not None or "published_at" in item.missing_fields
    assert all(value is not None for value in item.metrics.values())
    assert item.author_kind != "warga" or not item.author_display
    json.dumps(dict(item.raw))


@pytest.mark.parametrize("kind", sorted(CONNECTORS))
def test_it_has_a_label_a_form_and_a_recorded_sample(kind: str) -> None:
    found = CONNECTORS[kind]
    assert found.kind == kind and found.label and found.mode in ("poll", "file")
    assert issubclass(found.Config, BaseModel)
    assert any(path.name != "config.json" for path in (SAMPLES / kind).glob("*"))


@pytest.mark.parametrize("kind", POLLED)
def test_a_visit_yields_canonical_items(kind: str, site: LocalSite) -> None:
    serve_sample(kind, site)
    result = visit(kind, site)
    assert result.outcome == "ok" and result.items and result.n_bytes
    for item in result.items:
        assert_is_canonical(item)
    assert len({item.platform_id for item in result.items}) == len(result.items)


@pytest.mark.parametrize("kind", POLLED)
def test_two_visits_to_the_same_thing_bring_the_same(kind: str, site: LocalSite) -> None:
    serve_sample(kind, site)
    assert visit(kind, site) == visit(kind, site)


@pytest.mark.parametrize("kind", POLLED)
@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (500, TemporaryFailure),
        (503, TemporaryFailure),
        (429, TemporaryFailure),
        (403, PermanentFailure),
        (404, PermanentFailure),
    ],
)
def test_temporary_and_permanent_failures_are_told_apart(
    kind: str, site: LocalSite, status: int, failure: type[Exception]
) -> None:
    for path in (SAMPLES / kind).glob("*"):
        site.routes[f"/{path.name}"] = status, {}, b""
    with pytest.raises(failure):
        visit(kind, site)


@pytest.mark.parametrize("kind", POLLED)
def test_a_connection_that_breaks_is_a_temporary_failure(kind: str, site: LocalSite) -> None:
    hang_up: Callable[[Any], None] = lambda _: None  # noqa: E731
    site.routes |= {f"/{path.name}": hang_up for path in (SAMPLES / kind).glob("*")}
    with pytest.raises(TemporaryFailure):
        visit(kind, site)


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_a_file_yields_canonical_items_and_numbered_bad_rows(kind: str, name: str) -> None:
    rows = read(kind, name)
    assert any(isinstance(row, Item) for row in rows)
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Item):
            assert_is_canonical(row)
        else:
            assert row.row_number == number and row.reason.endswith(".")


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_the_same_file_read_twice_gives_the_same(kind: str, name: str) -> None:
    assert read(kind, name) == read(kind, name)


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_a_file_can_be_taken_up_again_at_any_row(kind: str, name: str) -> None:
    rows = read(kind, name)
    for skip_rows in range(len(rows) + 2):
        assert read(kind, name, skip_rows) == rows[skip_rows:]


@pytest.mark.parametrize("kind", READ)
def test_a_foreign_file_is_refused_in_words(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "foto.pdf"
    path.write_bytes(b"%PDF-1.7 bukan data")
    with path.open("rb") as file, pytest.raises(InvalidInput) as caught:
        list(CONNECTORS[kind].read(file, config_of(kind)))
    assert str(caught.value).endswith(".")
