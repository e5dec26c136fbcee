"""Who led which meeting of 2017, with the evidence to put under an article."""

import coalition_graph as cg

kg = cg.load()
answer = kg.answer("meeting_leaders", since="2017", until="2017")

answer.evidence("leaders-2017.html")  # to read: rows, footnotes, the query, the data
answer.evidence("leaders-2017.md")
answer.evidence("leaders-2017.bib")  # for LaTeX; .json (CSL-JSON) for Zotero, pandoc and others

print(f"{len(answer)} rows rest on {len(answer.sources())} documents")
print(f"{answer[0].leader}, {answer[0].role} at {answer[0].meeting}: {answer[0].sources[0]}")
print(answer.evidence(form="bib").partition("\n\n")[0])
