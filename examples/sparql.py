"""A question of one's own in SPARQL: who spoke for a state, at how many meetings, until when?"""

import coalition_graph as cg

QUESTION = """
SELECT ?person (COUNT(DISTINCT ?meeting) AS ?meetings) (MAX(?day) AS ?last)
WHERE {
  ?participation cg:onBehalfOf ?state ; cg:participant ?person ; cg:event ?meeting .
  ?person a cg:Person .
  ?meeting cg:firstDay ?day .
}
GROUP BY ?person
ORDER BY DESC(?meetings) ?person
"""

kg = cg.load()

for name in ("usa", "irq", "ita"):
    state = kg.ref(name, "state")
    print(f"\n{state.label}")
    for row in list(kg.query(QUESTION, state=state))[:3]:  # the value is bound, not pasted in
        print(f"  {row.person.label}: {row.meetings}, last {row.last}")
