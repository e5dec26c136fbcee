"""Differences in sentences: between two days of one graph, and between two graphs.

=================  ==============================================================================
between two days   who joined, left, came into a post or lost it, and who may have; who is only
                   presumed since the last attestation; which meetings were held in between
between versions   what was added, removed, renamed or corrected, and which documents it gained or
                   lost
=================  ==============================================================================

A change between day A and day B is one that happened after A and not after B, so that nothing
changed between a day and itself, and changes from A to C are those from A to B and from B to C.  It
is certain if all days on which it may have happened lie there, possible if some do.  Nothing is
said where nothing is known: a change that no source bounds on one side, and that leaves the
certainty on both days the same, is not listed.
"""

from coalition_graph.differences.days import between_days
from coalition_graph.differences.difference import CHANGES, Difference, Differences, mirrored
from coalition_graph.differences.versions import between_versions

__all__ = [
    "CHANGES",
    "Difference",
    "Differences",
    "between_days",
    "between_versions",
    "mirrored",
]
