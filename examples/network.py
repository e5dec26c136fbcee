"""Which states met most often?  The network of common meetings, in networkx."""

import networkx as nx

import coalition_graph as cg

kg = cg.load()

network = kg.to_networkx("co_attendance", as_of="2020-12-31")
states = [name for name, data in network.nodes(data=True) if data["type"] == "state"]
met = network.subgraph(states)

pairs = sorted((-weight, *sorted(pair)) for *pair, weight in met.edges(data="weight"))
for weight, one, other in pairs[:5]:
    print(f"{kg.ref(one).label} and {kg.ref(other).label}: {-weight} meetings")

nearness = nx.degree_centrality(met)
central = max(sorted(nearness), key=nearness.get)
print(f"Met most others: {kg.ref(central).label}")
