"""Fixtures shared by the tests: the bundled graph, and small datasets written for one test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import coalition_graph as cg

# The same examples in every run; ``pytest --hypothesis-profile search`` looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile("steady")

TINY_TOML = """\
id = "tiny"
title = "A tiny coalition"
version = "1"
main_group = "pact"
"""

# Kenya joined the Pact in 2018 and was at its meeting in July; the United States founded it.
TINY = {
    "documents": """\
id,title,published
roll,Roll of members,2016-08-24
minutes,Minutes of the meeting,2018-07
""",
    "states": """\
id,name,aliases,sources
ken,Kenya,Jamhuri ya Kenya,roll
usa,United States,USA;America,roll
""",
    "organisations": """\
id,name,kind,sources
pact,The Pact,coalition,roll
""",
    "meetings": """\
id,name,date,end_date,city,meeting_of,sources
2018-nairobi,Nairobi meeting,2018-07-11,2018-07-12,Nairobi,pact,minutes
""",
    "memberships": """\
id,member,group,start,sources
ken-pact-1,ken,pact,2018,minutes
usa-pact-1,usa,pact,2014-09-10,roll
""",
    "participations": """\
id,event,participant,role,sources
2018-nairobi-ken-1,2018-nairobi,ken,host,minutes
""",
    "attestations": """\
id,situation,date,kind,sources
usa-pact-1-attested-1,usa-pact-1,2016-08-24,list,roll
""",
}

WriteDataset = Callable[..., Path]


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep snapshots of the tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COALITION_GRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def kg(_own_cache: None) -> cg.CoalitionGraph:
    """Return the bundled dataset as a graph; tests only ask, they add nothing."""
    return cg.load()


@pytest.fixture
def write_dataset(tmp_path: Path) -> WriteDataset:
    """Return a function that writes the tiny dataset, with some tables changed or left out."""

    def write(
        *,
        toml: str | None = TINY_TOML,
        folder: str = "tiny",
        add: dict[str, str] | None = None,
        **tables: str | None,
    ) -> Path:
        place = tmp_path / folder
        place.mkdir()
        if toml is not None:
            (place / "dataset.toml").write_text(toml, encoding="utf-8")
        for name, text in (TINY | tables).items():
            if text is not None:
                more = (add or {}).get(name, "")
                (place / f"{name}.csv").write_text(text + more, encoding="utf-8", newline="")
        return place

    return write


@pytest.fixture
def tiny_dataset(write_dataset: WriteDataset) -> Path:
    """Return the folder of a sound dataset of ten rows."""
    return write_dataset()
