"""The files in ``ontology/`` keep their promises: terms, logic, shapes, context, reference table.

Everything here reads the files as they are; nothing of the library is imported. The example data
are about a toy coalition and are invented.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import owlrl
import pyoxigraph
import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

ONTOLOGY = Path(__file__).parents[1] / "ontology"
TURTLE = ("coalition.ttl", "codes.ttl", "shapes.ttl", "alignments.ttl")

BASE = "https://w3id.org/coalition-graph/"
CG = Namespace(BASE + "ontology#")
CODE = Namespace(BASE + "code/")
SHAPE = Namespace(BASE + "shapes#")
TOY = Namespace(BASE + "id/toy/thing/")
ORG = Namespace("http://www.w3.org/ns/org#")
PROV = Namespace("http://www.w3.org/ns/prov#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")

KINDS = {
    "class": OWL.Class,
    "object property": OWL.ObjectProperty,
    "data property": OWL.DatatypeProperty,
    "annotation property": OWL.AnnotationProperty,
    "individual": OWL.NamedIndividual,
}

PREFIXES = f"""
    @prefix cg: <{CG}> .
    @prefix toy: <{TOY}> .
    @prefix role: <{CODE}role/> .  @prefix stage: <{CODE}stage/> .
    @prefix kind: <{CODE}kind/> .  @prefix counts: <{CODE}counts/> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix owl: <{OWL}> .
    @prefix skos: <{SKOS}> .
    @prefix xsd: <{XSD}> .
