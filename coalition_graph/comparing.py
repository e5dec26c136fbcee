"""`ComparingGraph`: what changed between two days, two graphs, with and without a document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from coalition_graph import queries
from coalition_graph.answers import Answer, document_columns
from coalition_graph.dates import PartialDate
from coalition_graph.evidenced import EvidencedGraph
from coalition_graph.model import (
    FACT_TYPES,
    Body,
    Claim,
    Leadership,
    LineOfEffort,
    Meeting,
    Membership,
    Post,
    Tenure,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coalition_graph.dates import DateLike
    from coalition_graph.differences import Difference, Differences
    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Document, Fact

__all__ = ["ComparingGraph"]

_ANSWERS = ("question", "as_of", "rows", "rows_without", "gone", "new", "fewer_sources")


class ComparingGraph(EvidencedGraph):
    """A graph that tells in sentences how it differs from another, and its days from each other."""

    def changes(
        self,
        since: DateLike,
        until: DateLike,
        *,
        group: str | Ref | None = None,
        known_on: DateLike | None = None,
    ) -> Differences:
        """Return what changed after one day and not after another.

        Who joined or left, or may have; who came into a post or a lead, or lost it; who is only
        presumed since the last attestation; and the meetings held.

        Args:
            since: the earlier day; of a month or year, its last.
            until: the later day; of a month or year, its last, so that ``changes("2017", "2018")``
                tells what changed in 2018.
            group: a coalition or body with its bodies; by default the members of the main one, and
                all posts, leads and meetings.
            known_on: as it could be known from documents published by this day.

        Raises:
            DateError: no such date, or the later day comes first; UnknownNameError: no such group.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> told = CoalitionGraph.load().changes("2017", "2018")
        >>> [one.text for one in told if one.id == "ken-global-coalition-1"][0][:58]
        'Kenya joined Global Coalition Against Daesh between 2018-0'
        """
        from coalition_graph.differences import between_days

        if known_on is not None:
            return self.known_on(known_on).changes(since, until, group=group)
        first, last = (PartialDate.of(day).closed()[1] for day in (since, until))
        return between_days(self._concerning(group), first, last, self._said_of)

    def _said_of(self, fact: Fact) -> Iterable[Claim]:
        return self._evidence.of(fact)

    def _concerning(self, group: str | Ref | None) -> Iterator[Fact]:
        """Yield the facts that tell how a group changes."""
        asked = self.main_group if group is None else self.ref(group, "organisation", "body")
        inside = self._with_its_parts(asked)
        yield from (one for one in self._reader.facts(Membership) if one.group.iri in inside)
        posts = {one.iri: one.post_in for one in self._reader.facts(Post)}
        for tenure in self._reader.facts(Tenure):
            if group is None or _among(posts.get(tenure.post.iri), inside):
                yield tenure
        for leadership in self._reader.facts(Leadership):
            if group is None or leadership.led.iri in inside:
                yield leadership
        for meeting in self._reader.facts(Meeting):
            if group is None or _among(meeting.meeting_of, inside):
                yield meeting

    def _with_its_parts(self, group: Ref) -> frozenset[str]:
        """Return the IRIs of a group and of all that is part of it."""
        parts: list[Body | LineOfEffort] = [
            *self._reader.facts(Body),
            *self._reader.facts(LineOfEffort),
        ]
        inside = {group.iri}
        while found := {
            one.iri for one in parts if _among(one.part_of, inside) and one.iri not in inside
        }:
            inside |= found
        return frozenset(inside)

    def compared_with(self, other: ComparingGraph) -> Differences:
        """Return what another graph has that this one has not, and what became of the rest.

        Two versions of a dataset, or two editions of a graph; facts are the same by type and id.
        Of claims about days, roles and figures, only those are told that one of the two disputes:
        the others show in the facts that rest on them.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> kg = CoalitionGraph.load()
        >>> print(kg.compared_with(kg).summary)
        From global-coalition 2026.11.20 to global-coalition 2026.11.20: no difference.
        """
        from coalition_graph.differences import between_versions

        disputed = self._disputed_claims | other._disputed_claims
        return between_versions(
            self._told(disputed), other._told(disputed), f"From {self._called} to {other._called}"
        )

    @property
    def _disputed_claims(self) -> frozenset[str]:
        claims = self._evidence.facts[Claim]
        return frozenset(one.id for one in claims if _is_told(one, frozenset()))

    def _told(self, disputed: frozenset[str]) -> Iterator[Fact]:
        """Yield the facts that a comparison looks at."""
        for kind in FACT_TYPES.values():
            yield from (fact for fact in self._evidence.facts[kind] if _is_told(fact, disputed))

    @property
    def _called(self) -> str:
        info = self.dataset
        name = " ".join(filter(None, (info.id, info.version))) if info else "the graph"
        return " ".join((name, *(word for how in self.edition for word in how)))

    # -- without documents ------------------------------------------------------------------

    def changes_without(
        self, *documents: str | Ref | Document, as_of: DateLike | Iterable[DateLike] = ()
    ) -> Differences:
        """Return which facts and which answers change if some documents were not there.

        Args:
            documents: the documents left out.
            as_of: the days for which questions about a day are asked; see `answers_without`.

        Raises:
            UnknownNameError: there is no such document.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> told = CoalitionGraph.load().changes_without("rcn-nato-2017")
        >>> [str(ref) for one in told.of_change("lost sources") for ref in one.documents]
        ['rcn-nato-2017']
        """
        from coalition_graph.differences import Differences

        refs = tuple(self.ref(one, "document") for one in documents)
        compared = self.compared_with(self.without(*refs))
        answers = self.answers_without(*refs, as_of=as_of)
        named = ", ".join(ref.id for ref in refs) or "nothing"
        told = (_told_of(row, refs) for row in answers)
        return Differences.of(f"Without {named}", (*compared, *told))

    def answers_without(
        self, *documents: str | Ref | Document, as_of: DateLike | Iterable[DateLike] = ()
    ) -> Answer:
        """Return which named questions would be answered otherwise without some documents.

        One row a question that needs no parameter, and for each day given one a question that needs
        a day only.  A row that keeps its values but not all of its documents is counted by itself.

        Args:
            documents: the documents left out.
            as_of: a day, or several, for which questions about a day are asked.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> CoalitionGraph.load().answers_without("crs-2016-08").columns[3:6]
        ('rows_without', 'gone', 'new')
        """
        other = self.without(*documents)
        rows = []
        for name, given in _asked(_days(as_of)):
            row = _counted(self.answer(name, **given), other.answer(name, **given))
            if any(row[2:]):
                rows.append((name, given.get("as_of"), *row))
        return Answer(_ANSWERS, rows)


def _among(ref: Ref | None, iris: frozenset[str] | set[str]) -> bool:
    return ref is not None and ref.iri in iris


def _is_told(fact: Fact, disputed: frozenset[str]) -> bool:
    """Tell whether a fact is told by itself: a claim that a fact rests on shows in that fact."""
    if not isinstance(fact, Claim) or not fact.property:
        return True
    derived = fact.id.startswith(f"{fact.subject.type}.{fact.subject.id}.")
    return not derived and (fact.status != "accepted" or fact.id in disputed)


def _days(as_of: DateLike | Iterable[DateLike]) -> tuple[str, ...]:
    from datetime import date

    listed = (as_of,) if isinstance(as_of, str | date | PartialDate) else tuple(as_of)
    return tuple(PartialDate.of(day).text for day in listed)


def _asked(days: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the questions that need nothing, or nothing but a day, with the days given."""
    listed = tuple(days)
    for name in queries.names():
        parameters = queries.question(name).parameters
        needed = [one.name for one in parameters if not (one.optional or one.default)]
        if not needed:
            yield name, {}
        elif needed == ["as_of"]:
            yield from ((name, {"as_of": day}) for day in listed)


