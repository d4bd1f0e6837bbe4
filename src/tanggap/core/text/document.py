"""What an enricher is given: the texts, and the registers that an office keeps."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Document:
    """One text to judge. `title` may be empty; `published_on` decides who held a post then."""

    id: str
    text: str
    title: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A region with the names under which it is written. `code` is the Kemendagri dotted code.

    `lat` and `lon` are not needed here: matching is by name and by the company that a name keeps.
    """

    code: str
    name: str
    level: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Village:
    """A desa or kelurahan, which tells the kecamatan that it lies in.

    `needs_cue`: its name is an everyday word, or borne in several kecamatan, and counts only behind "desa",
    "kelurahan" and the like or beside a place of its own kabupaten.
    """

    district_code: str
    name: str
    needs_cue: bool = False


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A topic (`code`) and the words that speak for it (`any_of`) or against it (`none_of`)."""

    code: str
    name: str
    any_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()
    min_hits: int = 1


@dataclass(frozen=True, slots=True)
class UnitName:
    """An office with the names under which it is written. `region_code` ties it to its place.

    A name that many regions share ("Dinas Kesehatan") means this unit only near its region.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class PublicNameRow:
    """A name that an office registered: of an official, who has a `post`, or of a programme, which has none.

    `key` names the row, `unit_code` whose it is; the first and the last day belong to the period.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    post: str = ""
    unit_code: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether the name held then; without a day, whether it holds still."""
        if day is None:
            return self.ends_on is None
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class EncoderFolder:
    """A sentence encoder that an office put beside the fast model: its folder, and the version of its head."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that an office taught itself, in place of the shipped one of that `name`: its version and its folder."""

    name: str
    version: str
    folder: str


@dataclass(frozen=True)
class Context:
    """The registers an enricher works with; built from rows by `pipeline`, from shipped defaults else.

    `digest` is part of every judgement's version: a changed register re-judges.
    `off` are the kinds of enrichers that do not judge.
    """

    home_region: str = "63"
    places: tuple[Place, ...] = ()
    other_places: tuple[Place, ...] = ()
    villages: tuple[Village, ...] = ()
    topics: tuple[TopicRule, ...] = ()
    units: tuple[UnitName, ...] = ()
    public_names: tuple[PublicNameRow, ...] = ()
    off: tuple[str, ...] = ()
    encoder: EncoderFolder | None = None
    models: tuple[LocalModel, ...] = ()

    def __hash__(self) -> int:
        # Matchers are kept by context; hashing thousands of names again for every text would cost more than matching.
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change when anything in the context changes."""
        told = asdict(self)
        # Where a model lies says nothing of how it judges.
        told["models"] = [(model.name, model.version) for model in self.models]
        canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    def local(self, name: str) -> LocalModel | None:
        """Give the model that the office has in place of the shipped one of that name."""
        return next((model for model in self.models if model.name == name), None)