"""


def read(*files: str, data: str = "") -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(ONTOLOGY / file)
    if data:
        graph.parse(data=PREFIXES + data, format="turtle")
    return graph


def name(iri: object) -> str:
    return str(iri).removeprefix(str(CG))


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read("coalition.ttl")


@pytest.fixture(scope="module")
def codes() -> Graph:
    return read("codes.ttl")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return read("shapes.ttl")


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    text = (ONTOLOGY / "context.jsonld").read_text(encoding="utf-8")
    return json.loads(text)["@context"]


def declared(graph: Graph, kind: URIRef) -> set[URIRef]:
    return {term for term in graph.subjects(RDF.type, kind) if term.startswith(str(CG))}


def terms(graph: Graph) -> set[URIRef]:
    return set().union(*(declared(graph, kind) for kind in KINDS.values()))


# -- the files ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", TURTLE)
def test_both_parsers_read_the_same_graph(file: str) -> None:
    ours = Graph().parse(ONTOLOGY / file)

    lines = pyoxigraph.serialize(
        pyoxigraph.parse(path=ONTOLOGY / file), format=pyoxigraph.RdfFormat.N_TRIPLES
    )
    theirs = Graph().parse(data=lines.decode(), format="nt")

    assert isomorphic(ours, theirs)


@pytest.mark.parametrize("file", TURTLE)
def test_nothing_is_imported(file: str) -> None:
    assert not list(read(file).objects(None, OWL.imports))


def test_files_are_clean_text() -> None:
    for path in ONTOLOGY.iterdir():
        text = path.read_bytes().decode("utf-8")

        assert "\r" not in text, path.name
        assert "\t" not in text, path.name
        assert text.endswith("\n"), path.name
        assert not re.search(r"[ ]+$", text, re.MULTILINE), path.name


def test_the_header_says_what_this_is(ontology: Graph) -> None:
    header = URIRef(BASE + "ontology")
    dcterms = Namespace("http://purl.org/dc/terms/")

    for wanted in (
        *("title", "description", "abstract", "creator", "publisher", "created", "modified"),
        *("issued", "license", "bibliographicCitation"),
    ):
        assert ontology.value(header, dcterms[wanted]), wanted
    version = str(ontology.value(header, OWL.versionInfo))
    assert ontology.value(header, OWL.versionIRI) == URIRef(f"{BASE}ontology/{version}")
    for file in ("shapes.ttl", "alignments.ttl"):
        assert [version] == [str(v) for v in read(file).objects(None, OWL.versionInfo)], file


# -- the terms ------------------------------------------------------------------------------

PROMISED = {
    "class": """
        Agent State Organisation Coalition Body Person Post LineOfEffort Operation Event Meeting
        StatusChange MeetingSeries Situation Membership Tenure Leadership Contribution Naming
        Participation Endorsement Quantity Document Passage Claim Resolution""",
    "object property": """
        member group memberIn memberOf holder post postIn onBehalfOf leader led contributor
        recipient named event participant role kind capacity endorser endorsed partOf inSeries
        attestedBy startedBy endedBy endState continuity quantity source passage inDocument
        claimStatus restsOn setAside meetingOf welcomed discussed country serves affiliation
        conductedBy announcedBy announcedAt stage counts conflictsWith shownAt""",
    "data property": """
        startNotBefore startNotAfter endNotBefore endNotAfter firstDay lastDay attestedFrom
        attestedTo dateText amount comparator unit exact prefix suffix retrieved contentHash
        nameText city venue level outcome ordinal capacityText contributorText purpose claimant
        confidence publisher author url iso2 iso3 m49 wikidata statement start end attested date
        jointly officialName oneHolder shortName
        delegations amountUsd titleIsDescription""",
    "annotation property": "onSubject onProperty value policy",
    "individual": "NoEndReported Ended Stated Assumed Accepted Conflict Superseded",
}


@pytest.mark.parametrize("kind", KINDS)
def test_exactly_the_promised_terms_are_defined(ontology: Graph, kind: str) -> None:
    assert set(PROMISED[kind].split()) == {name(t) for t in declared(ontology, KINDS[kind])}


@pytest.mark.parametrize("annotation", [RDFS.label, SKOS.definition], ids=["label", "definition"])
def test_every_term_has_one_in_english_and_shares_it_with_none(
    ontology: Graph, annotation: URIRef
) -> None:
    texts = {term: list(ontology.objects(term, annotation)) for term in terms(ontology)}

    for term, found in texts.items():
        assert [text.language for text in found] == ["en"], name(term)
        assert str(found[0]) == " ".join(str(found[0]).split()), name(term)
    counted = Counter(str(found[0]).casefold() for found in texts.values())
    assert [text for text, times in counted.items() if times > 1] == []


def test_every_term_has_an_example_and_a_home(ontology: Graph) -> None:
    for term in terms(ontology):
        assert ontology.value(term, SKOS.example), name(term)
        assert ontology.value(term, RDFS.isDefinedBy) == URIRef(BASE + "ontology"), name(term)


def used_in_shapes(shapes: Graph) -> set[str]:
    nodes = {name(node) for node in chain(*shapes) if str(node).startswith(str(CG))}
    queries = "\n".join(shapes.objects(None, SH.select))
    return nodes | set(re.findall(r"\bcg:(\w+)", queries))


def test_every_term_is_used_in_a_shape(ontology: Graph, shapes: Graph) -> None:
    assert {name(term) for term in terms(ontology)} == used_in_shapes(shapes) - {""}


@pytest.mark.parametrize("file", ["codes.ttl", "alignments.ttl"])
def test_no_undefined_term_is_used(ontology: Graph, file: str) -> None:
    used = {node for node in chain(*read(file)) if str(node).startswith(str(CG))}

    assert used <= terms(ontology)


# -- codes ----------------------------------------------------------------------------------

CLOSED = {
    "role": "host co-host chair co-chair speaker attendee observer requester lead co-lead",
    "stage": "announced pledged contributed cumulative goal shortfall",
    "counts": "members states organisations unclear subset",
}


def slugs(codes: Graph, scheme: str) -> set[str]:
    start = f"{CODE}{scheme}/"
    found = codes.subjects(SKOS.inScheme, CODE[scheme])
    return {str(concept).removeprefix(start) for concept in found}


@pytest.mark.parametrize("scheme", CLOSED)
def test_closed_lists_are_as_promised(codes: Graph, scheme: str) -> None:
    assert set(CLOSED[scheme].split()) == slugs(codes, scheme)


@pytest.mark.parametrize("scheme", ["role", "stage", "counts"])
def test_the_shapes_list_the_same_codes(codes: Graph, shapes: Graph, scheme: str) -> None:
    allowed = set()
    for shape in shapes.subjects(SH.path, CG[scheme]):
        for values in shapes.objects(shape, SH["in"]):
            allowed |= {str(code).rsplit("/", 1)[1] for code in Collection(shapes, values)}

    assert slugs(codes, scheme) == allowed


def test_every_code_is_described(codes: Graph) -> None:
    for concept in codes.subjects(RDF.type, SKOS.Concept):
        slug = concept.rsplit("/", 1)[1]

        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert str(codes.value(concept, SKOS.notation)) == slug
        assert str(codes.value(concept, SKOS.inScheme)) == concept.rsplit("/", 1)[0]
        assert [label.language for label in codes.objects(concept, SKOS.prefLabel)] == ["en"]
        assert [text.language for text in codes.objects(concept, SKOS.definition)] == ["en"]


@pytest.mark.parametrize("scheme", ["role", "stage", "counts", "kind"])
def test_labels_within_a_list_differ(codes: Graph, scheme: str) -> None:
    for annotation in (SKOS.prefLabel, SKOS.definition):
        concepts = codes.subjects(SKOS.inScheme, CODE[scheme])
        counted = Counter(str(codes.value(concept, annotation)) for concept in concepts)

        assert [text for text, times in counted.items() if times > 1] == []


def test_every_kind_belongs_to_a_collection(codes: Graph) -> None:
    collected = set(codes.objects(None, SKOS.member))

    assert set(codes.subjects(SKOS.inScheme, CODE.kind)) <= collected


def test_a_collection_is_no_code(codes: Graph) -> None:
    for collection in codes.subjects(RDF.type, SKOS.Collection):
        assert codes.value(collection, RDFS.label)
        assert not codes.value(collection, SKOS.prefLabel)
        assert not codes.value(collection, SKOS.notation)


def test_leading_roles_can_be_asked_for_on_both_engines(codes: Graph) -> None:
    text = f"SELECT ?role {{ <{CODE}role/leading> <{SKOS.member}> ?role }}"
    expected = {f"{CODE}role/{slug}" for slug in ("host", "co-host", "chair", "co-chair")}
    store = pyoxigraph.Store()
    store.load(path=ONTOLOGY / "codes.ttl")

    assert expected == {str(row[0]) for row in codes.query(text)}
    assert expected == {row[0].value for row in store.query(text)}


# -- OWL 2 DL and RL, as far as plain Python can tell -----------------------------------------

AXIOMS = {
    *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf),
    *(OWL.propertyChainAxiom, OWL.disjointWith, OWL.differentFrom),
}
CHARACTERISTICS = {OWL.FunctionalProperty, OWL.TransitiveProperty, OWL.SymmetricProperty}
BUILT_IN_ANNOTATIONS = {
    *(RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso),
    *(OWL.versionInfo, OWL.versionIRI, OWL.deprecated, OWL.priorVersion),
}


@pytest.fixture(scope="module")
def merged() -> Graph:
    return read("coalition.ttl", "alignments.ttl")


def test_every_name_has_one_kind(merged: Graph) -> None:
    kinds = {*KINDS.values(), OWL.Ontology}
    for subject in set(merged.subjects(RDF.type)):
        types = set(merged.objects(subject, RDF.type))

        assert len(types & kinds) == 1, subject
        assert types <= kinds | CHARACTERISTICS, subject
        if types & CHARACTERISTICS:
            assert OWL.ObjectProperty in types, subject


def test_only_known_axioms_and_declared_annotations_occur(merged: Graph) -> None:
    annotations = set(merged.subjects(RDF.type, OWL.AnnotationProperty)) | BUILT_IN_ANNOTATIONS
    structural = {RDF.type, RDF.first, RDF.rest} | AXIOMS

    assert set(merged.predicates()) <= annotations | structural


def test_axioms_join_declared_names_of_the_right_kind(merged: Graph) -> None:
    of_kind = {kind: set(merged.subjects(RDF.type, iri)) for kind, iri in KINDS.items()}
    properties = of_kind["object property"] | of_kind["data property"]

    def pairs(predicate: URIRef) -> set[tuple[object, object]]:
        return set(merged.subject_objects(predicate))

    for sub, sup in pairs(RDFS.subClassOf) | pairs(OWL.disjointWith):
        assert {sub, sup} <= of_kind["class"]
    for sub, sup in pairs(RDFS.subPropertyOf):
        assert any({sub, sup} <= of_kind[f"{kind} property"] for kind in ("object", "data"))
    for prop, owner in pairs(RDFS.domain):
        assert prop in properties
        assert owner in of_kind["class"]
    for prop, value in pairs(RDFS.range):
        assert prop in of_kind["object property"]
        assert value in of_kind["class"]
    for one, other in pairs(OWL.differentFrom):
        assert {one, other} <= of_kind["individual"]


def test_no_range_names_a_datatype(merged: Graph) -> None:
    assert not [value for value in merged.objects(None, RDFS.range) if value.startswith(str(XSD))]
    assert not list(merged.triples((None, None, XSD.date)))


def test_chains_and_transitive_properties_carry_no_other_characteristic(merged: Graph) -> None:
    chained = set(merged.subjects(OWL.propertyChainAxiom))
    transitive = set(merged.subjects(RDF.type, OWL.TransitiveProperty))

    for prop in chained | transitive:
        assert not set(merged.objects(prop, RDF.type)) & {
            *(OWL.FunctionalProperty, OWL.SymmetricProperty)
        }


def test_blank_nodes_occur_only_where_owl_forces_a_list(ontology: Graph) -> None:
    blank = {node for node in chain(*ontology) if isinstance(node, BNode)}
    heads = list(ontology.objects(None, OWL.propertyChainAxiom))
    in_lists = {node for head in heads for node in ontology.transitive_objects(head, RDF.rest)}

    assert blank <= in_lists


def test_top_classes_are_pairwise_disjoint(ontology: Graph) -> None:
    top = [c for c in declared(ontology, OWL.Class) if not ontology.value(c, RDFS.subClassOf)]

    assert len(top) == 14
    for one in top:
        for other in top:
            if one != other:
                assert (one, OWL.disjointWith, other) in ontology or (
                    (other, OWL.disjointWith, one) in ontology
                ), (name(one), name(other))


def closure(data: str) -> Graph:
    graph = read("coalition.ttl", "alignments.ttl", data=data)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> list[str]:
    error = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(text) for text in graph.objects(None, error)]


def test_reasoning_yields_the_views_of_org_prov_and_foaf() -> None:
    graph = closure("""
        toy:m cg:member toy:alpha ; cg:group toy:toy ; cg:source toy:list .
        toy:alpha a cg:State .
        toy:toy a cg:Coalition .
        toy:ann a cg:Person .
        toy:envoy cg:postIn toy:toy .
        toy:meeting a cg:Meeting ; cg:source toy:list .
    """)

    for triple in (
        (TOY.m, RDF.type, ORG.Membership),
        (TOY.m, ORG.member, TOY.alpha),
        (TOY.m, ORG.organization, TOY.toy),
        (TOY.toy, RDF.type, ORG.OrganizationalCollaboration),
        (TOY.envoy, ORG.postIn, TOY.toy),
        (TOY.m, PROV.wasDerivedFrom, TOY.list),
        (TOY.list, RDF.type, PROV.Entity),
        (TOY.alpha, RDF.type, FOAF.Agent),
        (TOY.ann, RDF.type, FOAF.Person),
        (TOY.alpha, CG.memberIn, TOY.m),
        (TOY.alpha, CG.memberOf, TOY.toy),
    ):
        assert triple in graph, triple
    assert contradictions(graph) == []


@pytest.mark.parametrize(
    "mistake",
    [
        "toy:ann a cg:Person , cg:State .",
        "toy:meeting a cg:Meeting ; cg:member toy:alpha .",
        "toy:op a cg:Operation ; cg:firstDay '2015-01-01'^^xsd:date . toy:op a cg:Event .",
        "toy:toy a cg:Coalition , cg:Body .",
        "toy:m cg:endState cg:Ended , cg:NoEndReported .",
        "toy:c cg:claimStatus cg:Accepted , cg:Conflict .",
        "toy:m cg:source toy:alpha . toy:alpha a cg:State .",
        "toy:t cg:holder toy:a , toy:b . toy:a owl:differentFrom toy:b .",
    ],
    ids=[
        *("person and state", "meeting as membership", "operation and event"),
        *("coalition and body", "two end states", "two statuses", "state as document"),
        "two holders",
    ],
)
def test_reasoning_finds_what_is_mixed_up(mistake: str) -> None:
    assert contradictions(closure(mistake))


# -- shapes ---------------------------------------------------------------------------------

GOOD = """
    toy:alpha a cg:State ; skos:prefLabel "Alpha"@en , "Alpha"@fr ; cg:iso2 "AA" ; cg:iso3 "AAA" ;
        cg:m49 "008" ; cg:wikidata "Q1" ; cg:officialName "Republic of Alpha" ; cg:source toy:list ;
        dcterms:identifier "alpha" ; cg:shortName "A." ; cg:memberIn toy:m ; cg:memberOf toy:toy .
    toy:beta a cg:State ; skos:prefLabel "Beta"@en ; cg:iso3 "BBB" ; cg:source toy:list .
    toy:toy a cg:Coalition , cg:Organisation ; skos:prefLabel "Toy coalition"@en ;
        cg:kind kind:coalition ; cg:source toy:list ; cg:quantity toy:size .
    toy:group a cg:Body , cg:Organisation ; skos:prefLabel "Working group"@en ;
        cg:kind kind:working-group ; cg:partOf toy:toy ; cg:serves toy:line ; cg:city "Town" ;
        cg:startNotBefore "2015-01-01"^^xsd:date ; cg:startNotAfter "2015-01-31"^^xsd:date ;
        cg:dateText "2015-01" ; cg:source toy:list ; cg:confidence "high" .
    toy:ann a cg:Person ; skos:prefLabel "Ann"@en ; cg:kind kind:envoy , kind:official ;
        cg:affiliation toy:alpha ; cg:source toy:list .
    toy:envoy a cg:Post ; skos:prefLabel "Envoy of Alpha"@en ; cg:postIn toy:alpha ;
        cg:oneHolder true ; cg:source toy:list .
    toy:line a cg:LineOfEffort ; skos:prefLabel "Training"@en ; cg:ordinal 1 ; cg:partOf toy:toy ;
        cg:source toy:list .
    toy:operation a cg:Operation ; skos:prefLabel "Operation Toy"@en ; cg:kind kind:operation ;
        cg:conductedBy toy:alpha ; dcterms:description "Training." ; cg:source toy:list ;
        cg:endNotAfter "2016-01-01"^^xsd:date .

    toy:series a cg:MeetingSeries ; skos:prefLabel "Assemblies"@en .
    toy:meeting a cg:Meeting ; skos:prefLabel "First assembly"@en ; cg:kind kind:briefing ;
        cg:firstDay "2015-02-01"^^xsd:date ; cg:lastDay "2015-02-02"^^xsd:date ;
        cg:dateText "2015-02-01/2015-02-02" ; cg:meetingOf toy:toy ; cg:country toy:beta ;
        cg:city "Town" ; cg:venue "Hall" ; cg:level "ministers" ; cg:outcome "Statement" ;
        cg:delegations 2 ; cg:welcomed toy:beta ; cg:discussed toy:group ; cg:inSeries toy:series ;
        cg:source toy:list ; cg:confidence "medium" .
    toy:joining a cg:StatusChange ; skos:prefLabel "Alpha joins"@en ;
        cg:firstDay "2015-01-10"^^xsd:date ; cg:lastDay "2015-01-10"^^xsd:date ;
        cg:source toy:list .
    toy:part a cg:Participation ; cg:event toy:meeting ; cg:participant toy:ann ;
        cg:role role:chair ; cg:onBehalfOf toy:alpha ; cg:capacity toy:envoy ;
        cg:capacityText "envoy" ; cg:source toy:list .

    toy:m a cg:Membership ; cg:member toy:alpha ; cg:group toy:toy ; cg:kind kind:full ;
        cg:startNotBefore "2015-01-01"^^xsd:date ; cg:startNotAfter "2015-01-10"^^xsd:date ;
        cg:endNotBefore "2016-03-01"^^xsd:date ; cg:endNotAfter "2016-03-31"^^xsd:date ;
        cg:attestedFrom "2015-02-01"^^xsd:date ; cg:attestedTo "2016-03-01"^^xsd:date ;
        cg:endState cg:Ended ; cg:continuity cg:Assumed ; cg:dateText "2015-01" ;
        cg:attestedBy toy:list ; cg:startedBy toy:joining ; cg:endedBy toy:meeting ;
        cg:source toy:list , toy:report .
    toy:m2 a cg:Membership ; cg:member toy:alpha ; cg:group toy:toy ;
        cg:startNotBefore "2016-04-01"^^xsd:date ; cg:startNotAfter "2016-05-01"^^xsd:date ;
        cg:endNotBefore "2016-05-01"^^xsd:date ; cg:endState cg:NoEndReported ;
        cg:source toy:list , toy:report .
    toy:tenure a cg:Tenure ; cg:holder toy:ann ; cg:post toy:envoy ;
        cg:startNotAfter "2015-02-01"^^xsd:date ; cg:endNotBefore "2015-02-01"^^xsd:date ;
        cg:endState cg:NoEndReported ; cg:source toy:list .
    toy:leading a cg:Leadership ; cg:leader toy:alpha ; cg:led toy:group ; cg:role role:co-lead ;
        cg:endState cg:NoEndReported ; cg:source toy:list .
    toy:gift a cg:Contribution ; cg:contributor toy:alpha ; cg:recipient toy:operation ;
        cg:kind kind:money ; cg:stage stage:pledged ; cg:amount 2.5 ; cg:comparator "about" ;
        cg:unit "EUR" ; cg:amountUsd 3 ; cg:purpose "training" ; cg:announcedBy toy:ann ;
        cg:announcedAt toy:meeting ; cg:endState cg:NoEndReported ; cg:source toy:list .
    toy:name a cg:Naming ; cg:named toy:toy ; cg:nameText "Old name" ;
        cg:endState cg:NoEndReported ; cg:source toy:list .

    toy:size a cg:Quantity ; skos:prefLabel "members"@en ; cg:amount 2 ; cg:unit "members" ;
        cg:comparator "more than" ; cg:counts counts:members ; cg:claimant "The Daily" ;
        cg:dateText "2015" ; cg:firstDay "2015-01-01"^^xsd:date ;
        cg:lastDay "2015-12-31"^^xsd:date ; cg:source toy:report ; cg:conflictsWith toy:claim .
    toy:list a cg:Document ; skos:prefLabel "List of members" ; cg:publisher "Toy coalition" ;
        cg:author "Ann" , "Bo" ; cg:url "https://example.org/list" ;
        cg:titleIsDescription true ; cg:firstDay "2015-02-03"^^xsd:date ;
        cg:lastDay "2015-02-03"^^xsd:date ; cg:retrieved "2026-11-20"^^xsd:date ;
        cg:contentHash "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" .
    toy:report a cg:Document ; skos:prefLabel "A report" .
    toy:words a cg:Passage ; cg:inDocument toy:report ; cg:exact "Beta joined" ;
        cg:prefix "In June " ; cg:suffix "." .
    toy:place a cg:Passage ; cg:inDocument toy:report ; skos:note "Second paragraph." .
    toy:claim a cg:Claim ; cg:onSubject toy:toy ; cg:onProperty cg:statement ;
        cg:value "one member" ; cg:claimStatus cg:Conflict ; cg:source toy:report , toy:list ;
        cg:passage toy:words ; cg:claimant "The Daily" ; cg:conflictsWith toy:size .
    toy:claim2 a cg:Claim ; cg:onSubject toy:m ; cg:onProperty cg:startNotAfter ;
        cg:value "2015-01-10"^^xsd:date ; cg:claimStatus cg:Accepted ; cg:source toy:list .
    toy:claim3 a cg:Claim ; cg:onSubject toy:m ; cg:onProperty cg:attested ; cg:jointly true ;
        cg:value "2015-02" ; cg:claimStatus cg:Accepted ; cg:source toy:list , toy:report ;
        cg:shownAt toy:meeting .
    toy:decision a cg:Resolution ; cg:onSubject toy:toy ; cg:onProperty cg:statement ;
        cg:restsOn toy:claim2 ; cg:setAside toy:claim ; cg:policy "earliest source" .
    toy:backing a cg:Endorsement ; cg:endorser toy:alpha ; cg:endorsed toy:report ;
        cg:source toy:list .
