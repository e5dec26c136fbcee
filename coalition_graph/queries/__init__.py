"""The named questions: one ``.rq`` file each, complete, so that it runs in any SPARQL tool.

The comment at the top of a file is its documentation and its signature::

    # Which members joined when?                         the question as a sentence
    # One row a membership, oldest first.                how to read the rows
    # parameter group: organisation = main group; …      name: type, optional or default; meaning
    # parameter meeting as ?wanted_meeting: meeting; …   where variable and name differ
    # column joined: the start as the data words it      columns that need a word
    # layer claims                                       where it asks the claim layer
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from coalition_graph.errors import UnknownNameError

__all__ = ["Parameter", "Question", "names", "question"]

_PARAMETER = re.compile(
    r"(?P<name>\w+)(?: as \?(?P<variable>\w+))?: (?P<type>[\w -]+?)"
    r"(?P<optional>, optional)?(?: = (?P<default>[\w -]+))?; (?P<meaning>.+)"
)
_COLUMN = re.compile(r"(?P<name>\w+): (?P<meaning>.+)")
_SELECT = re.compile(r"\bSELECT\b(?P<list>.*?)\bWHERE\b", re.DOTALL)
_LISTED = re.compile(r"\?\w+|[()]|\w+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question.

    `type` is ``period``, ``first day``, ``last day``, ``text``, ``certainty``, ``type of fact``,
    ``one of`` some words, ``anything`` or the types of thing it names, such as ``person or state``.
    """

    name: str
    variable: str
    type: str
    optional: bool
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: its sentence, its parameters, its columns, and the SPARQL text."""

    name: str
    sentence: str
    reading: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    column_meanings: dict[str, str]
    text: str
    claims: bool = False  # whether it asks the claim layer

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name.

        Raises:
            UnknownNameError: the question has no such parameter.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        raise UnknownNameError(f"parameter of {self.name}", name, known)


@cache
def names() -> tuple[str, ...]:
    """Return the names of all questions.

    >>> "members_joined" in names()
    True
    """
    found = (place.name for place in files(__package__).iterdir())
    return tuple(sorted(name[:-3] for name in found if name.endswith(".rq")))


@cache
def question(name: str) -> Question:
    """Return a question by name.

    Raises:
        UnknownNameError: there is none; the message names the nearest.

    >>> question("members_on").sentence
    'Who was a member on a day, and how sure is it?'
    >>> question("member_count").columns
    ('as_of', 'certain', 'presumed', 'possible', 'states', 'organisations')
    """
    place = files(__package__) / f"{name}.rq"
    if not name.isidentifier() or not place.is_file():
        raise UnknownNameError("question", name, names())
    return _parse(name, place.read_text(encoding="utf-8"))


def _parse(name: str, text: str) -> Question:
    comments = [line[2:] for line in text.splitlines() if line.startswith("# ")]
    parameters, meanings, prose, layered = [], {}, [], False
    for comment in comments:
        word, _, rest = comment.partition(" ")
        if word == "parameter":
            parameters.append(_parameter(name, rest))
        elif word == "column" and (match := _COLUMN.fullmatch(rest)):
            meanings[match["name"]] = match["meaning"]
        elif comment == "layer claims":
            layered = True
        else:
            prose.append(comment)
    return Question(
        name=name,
        sentence=prose[0],
        reading=" ".join(prose[1:]),
        parameters=tuple(parameters),
        columns=_columns(text),
        column_meanings=meanings,
        text=text,
        claims=layered,
    )


def _parameter(question_name: str, text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise ValueError(f"{question_name}.rq: cannot read parameter {text!r}")
    return Parameter(
        name=match["name"],
        variable=match["variable"] or match["name"],
        type=match["type"],
        optional=bool(match["optional"]),
        default=match["default"] or "",
        meaning=match["meaning"],
    )


def _columns(text: str) -> tuple[str, ...]:
    """Return the names in the first SELECT list: bare variables, and those after AS."""
    chosen = _SELECT.search(text)
    depth, after_as, columns = 0, False, []
    for part in _LISTED.findall(chosen["list"] if chosen else ""):
        depth += (part == "(") - (part == ")")
        if part.startswith("?") and (depth == 0 or (depth == 1 and after_as)):
            columns.append(part[1:])
        after_as = part.upper() == "AS"
    return tuple(columns)
