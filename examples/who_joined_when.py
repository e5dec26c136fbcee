"""Which members joined when, oldest first, with bounds and sources."""

import coalition_graph as cg

kg = cg.load()

for row in kg.joined():
    if row.start_not_before == row.start_not_after:
        day = f"on {row.start_not_after}"
    else:
        day = f"from {row.start_not_before} to {row.start_not_after}"
    print(f"{row.member}: {day}  [{', '.join(row.sources)}]")

print(f"\nOn 10 December 2018: {kg.count('2018-12-10')}")
