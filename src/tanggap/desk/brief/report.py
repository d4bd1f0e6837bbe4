"""A report in words: the one shape from which page, messenger text, PDF, DOCX and mail are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """One matter. `path` leads to it in Tanggap; `quote` stands in the source word for word, `cite` says where."""

    title: str
    line: str = ""
    path: str = ""
    quote: str = ""
    cite: str = ""
    cite_url: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Matters of one kind; `empty` is said when there are none, `more` when not all are listed."""

    key: str
    title: str
    n: int = 0
    items: list[Item] = field(default_factory=list)
    empty: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    head: list[str]
    rows: list[list[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clipping:
    """A report of an outlet, cut out. `url` leads to the source, `path` to its page in Tanggap."""

    number: int
    outlet: str
    at: str
    title: str
    extract: str
    url: str
    path: str
    also: str = ""
    issue: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the reader sees, in one language. `mark` is set when the news are made up."""

    language: str
    title: str
    unit: str
    address: list[str]
    span: str
    mark: str
    lead: str
    figures: Table
    tone: str
    sections: list[Section]
    days: Table | None
    clippings_title: str
    clippings_note: str
    clippings: list[Clipping]
    foot: list[str]
    words: dict[str, str]

    def section(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)
