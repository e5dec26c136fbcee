# ruff: noqa: INP001
"""Make the gallery of questions out of the question files.

Run ``python docs/make_questions.py`` after a change in ``coalition_graph/queries``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coalition_graph import queries

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# Questions

Each named question is one SPARQL file, complete: it runs as it stands in any SPARQL 1.1 tool, with
its required parameters put in by hand. Here it is asked by name:

- in a shell, `coalition-graph answer members_on --as-of 2018-06-01`
- in Python, `kg.answer("members_on", as_of="2018-06-01")`

Ids are those of the data (`ken`, `nato`, `james-mattis`, `2017-05-09-copenhagen`). Dates are
`2018-06-01`, `2018-06`, `2018` or other EDTF; as `as_of`, a month or year asks about every day of
it. *Optional* parameters narrow the question; one with a default has it in brackets. How the bounds
and the certainty are to be read is told in [How to read a date and a certainty](certainty.md).

This page is made from the question files by `docs/make_questions.py`.
"""


def gallery() -> str:
    """Return the page as text."""
    listed = "\n".join(
        f"| [{name}](#{name}) | {queries.question(name).sentence} |" for name in queries.names()
    )
    parts = [HEAD, f"| question | asks |\n|---|---|\n{listed}\n"]
    parts += ["\n".join(_entry(queries.question(name))) for name in queries.names()]
    return "\n".join(parts)


def _entry(asked: queries.Question) -> Iterator[str]:
    yield f"## {asked.name}\n"
    yield f"**{asked.sentence}** {asked.reading}\n"
    if asked.parameters:
        yield "| parameter | is | meaning |\n|---|---|---|"
        for parameter in asked.parameters:
            yield f"| `{parameter.name}` | {_kind(parameter)} | {parameter.meaning} |"
        yield ""
    yield f"Columns: {', '.join(_column(asked, name) for name in asked.columns)}.\n"
    yield f"```sparql\n{asked.text.strip()}\n```\n"


def _kind(parameter: queries.Parameter) -> str:
    if parameter.default:
        return f"{parameter.type} ({parameter.default})"
    return f"{parameter.type}, {'optional' if parameter.optional else 'required'}"


def _column(asked: queries.Question, name: str) -> str:
    meaning = asked.column_meanings.get(name)
    return f"`{name}` ({meaning})" if meaning else f"`{name}`"


if __name__ == "__main__":
    Path(__file__).with_name("questions.md").write_text(gallery(), encoding="utf-8")