"""

# For each shape, things that break every rule it has.
NOT_A_DAY = '"2015"^^xsd:gYear'
BOUNDS_AMISS = """
    cg:startNotBefore "2016-02-02"^^xsd:date ; cg:startNotAfter "2016-02-01"^^xsd:date ;
    cg:endNotBefore "2016-01-01"^^xsd:date ; cg:endNotAfter "2015-01-01"^^xsd:date , "2015"
"""
DATE_AMISS = f"""
    cg:firstDay "2015-02-02"^^xsd:date ; cg:lastDay "2015-02-01"^^xsd:date , {NOT_A_DAY} ;
    cg:dateText 2015
"""
BAD = {
    "Thing": """
        [] a cg:Passage ; cg:inDocument toy:report ; skos:note "Somewhere." .
        toy:x a cg:Passage ; dcterms:identifier "Has Spaces" ; cg:confidence "certain" .""",
    "EnglishName": 'toy:x a cg:State ; skos:prefLabel "Alpha"@fr .',
    "Agent": """
        toy:x a cg:Person ; cg:shortName "A" , "B" ; cg:wikidata "114" ;
            cg:memberIn toy:alpha ; cg:memberOf toy:m .""",
    "State": """
        toy:x a cg:State ; cg:iso3 "AAA" .
        toy:y a cg:State ; cg:iso3 "aaa" ; cg:iso2 "A" ; cg:m49 8 ; cg:officialName "A" , "B" .
        toy:z a cg:State .""",
    "Organisation": "toy:x a cg:Organisation ; cg:kind kind:alliance , kind:minister .",
    "Coalition": "toy:x a cg:Coalition .",
    "SizeWithoutCounts": """
        toy:toy cg:quantity toy:x . toy:x a cg:Quantity ; cg:unit "members" .""",
    "Body": f"""
        toy:x a cg:Body ; cg:kind kind:alliance ; cg:partOf toy:alpha ; cg:serves toy:toy ;
            cg:city "A" , "B" ; cg:dateText 2015 ; {BOUNDS_AMISS} .
        toy:y a cg:Body .""",
    "Person": """
        toy:x a cg:Person ; cg:kind kind:briefing ; cg:affiliation toy:line .
        toy:y cg:member toy:x ; cg:onBehalfOf toy:x ; cg:postIn toy:x .""",
    "Post": """
        toy:x a cg:Post ; cg:postIn toy:line ; cg:oneHolder "yes" .
        toy:y a cg:Post ; skos:prefLabel "A"@en .""",
    "LineOfEffort": """
        toy:x a cg:LineOfEffort ; cg:shortName 1 ; cg:ordinal 0 ; cg:partOf toy:line .""",
    "Operation": f"""
        toy:x a cg:Operation ; cg:kind kind:court ; cg:conductedBy toy:line ; cg:dateText 2015 ;
            dcterms:description "A" , "B" ; {BOUNDS_AMISS} .""",
    "Event": f"toy:x a cg:Meeting ; {DATE_AMISS} . toy:y a cg:StatusChange .",
    "Meeting": """
        toy:x a cg:Meeting ; cg:kind kind:minister ; cg:meetingOf toy:alpha ; cg:country toy:toy ;
            cg:city "A" , "B" ; cg:venue 1 ; cg:level 1 ; cg:outcome 1 ; cg:delegations "20+" ;
            cg:welcomed toy:line ; cg:discussed toy:toy ; cg:inSeries toy:meeting .""",
    "MeetingSeries": 'toy:x a cg:MeetingSeries ; skos:prefLabel "One"@en , "Two"@en .',
    "StatusChange": "toy:x a cg:StatusChange .",
    "Participation": """
        toy:x a cg:Participation ; cg:event toy:toy ; cg:participant toy:line ;
            cg:role role:co-lead ; cg:onBehalfOf toy:line ; cg:capacity "minister" ;
            cg:capacityText "a" , "b" .""",
    "PersonForNobody": """
        toy:x a cg:Participation ; cg:event toy:meeting ; cg:participant toy:ann .""",
    "ParticipationTwice": """
        toy:x a cg:Participation ; cg:event toy:meeting ; cg:participant toy:ann ;
            cg:role role:chair ; cg:onBehalfOf toy:beta .""",
    "Situation": f"""
        toy:x a cg:Naming ; {BOUNDS_AMISS} ; cg:dateText 2015 ; cg:endState cg:Accepted ;
            cg:attestedFrom "2015-01-01"^^xsd:date , {NOT_A_DAY} ;
            cg:attestedTo "2017-01-01"^^xsd:date ; cg:continuity cg:Ended ;
            cg:attestedBy toy:meeting ; cg:startedBy toy:alpha ; cg:endedBy toy:list .""",
    "LatestEnd": """
        toy:x a cg:Tenure ; cg:endNotAfter "2015-01-01"^^xsd:date ;
            cg:endState cg:NoEndReported .""",
    "Membership": """
        toy:x a cg:Membership ; cg:member toy:line ; cg:group toy:alpha ; cg:kind kind:region .
        toy:y a cg:Membership ; cg:member toy:alpha ; cg:group toy:toy ;
            cg:startNotAfter "2015-06-01"^^xsd:date ; cg:endNotBefore "2015-06-01"^^xsd:date .""",
    "MembershipOnOneSource": "toy:x a cg:Membership ; cg:source toy:list .",
    "MembershipWithWideStart": """
        toy:x a cg:Membership ;
            cg:startNotBefore "2014-09-05"^^xsd:date ; cg:startNotAfter "2015-10-01"^^xsd:date .""",
    "Tenure": """
        toy:x a cg:Tenure ; cg:holder toy:alpha ; cg:post toy:ann .
        toy:y a cg:Tenure ; cg:holder toy:ann ; cg:post toy:envoy ;
            cg:startNotAfter "2015-01-01"^^xsd:date ; cg:endNotBefore "2015-03-01"^^xsd:date .""",
    "Leadership": """
        toy:x a cg:Leadership ; cg:leader toy:alpha , toy:line ; cg:led toy:ann , toy:group ;
            cg:role role:speaker ;
            cg:startNotAfter "2015-01-01"^^xsd:date ; cg:endNotBefore "2015-03-01"^^xsd:date .
        toy:y a cg:Leadership ; cg:leader toy:alpha ; cg:led toy:group ; cg:role role:speaker ;
            cg:startNotAfter "2015-01-01"^^xsd:date ; cg:endNotBefore "2015-03-01"^^xsd:date .""",
    "Naming": "toy:x a cg:Naming ; cg:named toy:line ; cg:nameText toy:alpha .",
    "Contribution": """
        toy:x a cg:Contribution ; cg:kind kind:full ; cg:contributor toy:line ;
            cg:contributorText 24 ; cg:stage stage:delivered ; cg:amount "60~" ;
            cg:comparator "nearly" ; cg:unit "EUR" , "USD" ; cg:amountUsd "many" ; cg:purpose 1 ;
            cg:announcedBy toy:alpha ; cg:announcedAt toy:line ; cg:quantity toy:list ;
            cg:recipient toy:list .
        toy:y a cg:Contribution .""",
    "AmountWithUnit": "toy:x a cg:Contribution ; cg:amount 5 .",
    "Quantity": f"""
        toy:x a cg:Quantity ; {DATE_AMISS} ; cg:amount -1 , 2 ; cg:comparator "over" ;
            cg:unit "members" , "states" ; cg:counts counts:countries ; cg:claimant 1 .
        toy:y a cg:Quantity .""",
    "Document": f"""
        toy:x a cg:Document ; {DATE_AMISS} ; cg:titleIsDescription "yes" ; cg:publisher 1 ;
            cg:author toy:ann ; cg:url "www.example.org" ; cg:retrieved {NOT_A_DAY} ;
            cg:contentHash "ABC" .""",
    "Passage": """
        toy:x a cg:Passage ; cg:inDocument toy:ann .
        toy:y a cg:Passage ; cg:exact "a" , "b" ; cg:prefix "a" , "b" ; cg:suffix toy:ann .""",
    "Claim": f"""
        toy:x a cg:Claim ; {DATE_AMISS} ; cg:claimant 1 ; cg:onSubject "Kenya" ;
            cg:onProperty "start" ; cg:value 1 , 2 ; cg:claimStatus cg:Assumed ;
            cg:passage toy:list ; cg:jointly "yes" ; cg:shownAt toy:list .""",
    "ClaimOfDays": """
        toy:x a cg:Claim ; cg:onProperty cg:start ; cg:value "soon" .
        toy:y a cg:Claim ; cg:onProperty cg:startNotAfter ; cg:value "2015" .""",
    "ClaimInWords": "toy:x a cg:Claim ; cg:onProperty cg:statement ; cg:value toy:alpha .",
    "Disagreement": """
        toy:x a cg:Claim ; cg:claimStatus cg:Accepted ; cg:conflictsWith toy:y , toy:list .
        toy:y a cg:Claim ; cg:claimStatus cg:Accepted ; cg:conflictsWith toy:x .""",
    "DisagreementOneSided": "toy:x a cg:Claim ; cg:conflictsWith toy:claim .",
    "Resolution": """
        toy:x a cg:Resolution ; cg:onSubject "Kenya" ; cg:restsOn toy:claim , toy:list ;
            cg:setAside toy:claim , toy:ann .""",
    "Endorsement": "toy:x a cg:Endorsement ; cg:endorser toy:line ; cg:endorsed toy:ann .",
}

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetNode)
NODE_SHAPES = sorted(
    {name(s).split("#")[1] for t in TARGETS for s in read("shapes.ttl").subjects(t)}
)


def only(shapes: Graph, shape: str) -> Graph:
    """Return the shapes with the targets of all but one taken away."""
    graph = Graph()
    for triple in shapes:
        if triple[1] not in TARGETS or triple[0] == SHAPE[shape]:
            graph.add(triple)
    return graph


def messages(shapes: Graph, shape: str) -> set[tuple[str, str]]:
    """Return severity and message of each rule of a shape."""
    node = SHAPE[shape]
    severity = shapes.value(node, SH.severity) or SH.Violation
    rules = {(node, severity)}
    rules |= {(rule, severity) for rule in shapes.objects(node, SH.sparql)}
    rules |= {(p, shapes.value(p, SH.severity)) for p in shapes.objects(node, SH.property)}
    return {
        (name(level).split("#")[1], plain(message))
        for rule, level in rules
        for message in shapes.objects(rule, SH.message)
    }


def plain(message: object) -> str:
    """Return a message with ``…`` for the thing it names."""
    return re.sub(r"\{\?value\}|<?https?://\S+\w>?", "…", str(message))


def as_rdflib(graph: Graph) -> Graph:
    return graph


def as_pyoxigraph(graph: Graph) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    text = graph.serialize(format="nt", encoding="utf-8")
    store.load(text, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


engines = pytest.mark.parametrize(
    "engine", [as_rdflib, as_pyoxigraph], ids=["rdflib", "pyoxigraph"]
)


def results(graph: object, shapes: Graph) -> set[tuple[str, str]]:
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    return {
        (
            str(report.value(result, SH.resultSeverity)).split("#")[1],
            plain(report.value(result, SH.resultMessage)),
        )
        for result in report.objects(None, SH.result)
    }


def toy(more: str = "") -> Graph:
    return read("coalition.ttl", "codes.ttl", data=GOOD + more)


def test_every_shape_has_examples() -> None:
    assert sorted(BAD) == NODE_SHAPES


def test_every_class_has_a_shape(ontology: Graph, shapes: Graph) -> None:
    assert declared(ontology, OWL.Class) == set(shapes.objects(None, SH.targetClass))


def test_every_rule_says_what_to_do(shapes: Graph) -> None:
    for rule in {*shapes.objects(None, SH.sparql), *shapes.objects(None, SH.property)}:
        nested = shapes.value(None, SH.property, rule)
        if isinstance(nested, BNode):
            continue  # part of a rule that speaks for it
        assert shapes.value(rule, SH.message), rule
    for rule in shapes.subjects(SH.path):
        if shapes.value(rule, SH.message):
            assert shapes.value(rule, SH.severity), rule


@engines
def test_the_good_example_passes(shapes: Graph, engine: object) -> None:
    assert results(engine(toy()), shapes) == set()


@pytest.mark.parametrize("shape", NODE_SHAPES)
def test_the_good_example_holds_something_for_each_shape(shapes: Graph, shape: str) -> None:
    graph = toy()
    classes = {*shapes.objects(SHAPE[shape], SH.targetClass)}
    classes |= {*shapes.objects(SHAPE[shape], SH.targetNode)}
    properties = set(shapes.objects(SHAPE[shape], SH.targetSubjectsOf))

    assert any(graph.value(None, RDF.type, target) for target in classes) or any(
        list(graph.subjects(target)) for target in properties
    )


@engines
@pytest.mark.parametrize("shape", NODE_SHAPES)
def test_the_bad_example_breaks_every_rule_of_its_shape(
    shapes: Graph, shape: str, engine: object
) -> None:
    found = results(engine(toy(BAD[shape])), only(shapes, shape))

    assert messages(shapes, shape) == found


@engines
@pytest.mark.parametrize(
    ("day", "fine"),
    [
        ('"2015-02-28"^^xsd:date', True),
        ('"2015-02-31"^^xsd:date', False),
        ('"2015-02"^^xsd:gYearMonth', False),
        ('"2015-02-28T00:00:00"^^xsd:dateTime', False),
        ('"2015-02-28"', False),
        ("toy:list", False),
    ],
)
def test_a_day_is_a_plain_date(shapes: Graph, engine: object, day: str, fine: bool) -> None:
    graph = toy(f"toy:x a cg:Document ; skos:prefLabel 'x' ; cg:retrieved {day} .")

    assert fine is (results(engine(graph), only(shapes, "Document")) == set())


# -- alignments -----------------------------------------------------------------------------


def test_each_vocabulary_is_aligned() -> None:
    text = (ONTOLOGY / "alignments.ttl").read_text(encoding="utf-8")

    for prefix in ("org", "prov", "sem", "foaf", "schema", "oa", "crm", "cco"):
        assert re.search(rf"^cg:.* {prefix}:\w+", text, re.MULTILINE), prefix


# -- context --------------------------------------------------------------------------------

DOCUMENT = {
    "@graph": [
        {
            "id": "state:ken",
            "type": "State",
            "name": {"en": "Kenya", "fr": "Kenya", "ar": "كينيا"},
            "iso3": "KEN",
        },
        {
            "id": str(TOY["ken-toy-1"]),
            "type": "Membership",
            "member": "state:ken",
            "group": str(TOY.toy),
            "kind": "code:kind/full",
            "startNotBefore": "2018-02-13",
            "startNotAfter": "2018-12-10",
            "endState": "NoEndReported",
            "source": [str(TOY.list)],
        },
        {"id": str(TOY.list), "type": "Document", "title": "A list", "firstDay": "2018-12-10"},
        {
            "id": str(TOY.claim),
            "type": "Claim",
            "onSubject": str(TOY["ken-toy-1"]),
            "onProperty": "startNotAfter",
            "value": {"@value": "2018-12-10", "@type": "xsd:date"},
            "claimStatus": "Accepted",
        },
    ]
}
SAME_IN_TURTLE = f"""
    <{BASE}id/state/ken> a cg:State ; cg:iso3 "KEN" ;
        skos:prefLabel "Kenya"@en , "Kenya"@fr , "كينيا"@ar .
    toy:ken-toy-1 a cg:Membership ; cg:member <{BASE}id/state/ken> ; cg:group toy:toy ;
        cg:kind kind:full ; cg:startNotBefore "2018-02-13"^^xsd:date ;
        cg:startNotAfter "2018-12-10"^^xsd:date ; cg:endState cg:NoEndReported ;
        cg:source toy:list .
    toy:list a cg:Document ; skos:prefLabel "A list" ; cg:firstDay "2018-12-10"^^xsd:date .
    toy:claim a cg:Claim ; cg:onSubject toy:ken-toy-1 ; cg:onProperty cg:startNotAfter ;
        cg:value "2018-12-10"^^xsd:date ; cg:claimStatus cg:Accepted .
