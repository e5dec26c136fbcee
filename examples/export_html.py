"""Write the interactive page for one day, and the whole graph for other tools."""

import coalition_graph as cg

kg = cg.load()

kg.to_html("coalition-2018.html", as_of="2018-06-01", title="The coalition on 1 June 2018")
kg.export("coalition.ttl")
kg.export("coalition.graphml")
print("wrote coalition-2018.html, coalition.ttl, coalition.graphml")
