"""Documents as citations: BibTeX (the dialect of biblatex), CSL-JSON, and dates in words.

Nothing is made up: a field that a document does not have is left out, a name is not cut into given
and family name, and a title that is only our description of a page stands in square brackets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coalition_graph.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coalition_graph.dates import PartialDate
    from coalition_graph.model import Document

__all__ = ["authors", "bibtex", "csl_json", "date_in_words", "title", "web_address"]

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
# What no address may hold as it is (RFC 3986), and what would end a field or begin a command.
_NO_ADDRESS = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]')
_NO_KEY = re.compile(r"[^A-Za-z0-9._:-]")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    **{sign: "\\" + sign for sign in "$&%#_"},
}
_TEX_SIGN = re.compile("|".join(map(re.escape, _TEX)))
_SIMPLE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[~?%]?)")
_DECADE = re.compile(r"\d{2}(?:\dX|XX)")
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def bibtex(documents: Iterable[Document]) -> str:
    r"""Return documents as BibTeX entries for biblatex and biber, keyed by their ids.

    Texts are escaped for LaTeX and stay UTF-8; addresses stand as they are.  Whole titles are
    protected, since no language is told.  An approximate date keeps its ``~`` (*circa*).

    Raises:
        ExportError: two documents bear the same id.

    >>> from coalition_graph.dates import PartialDate
    >>> from coalition_graph.model import Document
    >>> page = Document(id="un-1", title="100% of it", title_is_description=True,
    ...                 published=PartialDate.parse("2018-02~"), url="https://un.org/a_b?c=%20")
    >>> print(bibtex([page]), end="")
    @online{un-1,
      title = {{[100\% of it]}},
      date = {2018-02~},
      url = {https://un.org/a_b?c=%20},
    }
    """
    return "\n".join(_entry(document) for document in _distinct(documents))


def _entry(document: Document) -> str:
    kind = "online" if web_address(document.url) else "misc"
    pairs = ((name, value) for name, value in _bibtex_fields(document) if value)
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in pairs)
    return f"@{kind}{{{_key(document.id)},\n{fields}}}\n"


def _bibtex_fields(document: Document) -> Iterator[tuple[str, str]]:
    """Yield names and values; a second pair of braces keeps names whole and titles as they are."""
    yield "author", " and ".join(map(_braced, authors(document)))
    yield "title", _braced(title(document))
    yield "organization", _braced(document.publisher)
    if document.published:
        sides = _sides(document.published)
        # a date that is no EDTF goes where biblatex takes any text
        yield ("date", "/".join(sides)) if sides else ("year", _tex(document.published.text))
    address = web_address(document.url)
    yield "url", address
    yield "howpublished", "" if address else _tex(document.url)
    yield "annotation", _tex(document.note)


def _braced(text: str) -> str:
    return f"{{{_tex(text)}}}" if _line(text) else ""


def csl_json(documents: Iterable[Document]) -> str:
    """Return documents as CSL-JSON, the form of citation processors such as Zotero and pandoc.

    Raises:
        ExportError: two documents bear the same id.

    >>> from coalition_graph.dates import PartialDate
    >>> from coalition_graph.model import Document
    >>> page = Document(id="un-1", title="Press", published=PartialDate.parse("2018-02~"))
    >>> import json
    >>> json.loads(csl_json([page]))[0]["issued"]
    {'date-parts': [[2018, 2]], 'circa': True}
    """
    import json

    items = [
        {name: value for name, value in _csl_fields(document) if value}
        for document in _distinct(documents)
    ]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _csl_fields(document: Document) -> Iterator[tuple[str, Any]]:
    address = web_address(document.url)
    yield "id", document.id
    yield "type", "webpage" if address else "document"
    yield "author", [{"literal": name} for name in authors(document)]
    yield "title", title(document)
    yield "publisher", _line(document.publisher)
    if document.published:
        yield "issued", _csl_date(document.published)
    yield "URL", address
    yield "note", "" if address else _line(document.url)
    yield "annote", _line(document.note)


def _csl_date(moment: PartialDate) -> dict[str, Any]:
    parts = [_parts(side) for side in _sides(moment)]
    if not parts or not all(parts):  # no date, or a range that is open
        return {"literal": date_in_words(moment)}
    seasons = [part[1] - 20 for part in parts if part[1:] and part[1] in _SEASONS]
    if seasons and len(parts) > 1:  # CSL has one season, and no range of them
        return {"literal": date_in_words(moment)}
    told: dict[str, Any] = {"date-parts": [part[:1] for part in parts] if seasons else parts}
    if seasons:
        told["season"] = seasons[0]
    if moment.approximate:
        told["circa"] = True
    return told


def _parts(side: str) -> list[int]:
    match = _SIMPLE.fullmatch(side)
    return [int(part) for part in match.groups()[:3] if part] if match else []


def date_in_words(moment: PartialDate) -> str:
    """Return a date as a sentence words it.

    >>> from coalition_graph.dates import PartialDate
    >>> [date_in_words(PartialDate.parse(text)) for text in ("2014-10-15~", "2021-23", "201X")]
    ['about 15 October 2014', 'autumn 2021', 'between 2010 and 2019']
    >>> date_in_words(PartialDate.parse("[2018-02-13..]"))
    '13 February 2018 or later'
    """
    sides = _sides(moment)
    if not sides:
        return _line(moment.text)
    words = [_side_in_words(side) for side in sides]
    if len(words) == 1:
        return words[0]
    first, last = words
    if first and last:
        return f"between {first} and {last}"
    return f"{first} or later" if first else f"{last} or earlier"


def _side_in_words(side: str) -> str:
    match = _SIMPLE.fullmatch(side)
    if match is None:
        return ""
    year, month, day = match["year"], int(match["month"] or 0), match["day"]
    words = [] if not day else [str(int(day))]
    if month:
        words.append(_SEASONS.get(month) or _MONTHS[month - 1])
    return ("about " if match["mark"] else "") + " ".join([*words, year])


def _sides(moment: PartialDate) -> tuple[str, ...]:
    """Return a date as one part of EDTF, or as the two ends of a range, where ``""`` is open.

    What the text says is kept if it can be said so, else the first and last day; nothing at all
    where neither is known.
    """
    text = moment.text.strip().removeprefix("[").removesuffix("]")
    first, ranged, last = text.partition("/") if "/" in text else text.partition("..")
    sides = tuple("" if side == ".." else side for side in ((first, last) if ranged else (first,)))
    if any(sides) and all(not side or _is_simple(side) for side in sides):
        return sides
    years = first.replace("-XX", "")
    if not ranged and _is_simple(years):
        return (years,)
    if not ranged and _DECADE.fullmatch(years):
        return years.replace("X", "0"), years.replace("X", "9")
    days = tuple(day.isoformat() if day else "" for day in (moment.earliest, moment.latest))
    return days[:1] if days[0] == days[1] and any(days) else days if any(days) else ()


def _is_simple(side: str) -> bool:
    match = _SIMPLE.fullmatch(side)
    if match is None:
        return False
    month = int(match["month"] or 1)
    return 1 <= month <= 12 or (month in _SEASONS and match["day"] is None)


def title(document: Document) -> str:
    """Return the title on one line; in square brackets if it is only our description.

    >>> from coalition_graph.model import Document
    >>> title(Document(id="a", title="Talks in Rome", title_is_description=True))
    '[Talks in Rome]'
    """
    text = _line(document.title)
    return f"[{text}]" if document.title_is_description and text else text


def authors(document: Document) -> tuple[str, ...]:
    """Return the authors, whole: which part of a name is the family name is not told.

    >>> from coalition_graph.model import Document
    >>> authors(Document(id="a", title="A", author="John Kerry; Ashton Carter"))
    ('John Kerry', 'Ashton Carter')
    """
    return tuple(name for part in document.author.split(";") if (name := _line(part)))


def web_address(url: str) -> str:
    """Return an address that a link may lead to, or nothing if it is no http or https address.

    >>> web_address("https://un.org/a b"), web_address("javascript:alert(1)")
    ('https://un.org/a%20b', '')
    """
    url = url.strip()
    if not _WEB.match(url):
        return ""
    return _NO_ADDRESS.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url
    )


def _distinct(documents: Iterable[Document]) -> Iterator[Document]:
    seen: dict[str, str] = {}
    for document in documents:
        if document.id in seen:
            raise ExportError(
                f"two documents bear the id {document.id!r} "
                f"({seen[document.id] or '?'}, {document.iri or '?'}), "
                "so that no key can tell them apart; give one of them another id"
            )
        seen[document.id] = document.iri
        yield document


def _key(name: str) -> str:
    """Return an id as a key of BibTeX: what a key cannot hold is written as ``+hex+``."""
    return _NO_KEY.sub(lambda found: f"+{ord(found.group()):x}+", name)


def _tex(text: str) -> str:
    """Escape for LaTeX; only with commands whose braces match, since BibTeX counts braces."""
    return _TEX_SIGN.sub(lambda found: _TEX[found.group()], _line(text))


def _line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
