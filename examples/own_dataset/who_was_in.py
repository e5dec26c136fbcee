"""Load a dataset folder of one's own and ask who was in on a day."""

from pathlib import Path

import coalition_graph as cg

kg = cg.load(Path(__file__).parent, strict=True)

for day in ("2019-12-31", "2020-06-01", "2021-06-01"):
    print(day, kg.count(day))
    for membership in kg.members(day):
        documents = ", ".join(source.label for source in membership.sources)
        print(f"  {membership.certainty:9} {membership.member.label}  [{documents}]")
