"""``tanggap assess``: judgements of texts, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tanggap.core.errors import InvalidInput

if TYPE_CHECKING:
    from tanggap.core.text.document import Context, Document
    from tanggap.enrichers import TextAssessment

app = typer.Typer()

_BATCH = 256

Row = tuple["str | int", "Document"]


@app.command()
def assess(
    input_path: Annotated[str, typer.Option("--input", help="JSONL, one text a line; - is standard input.")],
    output_path: Annotated[str, typer.Option("--output", help="JSONL, one line a text; - is standard output.")],
    encoder: Annotated[Path | None, typer.Option(help="Folder of a sentence encoder to blend in.")] = None,
) -> None:
    """Judge texts: {"id", "text"[, "title"]} in, one line of judgements each out, in the same order.

    Language, sentiment, kind, emotion, topics, places, units, tone towards each unit, official and programme, stance
    towards programmes, quotations of public speakers and the rubric, with confidence, evidence and versions. Judged
    with the shipped registers; bad input stops the command with the line's number and exit code 2.
    """
    from tanggap.cli._jsonl import complete_or_nothing, opened, progress_of

    try:
        context = _context(encoder)
        with opened(input_path) as source, complete_or_nothing(output_path) as sink, progress_of("texts") as told:
            n_done = 0
            for batch in _batches(_rows(source, input_path)):
                sink.write(b"".join(_lines(batch, context)))
                n_done += len(batch)
                told(n_done)
    except InvalidInput as error:
        _complain(str(error))
        raise typer.Exit(2) from None
    except OSError as error:
        _complain(f"{error.filename or output_path}: {error.strerror or error}")
        raise typer.Exit(2) from None


def _complain(sentence: str) -> None:
    from tanggap.cli import console

    console.print(f"tanggap assess: {sentence}", highlight=False, markup=False, soft_wrap=True)


def _rows(source: Any, name: str) -> Iterator[Row]:
    from tanggap.cli._jsonl import at_line, identifier, records, string
    from tanggap.core.text.document import Document

    for number, record in records(source, name):
        with at_line(number, name):
            own_id = identifier(record)
            text, title = string(record, "text", is_required=True), string(record, "title")
        yield own_id, Document(str(own_id), text, title)


def _context(encoder: Path | None) -> Context:
    """The shipped registers, with an encoder that must work where one is asked for."""
    from tanggap.enrichers._encoder import look
    from tanggap.enrichers.defaults import default_context

    if encoder is None:
        return default_context()
    found = look(str(encoder))
    if found.ref is None:
        raise InvalidInput(found.problem, field="encoder")
    return replace(default_context(), encoder=found.ref)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _lines(batch: list[Row], context: Context) -> Iterator[bytes]:
    from tanggap.enrichers import judge

    assessed = judge([document for _, document in batch], context)
    for (own_id, _), assessment in zip(batch, assessed, strict=True):
        yield json.dumps({"id": own_id, **_record(assessment)}).encode() + b"\n"


def _record(assessment: TextAssessment) -> dict[str, Any]:
    return {
        "language": assessment.language,
        "language_uncertain": assessment.language_uncertain,
        "sentiment": assessment.sentiment,
        "sentiment_uncertain": assessment.sentiment_uncertain,
        "sentiment_scores": assessment.sentiment_scores,
        "topics": assessment.topics,
        "region_codes": assessment.region_codes,
        "units": assessment.units,
        "tone": assessment.tones,
        "stance": {each["target"]: each["stance"] for each in assessment.tones if each["stance"]},
        "emotion": assessment.emotion,
        "quotations": assessment.quotations,
        "kind": assessment.kind,
        "rubric": assessment.rubric,
        "is_uncertain": assessment.is_uncertain,
        "confidence": {kind: round(value, 4) for kind, value in assessment.confidence.items()},
        "spans": {
            kind: [[span.field, span.start, span.end, span.label] for span in spans]
            for kind, spans in assessment.spans.items()
            if spans
        },
        "versions": assessment.versions,
    }
