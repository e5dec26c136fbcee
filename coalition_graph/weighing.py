"""`WeighingGraph`: a method for each named question about evidence, disagreement and amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.queryable import QueryableGraph

if TYPE_CHECKING:
    from coalition_graph.answers import Answer
    from coalition_graph.dates import DateLike
    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Fact

__all__ = ["WeighingGraph"]


class WeighingGraph(QueryableGraph):
    """A queryable graph that tells what rests on what, what disagrees, and what may be added up.

    Every method is named as its question and returns an `Answer`; what its columns mean is told by
    `coalition_graph.queries.question`.  An unknown id or word is an `UnknownNameError`, a text that
    is no date a `DateError`.
    """

    def disagreements(self, subject: str | Ref | Fact | None = None) -> Answer:
        """Return the figures and statements of sources that cannot all be right, side by side.

        Args:
            subject: only disagreements in which a side is about this thing, or about a membership,
                tenure, leadership or contribution of it.

        >>> sides = WeighingGraph.load().disagreements("cjtf-oir")
        >>> [(row.value, row.sources) for row in sides if row.what == "start"]
        [('2014-10-17', ('oir-history',)), ('2014-10-10', ('wp-cjtf-2016',))]
        """
        return self.answer("disagreements", subject=subject)

    def single_source_facts(self, kind: str | None = None) -> Answer:
        """Return the facts that rest on one document only.

        Args:
            kind: one type of fact, such as ``membership`` or ``line-of-effort``; by default all.

        >>> WeighingGraph.load().single_source_facts("leadership").column("fact_id")[0]
        'gbr-isis-k-diplomatic-grouping-1'
        """
        return self.answer("single_source_facts", kind=kind)

    def not_attested_since(self, since: DateLike, *, group: str | Ref | None = None) -> Answer:
        """Return what has no reported end and no source since a day, longest unseen first.

        Args:
            since: the day; of a month or year, the first.
            group: only memberships, bodies, lines of effort and posts of this coalition or body.

        >>> unseen = WeighingGraph.load().not_attested_since("2016", group="global-coalition")
        >>> [(row.fact_id, row.days) for row in unseen if row.kind == "membership"]
        [('ukr-global-coalition-1', 394), ('tun-global-coalition-1', 94)]
        """
        return self.answer("not_attested_since", since=since, group=group)

    def resting_only_on(self, document: str | Ref) -> Answer:
        """Return what rests on a document, first what no other document would support.

        Args:
            document: the document to do without.

        >>> rests = WeighingGraph.load().resting_only_on("crs-r44135")
        >>> [row.fact_id for row in rests if row.others == 0 and row.kind == "leadership"]
        ['irq-military-1', 'usa-military-1']
        """
        return self.answer("resting_only_on", document=document)

    def document_uses(self, document: str | Ref) -> Answer:
        """Return everything that a document is used for.

        Args:
            document: the document.

        >>> uses = WeighingGraph.load().document_uses("oir-history")
        >>> [(row.use, row.kind) for row in uses if row.fact_id == "cjtf-oir"]
        [('source', 'body')]
        """
        return self.answer("document_uses", document=document)

    def names_of(self, thing: str | Ref | Fact) -> Answer:
        """Return the names and codes of a thing: labels by language, short and official, aliases.

        Args:
            thing: the thing.

        >>> names = WeighingGraph.load().names_of("ken")
        >>> [row.name for row in names if row.kind in ("official name", "iso3")]
        ['Republic of Kenya', 'KEN']
        """
        return self.answer("names_of", thing=thing)

    def sources_count(self, kind: str | None = None) -> Answer:
        """Return, for each type of fact, how many rest on no, one, two, or more documents.

        Args:
            kind: one type of fact; by default all.

        >>> counted = WeighingGraph.load().sources_count("membership")[0]
        >>> counted.facts, counted.one, counted.percent_two_or_more
        (89, 0, 100)
        """
        return self.answer("sources_count", kind=kind)

    def contribution_totals(
        self, contributor: str | Ref | None = None, *, stage: str | None = None
    ) -> Answer:
        """Return between which amounts the contributions of each contributor lie.

        Stages are never added to each other, currencies never converted.  The data cannot tell a
        part from a whole, so that of several amounts the total lies between `least`, the largest,
        and `most`, all added up.  Running totals, goals and shortfalls are not added at all.

        Args:
            contributor: one contributor; by default all.
            stage: announced, pledged, contributed, cumulative, goal or shortfall; by default all.

        >>> totals = WeighingGraph.load().contribution_totals("can", stage="pledged")
        >>> [(row.kind, row.least, row.most, row.basis) for row in totals]
        [('credit', None, 200000000, 'one amount'), ('money', 158000000, 168000000, 'may overlap')]
        """
        return self.answer("contribution_totals", contributor=contributor, stage=stage)

    def contributions_by_kind(self, as_of: DateLike) -> Answer:
        """Return who had contributed, pledged or announced what kind of help by a day.

        Args:
            as_of: the day; of a month or year, the last.

        >>> given = WeighingGraph.load().contributions_by_kind("2018")
        >>> [(row.kind, row.stage, row.count) for row in given if row.contributor_id == "twn"]
        [('equipment', 'contributed', 1), ('money', 'contributed', 1)]
        """
        return self.answer("contributions_by_kind", as_of=as_of)

    def disputed_amounts(self, contributor: str | Ref | None = None) -> Answer:
        """Return the contributions whose amount is in doubt, and the other figures given.

        Args:
            contributor: one contributor; by default all.

        >>> disputed = WeighingGraph.load().disputed_amounts("ita")
        >>> [(row.amount, int(row.other_amount), row.other_source_ids) for row in disputed]
        [(400000000, 360000000, ('farnesina-2016-11',))]
        """
        return self.answer("disputed_amounts", contributor=contributor)

    def line_of_effort_members(
        self, line_of_effort: str | Ref | None = None, *, as_of: DateLike | None = None
    ) -> Answer:
        """Return the members that lead a line of effort or took part in the bodies that serve it.

        Args:
            line_of_effort: one line; by default all.
            as_of: the day, month or year asked about; by default any time.

        >>> found = WeighingGraph.load().line_of_effort_members("counter-finance", as_of="2018-06")
        >>> [row.member_id for row in found if row.role == "co-lead"]
        ['ita', 'sau', 'usa']
        """
        return self.answer("line_of_effort_members", line_of_effort=line_of_effort, as_of=as_of)

    def size_differences(self, *, group: str | Ref | None = None) -> Answer:
        """Return every published size with its verdict and, where the data can tell, its reason.

        The columns are those of ``claimed_against_counted``; sizes that cannot be compared are
        listed too.  What the verdicts mean is told in `coalition_graph.sizes`.

        Args:
            group: the coalition or body; by default the main one.

        >>> sizes = WeighingGraph.load().size_differences()
        >>> late = next(row for row in sizes if row.quantity_id == "size-2019-08-02-1")
        >>> late.claimed, late.verdict, late.explanation.partition(";")[0]
        (80, 'stale figure', 'fits until 2019-07-31')
        """
        from coalition_graph.model import Meeting, Membership, Quantity
        from coalition_graph.sizes import size_differences

        asked = self.main_group if group is None else self.ref(group, "organisation", "body")
        facts = self._reader.facts
        return size_differences(
            self.answer("claimed_against_counted", group=asked),
            [fact for fact in facts(Quantity) if fact.subject == asked and fact.unit == "members"],
            [fact for fact in facts(Membership) if fact.group == asked],
            [fact for fact in facts(Meeting) if fact.meeting_of == asked],
        )
