"""The evidence pack: an answer with its documents, its query and the data it rests on, in one file.

The same facts in four forms: ``.md`` and ``.html`` to read, ``.bib`` and ``.json`` (CSL-JSON) for
the tools that write lists of references.  A pack holds nothing of clock or machine: the same answer
from the same data gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coalition_graph.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

    from coalition_graph.answers import Answer
    from coalition_graph.queryable import QueryableGraph

__all__ = ["FORMS", "Origin", "form_of"]

FORMS = {
    "md": "Markdown",
    "html": "a page of its own",
    "bib": "BibTeX",
    "json": "CSL-JSON",
}
_SPELLINGS = {"markdown": "md", "htm": "html", "bibtex": "bib", "csl-json": "json"}


def form_of(path: str | Path | None, form: str | None = None) -> str:
    """Return the form of a pack: as named, else as the path ends, else Markdown.

    Raises:
        UnknownNameError: there is no such form.

    >>> form_of("members.html"), form_of("members.txt", "bibtex"), form_of(None)
    ('html', 'bib', 'md')
    """
    if form is None and path is None:
        return "md"
    wanted = (Path(str(path)).suffix if form is None else form).removeprefix(".").lower()
    wanted = _SPELLINGS.get(wanted, wanted)
    if wanted not in FORMS:
        raise UnknownNameError("form of an evidence pack", wanted, FORMS)
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an answer comes from: the graph and the store asked, the question, what was given.

    `question` is the name of a named question, or nothing; `given` what the caller gave with it.
    """

    graph: QueryableGraph
    store: ox.Store
    question: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)

    def pack(self, answer: Answer, path: str | Path | None, form: str | None) -> str:
        """Return the pack of an answer; with a path, write it, whole or not at all.

        Raises:
            UnknownNameError: no such form; ValidationError: a row names a document that the graph
            does not hold; ExportError: the rows are not what the query gives, or the file cannot
            be written.
        """
        text = _WRITERS[form_of(path, form)](answer, self)
        if path is not None:
            from coalition_graph.export.files import write_whole

            write_whole(path, text.encode("utf-8"))
        return text


def _markdown(answer: Answer, origin: Origin) -> str:
    from coalition_graph.evidence_pack.contents import contents
    from coalition_graph.evidence_pack.markdown import markdown

    return markdown(contents(answer, origin))


def _page(answer: Answer, origin: Origin) -> str:
    from coalition_graph.evidence_pack.contents import contents
    from coalition_graph.evidence_pack.page import page

    return page(contents(answer, origin))


def _bibtex(answer: Answer, origin: Origin) -> str:
    from coalition_graph.citations import bibtex
    from coalition_graph.evidence_pack.cited import documents_of

    return bibtex(documents_of(answer, origin))


def _csl_json(answer: Answer, origin: Origin) -> str:
    from coalition_graph.citations import csl_json
    from coalition_graph.evidence_pack.cited import documents_of

    return csl_json(documents_of(answer, origin))


_WRITERS = {"md": _markdown, "html": _page, "bib": _bibtex, "json": _csl_json}
