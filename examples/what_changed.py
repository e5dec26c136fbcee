"""What changed in 2018, what was learnt in the spring of 2019, and what rests on one document."""

import coalition_graph as cg

kg = cg.load()

changes = kg.changes("2017", "2018")
print(changes.summary)
for change in changes.of_change("joined", "may have joined", "left", "may have left"):
    print(f"  {change.text}")

learnt = kg.known_on("2018-12-31").compared_with(kg.known_on("2019-03-31"))
print(f"\n{learnt.summary}")
for change in learnt.of_change("added"):
    if change.kind == "meeting":
        print(f"  {change.text}")

without = kg.changes_without("mintfo-2018-02-13")
print(f"\n{without.summary}")
for change in without.of_change("corrected"):
    if change.kind == "membership":
        print(f"  {change.text}")
