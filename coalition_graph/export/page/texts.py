"""The words of the interface; the words of the data come with the model."""

from __future__ import annotations

from typing import Final

__all__ = ["texts"]

_ENGLISH: Final[dict[str, str]] = {
    "all_dates": "all dates",
    "all_labels": "all",
    "as_of": "as of",
    "begin": "Where to begin",
    "begin_text": "Pick a name in the picture, search for one, or start here:",
    "certain": "certain",
    "certainty": "How sure",
    "clockwise": "clockwise by date",
    "close": "Close",
    "column_dates": "Dates",
    "column_kind": "Kind",
    "column_links": "Relations",
    "column_name": "Name",
    "column_sources": "Sources",
    "dark": "Dark page",
    "details": "Details",
    "find": "Find",
    "find_hint": "State, person, meeting …",
    "fit": "Show all",
    "fitting_labels": "that fit",
    "from_centre": "From the centre outward",
    "in_picture": "In the picture",
    "kinds": "What is shown",
    "labels": "Names",
    "legend": "Legend",
    "links": "relations",
    "links_one": "relation",
    "network_label": "Network picture. The same things are in the table below; "
    "search to move to one of them.",
    "no_labels": "none",
    "no_sources": "No document of its own; see its relations.",
    "none_found": "Nothing of that name",
    "nodes": "entries",
    "of": "of",
    "other_names": "Other names",
    "possible": "possible",
    "presumed": "presumed",
    "relation": "Relation",
    "roles": "Relations",
    "shown": "shown",
    "sources": "sources",
    "sources_heading": "Sources",
    "sources_one": "source",
    "skip": "Skip to the table",
    "table": "Table",
    "table_caption": "Everything in the picture",
    "when": "When",
    "without_scripts": "Scripts are off: the picture and the table stay as they are.",
    "zoom_in": "Closer",
    "zoom_out": "Farther",
}

_LANGUAGES: Final[dict[str, dict[str, str]]] = {"en": _ENGLISH}


def texts(language: str) -> dict[str, str]:
    """Return the interface in a language, in English where it is not known.

    >>> texts("en-GB")["find"]
    'Find'
    """
    return _LANGUAGES.get(language.partition("-")[0].lower(), _ENGLISH)
