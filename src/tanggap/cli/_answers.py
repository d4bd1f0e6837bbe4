"""What `tanggap init` needs to know, from a TOML file or asked one by one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tanggap.core.errors import InvalidInput


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Office(Part):
    """`units`: ``defaults`` for the shipped Kalimantan Selatan, else a CSV."""

    units: str = "defaults"


class Admin(Part):
    username: str
    name: str = ""
    email: str = ""
    unit: str = ""


class People(Part):
    file: str = ""


class Registers(Part):
    """CSVs of officials and of programmes."""

    officials: str = ""
    programmes: str = ""


class Watches(Part):
    """For which units, by code; names of proposals to leave out; programmes by the code of a unit."""

    units: list[str] | Literal["all", "none"] = "all"
    leave_out: list[str] = Field(default_factory=list)
    programmes: dict[str, list[str]] = Field(default_factory=dict)


class Sources(Part):
    """`starter`: all of the shipped list, none, or some by name."""

    starter: bool | list[str] = False
    opml: str = ""
    urls: list[str] = Field(default_factory=list)


class Answers(Part):
    """All answers; what is left out takes its default."""

    office: Office = Field(default_factory=Office)
    admin: Admin
    people: People = Field(default_factory=People)
    registers: Registers = Field(default_factory=Registers)
    watches: Watches = Field(default_factory=Watches)
    sources: Sources = Field(default_factory=Sources)
    folder: Path = Field(default=Path(), exclude=True)

    @classmethod
    def read(cls, file: Path) -> Answers:
        """The answers of a file; paths in it are meant from its own folder."""
        try:
            given: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
            return cls.model_validate({**given, "folder": file.resolve().parent})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{file} is no TOML: {error}", field="answers") from error
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise InvalidInput(f"{file}: {faults}", field="answers") from error

    def text_of(self, name: str) -> str:
        """The text of a file that an answer names."""
        path = self.folder / name
        try:
            return path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InvalidInput(f"{path} cannot be read: {error.strerror}", field="file") from error
        except UnicodeDecodeError as error:
            raise InvalidInput(f"{path} is not UTF-8; save it as CSV UTF-8.", field="file") from error