def _counted(old: Answer, new: Answer) -> tuple[int, int, int, int, int]:
    """Return rows before and after, rows gone and new by their values, and those with less behind.

    Which documents a row names is no value.
    """
    behind = document_columns(old.columns)
    kept = [place for place, name in enumerate(old.columns) if name not in behind]

    def values(answer: Answer) -> Counter[tuple[Any, ...]]:
        return Counter(tuple(row[place] for place in kept) for row in answer.rows)

    gone, new_ones = values(old) - values(new), values(new) - values(old)
    changed = Counter(map(tuple, old.rows)) - Counter(map(tuple, new.rows))
    less = changed.total() - gone.total()
    return len(old), len(new), gone.total(), new_ones.total(), less


def _told_of(row: Any, documents: tuple[Ref, ...]) -> Difference:
    """Tell of a question that is answered otherwise."""
    from coalition_graph.differences.difference import QUESTION, Difference

    when = f", {row.as_of}" if row.as_of else ""
    text = (
        f"{row.question}{when}: {row.rows} rows, then {row.rows_without}; {row.gone} gone, "
        f"{row.new} new, {row.fewer_sources} with fewer sources."
    )
    sides = (f"{row.rows} rows", f"{row.rows_without} rows")
    field = f"as_of {row.as_of}" if row.as_of else ""
    return Difference("answered otherwise", QUESTION, row.question, text, *sides, documents, field)
