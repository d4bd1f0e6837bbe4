"""Every sentence of the readers is in the catalogue."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import tanggap.connectors
from tanggap.sources.reasons import REASONS

_SENTENCE = re.compile(r"[A-Z][^{}`]* [^{}`]*\.\Z")


def strings_of(tree: ast.AST) -> set[str]:
    """Every text in the code but the documentation."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    documents = {
        id(first.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and isinstance(first := node.body[0], ast.Expr)
    }
    return {str(node.value) for node in nodes if id(node) not in documents}


def test_whatever_a_reader_says_to_people_can_be_translated() -> None:
    folder = Path(tanggap.connectors.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py"))]

    said = {text for tree in trees for text in strings_of(tree) if _SENTENCE.match(text)}

    assert "The line is no valid JSON." in said
    assert said <= REASONS