"""


def expanded(entry: object) -> str:
    iri = entry["@id"] if isinstance(entry, dict) else str(entry)
    return iri.replace("cg:", str(CG))


def test_the_context_covers_exactly_the_terms(ontology: Graph, context: dict[str, object]) -> None:
    ours = {key: expanded(entry) for key, entry in context.items() if key not in ("@version", "cg")}

    assert {name(term): str(term) for term in terms(ontology)} == {
        key: iri for key, iri in ours.items() if iri.startswith(str(CG))
    }


def test_the_context_types_links_and_days(
    ontology: Graph, shapes: Graph, context: dict[str, object]
) -> None:
    for term in declared(ontology, OWL.ObjectProperty):
        assert context[name(term)]["@type"] in ("@id", "@vocab"), name(term)
    for term in declared(ontology, OWL.DatatypeProperty):
        entry = context[name(term)]
        typed = isinstance(entry, dict) and entry.get("@type") == "xsd:date"

        assert typed is (value_of(shapes, term) == "day"), name(term)


def test_the_context_is_whole(context: dict[str, object]) -> None:
    assert context["@version"] == 1.1
    assert "@import" not in context


def test_a_document_reads_the_same_with_both_parsers(context: dict[str, object]) -> None:
    text = json.dumps({"@context": context, **DOCUMENT})
    expected = read(data=SAME_IN_TURTLE)

    lines = pyoxigraph.serialize(
        pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD),
        format=pyoxigraph.RdfFormat.N_TRIPLES,
    )

    assert isomorphic(expected, Graph().parse(data=text, format="json-ld"))
    assert isomorphic(expected, Graph().parse(data=lines.decode(), format="nt"))


def test_a_document_survives_the_round_trip(context: dict[str, object]) -> None:
    graph = read(data=SAME_IN_TURTLE)

    text = graph.serialize(format="json-ld", context=context, auto_compact=True)

    def by_id(node: dict[str, object]) -> str:
        return str(node["id"]).replace("state:", f"{BASE}id/state/")

    assert isomorphic(graph, Graph().parse(data=text, format="json-ld"))
    written = {by_id(node): node for node in json.loads(text)["@graph"]}
    assert written[f"{BASE}id/state/ken"]["name"]["fr"] == "Kenya"
    assert written[str(TOY["ken-toy-1"])]["startNotBefore"] == "2018-02-13"


# -- the reference in the README --------------------------------------------------------------


def value_of(shapes: Graph, term: URIRef) -> str:
    """Return what the shapes ask of the values of a data property, in a word."""
    rules = set(shapes.subjects(SH.path, term))
    if any((rule, SH.node, SHAPE.Day) in shapes for rule in rules):
        return "day"
    datatypes = {shapes.value(rule, SH.datatype) for rule in rules}
    if XSD.integer in datatypes:
        return "whole number"
    if XSD.boolean in datatypes:
        return "true or false"
    if any(shapes.value(rule, SH.minInclusive) is not None for rule in rules):
        return "number"
    return "text"


def nature(ontology: Graph, term: URIRef) -> str:
    types = set(ontology.objects(term, RDF.type))
    found = [
        word
        for word, kind in (
            ("functional", OWL.FunctionalProperty),
            ("transitive", OWL.TransitiveProperty),
            ("symmetric", OWL.SymmetricProperty),
        )
        if kind in types
    ]
    inverse = ontology.value(term, OWL.inverseOf)
    if inverse is not None:
        found.append(f"inverse of {name(inverse)}")
    chain_head = ontology.value(term, OWL.propertyChainAxiom)
    if chain_head is not None:
        steps = " then ".join(name(step) for step in Collection(ontology, chain_head))
        found.append(f"chain: {steps}")
    return ", ".join(found)


def reference(ontology: Graph, shapes: Graph) -> list[str]:
    """Return the rows of the reference tables, in the order of the README."""

    def code(term: object) -> str:
        return f"`{name(term)}`" if term is not None else ""

    def row(*cells: str) -> str:
        return re.sub(" +", " ", f"| {' | '.join(cells)} |")

    columns = {
        "class": lambda t: (code(ontology.value(t, RDFS.subClassOf)),),
        "object property": lambda t: (
            code(ontology.value(t, RDFS.domain)),
            code(ontology.value(t, RDFS.range)),
            nature(ontology, t),
        ),
        "data property": lambda t: (
            code(ontology.value(t, RDFS.domain)),
            value_of(shapes, t),
        ),
        "annotation property": lambda _: (),
        "individual": lambda _: (),
    }
    return [
        row(code(term), *columns[kind](term), str(ontology.value(term, SKOS.definition)))
        for kind in KINDS
        for term in sorted(declared(ontology, KINDS[kind]))
    ]


def test_the_readme_lists_the_terms_as_the_ontology_defines_them(
    ontology: Graph, shapes: Graph
) -> None:
    text = (ONTOLOGY / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## Reference\n")[1].split("\n## ")[0]

    found = [line for line in section.splitlines() if line.startswith("| `")]

    assert reference(ontology, shapes) == found


def test_the_readme_names_every_file() -> None:
    text = (ONTOLOGY / "README.md").read_text(encoding="utf-8")

    for path in ONTOLOGY.iterdir():
        assert f"`{path.name}`" in text, path.name


def test_literals_of_the_ontology_are_well_formed(merged: Graph) -> None:
    ill = [o for o in merged.objects() if isinstance(o, Literal) and o.ill_typed]

    assert ill == []


def test_the_readme_counts_the_terms(ontology: Graph) -> None:
    text = " ".join((ONTOLOGY / "README.md").read_text(encoding="utf-8").split())
    plurals = ("classes", "object properties", "data properties", "annotation properties")

    for plural, kind in zip((*plurals, "individuals"), KINDS.values(), strict=True):
        assert f"{len(declared(ontology, kind))} {plural}" in text


def test_the_question_of_the_readme_answers_alike_on_both_engines() -> None:
    text = (ONTOLOGY / "README.md").read_text(encoding="utf-8")
    question = text.split("```sparql\n")[1].split("```")[0]
    prefixes = {"cg": str(CG), "skos": str(SKOS), "xsd": str(XSD)}

    def membership(member: str, bounds: tuple[str, ...]) -> str:
        names = ("startNotBefore", "startNotAfter", "endNotBefore", "endNotAfter")
        days = zip(names, bounds, strict=False)
        said = "".join(f' cg:{bound} "{day}"^^xsd:date ;' for bound, day in days)
        return f"""toy:{member}-1 a cg:Membership ;{said} cg:member toy:{member} .
            toy:{member} skos:prefLabel "{member}"@en , "x"@fr .\n"""

    graph = read(
        data=membership("certain", ("2015-01-01", "2015-02-01", "2020-01-01"))
        + membership("presumed", ("2015-01-01", "2015-02-01", "2016-01-01"))
        + membership("possible", ("2018-02-13", "2018-12-10", "2019-02-06"))
        + membership("later", ("2018-06-02", "2018-12-10", "2019-02-06"))
        + membership("gone", ("2015-01-01", "2015-02-01", "2016-01-01", "2018-05-31"))
    )
    expected = {("certain", "true"), ("presumed", "false"), ("possible", "false")}

    asked = graph.query(question, initNs=prefixes)
    store = as_pyoxigraph(graph)

    assert expected == {(str(row[0]), str(row[1]).lower()) for row in asked}
    assert expected == {
        (row[0].value, row[1].value) for row in store.query(question, prefixes=prefixes)
    }
