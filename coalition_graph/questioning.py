"""`QuestioningGraph`: a method for each named question about members, posts and meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.dates import Certainty
from coalition_graph.queryable import QueryableGraph

if TYPE_CHECKING:
    from coalition_graph.answers import Answer
    from coalition_graph.dates import DateLike
    from coalition_graph.identifiers import Ref

__all__ = ["QuestioningGraph"]


class QuestioningGraph(QueryableGraph):
    """A queryable graph with its named questions as methods, each named as the question.

    Every method returns an `Answer`; `coalition_graph.queries.question` tells what its columns
    mean.  An unknown id is an `UnknownNameError`, a text that is no date a `DateError`.
    """

    def members_during(
        self,
        since: DateLike,
        until: DateLike,
        *,
        group: str | Ref | None = None,
        at_least: Certainty | str = Certainty.POSSIBLE,
    ) -> Answer:
        """Return who was a member on some day of a time (`some_day`), and on all (`throughout`).

        Args:
            since: the first day; a month or year counts from its first day.
            until: the last day; a month or year counts to its last day.
            group: the coalition or body; by default the main one.
            at_least: the weakest certainty of a membership on some day to return.

        >>> during = QuestioningGraph.load().members_during("2018", "2018")
        >>> [(str(r.some_day), str(r.throughout)) for r in during if r.member_id == "ken"]
        [('certain', 'no')]
        """
        return self.answer(
            "members_during", since=since, until=until, group=group, at_least=at_least
        )

    def joining_order(
        self,
        agent_a: str | Ref,
        agent_b: str | Ref | None = None,
        *,
        group: str | Ref | None = None,
    ) -> Answer:
        """Return how sure it is that one member joined before, or after, another or every other.

        Args:
            agent_a: the one, a state or organisation.
            agent_b: the other; by default every other member.
            group: the coalition or body joined; by default the main one.

        >>> order = QuestioningGraph.load().joining_order("ken", "nato")
        >>> [(str(row.joined_before), str(row.joined_after)) for row in order]
        [('no', 'certain')]
        """
        return self.answer("joining_order", agent_a=agent_a, agent_b=agent_b, group=group)

    def not_members_on(self, as_of: DateLike, *, group: str | Ref | None = None) -> Answer:
        """Return the states and organisations that were certainly no members.

        Args:
            as_of: the day; of a month or year, they were members on no day.
            group: the coalition or body; by default the main one.

        >>> outside = QuestioningGraph.load().not_members_on("2014-12-03")
        >>> [(row.agent_id, row.membership, str(row.joins_from))
        ...  for row in outside if row.agent_id in ("nato", "rus")]
        [('nato', 'not yet', '2017-05-25'), ('rus', 'never', 'None')]
        """
        return self.answer("not_members_on", as_of=as_of, group=group)

    def members_returned(self, *, group: str | Ref | None = None) -> Answer:
        """Return who left and came back, with the least and most days in between.

        Args:
            group: the coalition or body; by default the main one.

        >>> len(QuestioningGraph.load().members_returned())
        0
        """
        return self.answer("members_returned", group=group)

    def days_together(
        self,
        as_of: DateLike,
        agent: str | Ref | None = None,
        *,
        group: str | Ref | None = None,
    ) -> Answer:
        """Return the pairs of members by the days on which both were members, most first.

        Args:
            as_of: the last day that counts; a month or year counts to its last day.
            agent: one member; by default every pair.
            group: the coalition or body; by default the main one.

        >>> longest = QuestioningGraph.load().days_together("2014-12-31", "usa")[0]
        >>> longest.least_days <= longest.presumed_days <= longest.most_days
        True
        """
        return self.answer("days_together", as_of=as_of, agent=agent, group=group)

    def post_vacancies(self, post: str | Ref | None = None) -> Answer:
        """Return the times between two holders of a post for which no holder is known.

        That none is seen does not make the post vacant: the sources here may not name the holder.

        Args:
            post: one post; by default all.

        >>> gaps = QuestioningGraph.load().post_vacancies("usa-secretary-of-state")
        >>> [(row.previous_id, row.least_days, row.next_id) for row in gaps][0]
        ('john-kerry', 11, 'rex-tillerson')
        """
        return self.answer("post_vacancies", post=post)

    def post_holders_at_meetings(
        self, post: str | Ref, *, group: str | Ref | None = None
    ) -> Answer:
        """Return who held a post on the day of each meeting, and whether they were seen there.

        Args:
            post: the post.
            group: the coalition whose meetings are meant, those of its bodies too.

        >>> held = QuestioningGraph.load().post_holders_at_meetings("usa-secretary-of-state")
        >>> [(r.person_id, str(r.certainty), r.took_part)
        ...  for r in held if r.meeting_id == "2014-12-03-brussels"]
        [('john-kerry', 'certain', 'yes')]
        """
        return self.answer("post_holders_at_meetings", post=post, group=group)

    def who_could_have_been_there(
        self,
        meeting: str | Ref,
        *,
        group: str | Ref | None = None,
        at_least: Certainty | str = Certainty.POSSIBLE,
    ) -> Answer:
        """Return who held an office when a meeting was held, seen there or not.

        Args:
            meeting: the meeting.
            group: the coalition whose meetings show which posts to ask about.
            at_least: the weakest certainty of holding the office to return.

        >>> there = QuestioningGraph.load().who_could_have_been_there("2021-06-28-rome")
        >>> [(r.person_id, str(r.certainty), r.in_capacity_ids)
        ...  for r in there if r.mismatch == "yes"]
        [('federica-mogherini', 'presumed', ('josep-borrell',))]
        """
        return self.answer(
            "who_could_have_been_there", meeting=meeting, group=group, at_least=at_least
        )

    def representatives(
        self, agent: str | Ref | None = None, *, meeting: str | Ref | None = None
    ) -> Answer:
        """Return who acted for a state or organisation at each meeting, in what role and capacity.

        Args:
            agent: the one represented; by default all.
            meeting: one meeting; by default all.

        >>> spoke = QuestioningGraph.load().representatives("irq", meeting="2014-12-03-brussels")
        >>> spoke.column("representative_id"), spoke.column("capacity")
        (['haider-al-abadi'], ['Prime Minister'])
        """
        return self.answer("representatives", agent=agent, meeting=meeting)

    def body_events(self, *, group: str | Ref | None = None) -> Answer:
        """Return the first and last meeting, and their number, of a coalition and its bodies.

        Args:
            group: the coalition; by default the main one.

        >>> met = QuestioningGraph.load().body_events()
        >>> [(row.meetings, row.first_meeting_ids) for row in met if row.body_id == "small-group"]
        [(24, ('2015-01-22-london',))]
        """
        return self.answer("body_events", group=group)

    def bodies_of_member(self, agent: str | Ref) -> Answer:
        """Return the bodies that an agent leads, belongs to, takes part in, or observes.

        Args:
            agent: a person, state or organisation.

        >>> bodies = QuestioningGraph.load().bodies_of_member("dnk")
        >>> [row.body_id for row in bodies if row.role != "leads"]
        ['cifg', 'cjtf-oir', 'small-group']
        """
        return self.answer("bodies_of_member", agent=agent)
