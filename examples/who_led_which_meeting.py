"""Who led which meeting: person, role, on whose behalf, in what capacity, with sources."""

from itertools import groupby

import coalition_graph as cg

kg = cg.load()

for (day, meeting, city), rows in groupby(
    kg.answer("meeting_leaders", since="2017", until="2018"),
    key=lambda row: (row.date, row.meeting, row.city),
):
    print(f"\n{day} {meeting} ({city or 'place unknown'})")
    for row in rows:
        party = f" for {kg.ref(row.on_behalf_of).label}" if row.on_behalf_of else ""
        print(f"  {row.role}: {row.leader}{party}, {row.capacity}  [{', '.join(row.sources)}]")
