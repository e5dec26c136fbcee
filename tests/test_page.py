"""The page without a browser: bytes, policy, escaping, positions, files, and pyvis habits."""

from __future__ import annotations

import base64
import colorsys
import dataclasses
import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from coalition_graph.errors import ExportError, UnknownNameError
from coalition_graph.export.page import (
    DocumentRef,
    Kind,
    Link,
    Node,
    PageModel,
    Role,
    build_network,
    render_page,
    write_page,
)
from coalition_graph.export.page.layout import RADII, place
from coalition_graph.export.page.render import VIS_NETWORK
from coalition_graph.export.page.style import (
    KIND_COLOURS,
    KIND_STYLES,
    ROLE_COLOURS,
    TOKENS,
    kind_styles,
)
from coalition_graph.export.page.texts import texts

KINDS = (
    Kind("coalition", "Coalition"),
    Kind("line-of-effort", "Lines of effort", "Line of effort"),
    Kind("body", "Bodies", "Body"),
    Kind("state", "Member states", "Member state"),
    Kind("organisation", "Member organisations", "Member organisation"),
    Kind("ministerial", "Meetings of ministers", "Meeting of ministers"),
    Kind("meeting", "Other meetings", "Meeting", shown=False),
    Kind("person", "People", "Person", shown=False),
)
ROLES = (
    Role("lead", "Leads", "leads", "led by"),
    Role("host", "Hosted", "hosted", "hosted by"),
    Role("chair", "Chaired", "chaired", "chaired by"),
    Role("attend", "Attended", "attended", "attended by"),
    Role("represent", "Held office", "held office for", "in office"),
    Role("part", "Part of", "part of", "has the part"),
    Role("member", "Member of", "member of", "has the member"),
)

HOSTILE = (
    "<script>window.harmed=1</script>",
    "</script><script>window.harmed=1</script>",
    '"><img src=x onerror="window.harmed=1">',
    "'><svg onload='window.harmed=1'>",
    "javascript:window.harmed=1//http://",
    "{{ 7*7 }}{% raw %}",
    "<!--<script>",
    "]]>\u2028\u2029\x00&lt;b&gt;",
    "</style></title></textarea><iframe srcdoc='<script>window.harmed=1</script>'>",
    "${window.harmed=1}`\\u003cimg\\u003e",
)


def small_model(**changes: object) -> PageModel:
    """Two states, an organisation, a meeting and its leader, with every kind of certainty."""
    model = PageModel(
        title="A small coalition",
        subtitle="For tests",
        kinds=KINDS,
        roles=ROLES,
        nodes=(
            Node("gc", "coalition", "The coalition", dates="since 2014", first_day="2014-09-10"),
            Node("finance", "line-of-effort", "Cutting off access to financing", "Finance"),
            Node("cifg", "body", "Counter Finance Group", sources=("a",)),
            Node(
                "kwt",
                "state",
                "Kuwait",
                names=(("fr", "Koweït"), ("ar", "الكويت"), ("", "KWT")),
                dates="member since 11 September 2014",
                first_day="2014-09-11",
                details=(("Evidence", "Party to a communiqué"),),
                sources=("a", "b"),
                certainty="certain",
            ),
            Node("irq", "state", "Iraq", first_day="2014-09-10", certainty="presumed"),
            Node("nato", "organisation", "NATO", first_day="2017-05-25", certainty="possible"),
            Node(
                "k18",
                "ministerial",
                "Ministerial in Kuwait",
                "Kuwait City 2018",
                dates="13 February 2018",
                first_day="2018-02-13",
                sources=("b",),
            ),
            Node("berlin", "meeting", "A meeting in Berlin", "Berlin 2016", first_day="2016-05-27"),
            Node("sabah", "person", "Sabah al-Khalid al-Hamad al-Sabah"),
        ),
        links=(
            Link("kwt", "gc", "member", dates="since 2014", certainty="certain", sources=("a",)),
            Link("irq", "gc", "member", certainty="presumed"),
            Link("nato", "gc", "member", certainty="possible"),
            Link("kwt", "k18", "host", dates="13 February 2018", sources=("b",)),
            Link("kwt", "k18", "attend", sources=("a",)),
            Link("irq", "k18", "attend", count=3),
            Link(
                "sabah",
                "k18",
                "chair",
                "co-chaired",
                "co-chaired by",
                note="as Foreign Minister",
                sources=("a", "b"),
            ),
            Link("sabah", "kwt", "represent"),
            Link("cifg", "finance", "part"),
            Link("irq", "cifg", "lead"),
        ),
        documents=(
            DocumentRef(
                "a", "A communiqué", "A ministry", "11 September 2014", "https://a.example/1"
            ),
            DocumentRef("b", "An old paper", "A library"),
        ),
        as_of="1 June 2018",
        version="small 1",
    )
    return dataclasses.replace(model, **changes)  # type: ignore[arg-type]


def big_model(states: int = 84, meetings: int = 60, people: int = 90) -> PageModel:
    """A coalition of about the real size, generated by arithmetic alone."""
    nodes = [Node("gc", "coalition", "The Coalition")]
    nodes += [Node(f"l{i}", "line-of-effort", f"Line of effort {i}") for i in range(5)]
    nodes += [Node(f"b{i}", "body", f"Working group number {i}") for i in range(14)]
    nodes += [
        Node(
            f"s{i}",
            "state",
            f"State of the {['Old', 'New', 'Far', 'Near'][i % 4]} Land {i}",
            first_day=f"20{14 + i // 12:02}-0{1 + i % 9}-11",
        )
        for i in range(states)
    ]
    nodes += [
        Node(f"o{i}", "organisation", f"Organisation {i}", first_day="2017") for i in range(5)
    ]
    nodes += [
        Node(
            f"m{i}",
            "ministerial" if i % 2 else "meeting",
            f"Meeting number {i}",
            f"City {i}",
            first_day=f"20{14 + i // 5:02}-0{1 + i % 9}-20",
        )
        for i in range(meetings)
    ]
    nodes += [Node(f"p{i}", "person", f"Person Number {i}") for i in range(people)]
    links = [Link(f"l{i}", "gc", "part") for i in range(5)]
    links += [Link(f"b{i}", f"l{i % 5}", "part") for i in range(14)]
    links += [Link(f"s{i * 7 % states}", f"b{i % 14}", "lead") for i in range(25)]
    links += [Link(f"s{i}", "gc", "member") for i in range(states)]
    links += [Link(f"s{i * 5 % states}", f"m{i}", "host") for i in range(meetings)]
    links += [
        Link(f"s{(i * 11 + j * 3) % states}", f"m{i}", "attend")
        for i in range(meetings)
        for j in range(8)
    ]
    links += [Link(f"p{i}", f"s{i * 3 % states}", "represent") for i in range(people)]
    links += [Link(f"p{i}", f"m{i * 2 % meetings}", "chair") for i in range(people)]
    return PageModel("A big coalition", KINDS, ROLES, tuple(nodes), tuple(links))


def hostile_model(text: str) -> PageModel:
    """A model with one hostile text in every field that takes a text."""
    pair = ((text, text),)
    kinds = (Kind(f"k{text}", text, text), Kind("state", text))
    roles = (Role(f"r{text}", text, text, text),)
    nodes = (
        Node(f"1{text}", f"k{text}", text, text, pair, text, text, text, pair, (text,)),
        Node("two", "state", text, names=pair, certainty="possible"),
    )
    links = (
        Link(
            f"1{text}", "two", f"r{text}", text, text, text, text, text, text, "presumed", (text,)
        ),
        Link("two", f"1{text}", f"r{text}"),
    )
    documents = (DocumentRef(text, text, text, text, text),)
    return PageModel(text, kinds, roles, nodes, links, documents, text, text, text, text)


class Reader(HTMLParser):
    """Every tag with its attributes, and what script and style elements hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self.shown: list[str] = []
        self.inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag in {"script", "style"}
        if self.inside:
            self.blocks.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            tag, attrs, text = self.blocks[-1]
            self.blocks[-1] = (tag, attrs, text + data)
        else:
            self.shown.append(data)


def payload(page: str) -> dict:
    return json.loads(
        next(text for _, attrs, text in Reader(page).blocks if attrs.get("id") == "data")
    )


# Bytes


def test_the_same_model_gives_the_same_bytes():
    assert render_page(small_model()) == render_page(small_model())
    assert render_page(big_model()) == render_page(big_model())


def test_the_seed_of_python_hashes_changes_nothing():
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import test_page\n"
        "from coalition_graph.export.page import build_network, render_page\n"
        "text = render_page(test_page.big_model()) + build_network(test_page.small_model())"
        ".generate_html()\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_the_page_keeps_its_size_budget():
    network = build_network(big_model())
    facts = sum(len(json.dumps(item)) for item in (*network.nodes, *network.edges))
    usual = 763_000 + facts  # what pyvis itself writes with its library and menus in the file

    assert len(render_page(big_model()).encode()) < 0.9 * usual
    assert len(render_page(small_model()).encode()) < 0.75 * 763_000


# Policy and addresses


@pytest.mark.parametrize("model", [small_model(), big_model(), hostile_model(HOSTILE[1])])
def test_the_policy_names_exactly_the_blocks_of_the_page(model):
    reader = Reader(render_page(model))
    policy = next(attrs["content"] for tag, attrs in reader.tags if attrs.get("http-equiv"))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    found = {"script": [], "style": []}
    for tag, attrs, text in reader.blocks:
        if attrs.get("type") != "application/json":
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            found[tag].append(f"'sha256-{digest}'")

    assert rules["default-src"] == "'none'"
    assert found["script"] == rules["script-src"].split()
    assert found["style"] == rules["style-src"].split()
    assert len(found["script"]) == 2
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "'none'"


@pytest.mark.parametrize("model", [small_model(), hostile_model(HOSTILE[2])])
def test_nothing_in_the_page_points_anywhere(model):
    reader = Reader(render_page(model))
    addresses = [
        value
        for _, attrs in reader.tags
        for name, value in attrs.items()
        if name in {"src", "href", "srcset", "action", "data", "xlink:href", "poster"}
    ]

    assert {"#table"} == set(addresses)
    assert not [name for _, attrs in reader.tags for name in attrs if name.startswith("on")]
    assert not [attrs for _, attrs in reader.tags if "style" in attrs]
    assert "@import" not in "".join(text for tag, _, text in reader.blocks if tag == "style")
    assert "url(" not in "".join(text for tag, _, text in reader.blocks if tag == "style")


def test_the_library_inside_is_the_one_this_was_built_for():
    library = files("pyvis").joinpath(*VIS_NETWORK.split("/")).read_bytes()

    assert importlib.metadata.version("pyvis").startswith("0.3.")
    assert hashlib.sha256(library).hexdigest().startswith("1f20f0736f32cb9bedf8f6383b25cfea")


# Escaping


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_in_every_field(text):
    page = render_page(hostile_model(text))
    usual = [tag for tag, _ in Reader(render_page(hostile_model("plain"))).tags]
    reader = Reader(page)

    assert usual == [tag for tag, _ in reader.tags]
    assert text.replace("\x00", "\ufffd").strip() in "".join(reader.shown).replace("\x00", "\ufffd")
    node = payload(page)["nodes"][0]
    assert (f"1{text}", text, text) == (node[0], node[5], node[7])
    assert text == payload(page)["documents"][0][4]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_options_of_a_changed_network_stay_texts(text):
    network = build_network(small_model())
    network.add_node(
        text, label=text, title=text, group=text, color=text, shape=text, size=text, x=text
    )
    network.add_edge(text, "kwt", label=text, title=text, color=text, width=text, role=text)
    network.get_node("irq").update(label=text, color=text, shape=text, size=float("nan"), x=text)
    network.heading = text
    page = network.generate_html()

    assert not [tag for tag, attrs in Reader(page).tags if any(n.startswith("on") for n in attrs)]
    assert len([tag for tag, _ in Reader(page).tags if tag == "script"]) == 3
    assert all("look" not in str(row[-1]) for row in payload(page)["nodes"])
    assert text == payload(page)["title"]


# The model


def test_the_model_refuses_what_is_not_there():
    state = Node("a", "state", "A")
    with pytest.raises(UnknownNameError, match="no kind of node 'stat'; did you mean 'state'"):
        small_model(nodes=(Node("a", "stat", "A"),), links=())
    with pytest.raises(UnknownNameError, match="no node 'b'"):
        small_model(nodes=(state,), links=(Link("a", "b", "host"),))
    with pytest.raises(UnknownNameError, match="no role 'hosts'"):
        small_model(nodes=(state,), links=(Link("a", "a", "hosts"),))
    with pytest.raises(UnknownNameError, match="no document 'c'"):
        small_model(nodes=(Node("a", "state", "A", sources=("c",)),), links=())
    with pytest.raises(ValueError, match="two nodes of the page have the id 'a'"):
        small_model(nodes=(state, state), links=())


def test_the_model_is_plain_and_frozen():
    model = small_model()

    assert "Kuwait" in json.dumps(dataclasses.asdict(model), ensure_ascii=False)
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.title = "Other"  # type: ignore[misc]
    assert Node("a", "state", "").label == "a"


def test_rows_left_short_lose_nothing_but_empty_values():
    rows = payload(render_page(small_model()))["nodes"]

    assert rows[0][:2] == ["gc", 0]
    assert len(rows[0]) == 9  # up to the first day
    assert [name for _, name in rows[3][12]] == ["Koweït", "الكويت", "KWT"]


def test_parallel_links_are_all_kept_and_numbered():
    rows = payload(render_page(small_model()))["links"]
    between = [row for row in rows if {row[0], row[1]} == {3, 6}]

    assert [row[2] for row in between] == [1, 3]
    assert [row[3] for row in between] == [0, 1]
    assert len(small_model().links) == len(rows)


# Positions


@pytest.mark.parametrize("style", ["auto", "rings", "force"])
@pytest.mark.parametrize("model", [small_model(), big_model(), big_model(400, 300, 200)])
def test_positions_are_whole_distinct_and_in_reach(model, style):
    layout = place(model, style)

    assert len(model.nodes) == len(set(layout.positions))
    assert all(
        isinstance(value, int) and abs(value) <= 1100 for p in layout.positions for value in p
    )
    assert layout == place(model, style)


def test_dated_rings_read_clockwise_from_twelve():
    model = big_model()
    layout = place(model)
    outer = [
        (node.first_day, x, y)
        for node, (x, y) in zip(model.nodes, layout.positions, strict=True)
        if node.kind in {"state", "organisation"}
    ]
    radii = {round((x * x + y * y) ** 0.5 / 10) * 10 for _, x, y in outer}
    first, last = min(outer)[1:], max(outer)[1:]

    assert {RADII[-1]} == radii
    assert first[0] > 0
    assert first[1] < -900
    assert last[0] < 0
    assert last[1] < -900
    assert [mark.text for mark in layout.marks] == sorted({mark.text for mark in layout.marks})


def test_nodes_without_links_or_dates_find_a_place():
    lonely = small_model(
        links=(), nodes=tuple(Node(f"n{i}", kind.id, "?") for i, kind in enumerate(KINDS * 3))
    )

    assert len(set(place(lonely).positions)) == 24
    assert place(PageModel("Nothing", (), (), ())).positions == ()
    assert "<title>Nothing</title>" in render_page(PageModel("Nothing", (), (), ()))


def test_unknown_kinds_alone_get_a_force_layout():
    ships = tuple(Kind(f"k{i}", f"Kind {i}") for i in range(14))
    model = PageModel(
        "Ships",
        ships,
        (Role("sail", "Sails"),),
        tuple(Node(f"n{i}", f"k{i}", f"N{i}") for i in range(14)),
        tuple(Link(f"n{i}", f"n{(i + 1) % 14}", "sail") for i in range(14)),
    )

    assert place(model).style == "force"
    assert len({(s.shape, s.slot) for s in kind_styles(ships)} | set(range(8))) == 14
    assert "clockwise" not in "".join(Reader(render_page(model)).shown)


# Colours


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("side", [0, 1])
def test_colours_stand_out_from_the_paper(side):
    paper, panel = TOKENS["paper"][side], TOKENS["panel"][side]
    for colours in (*KIND_COLOURS, *ROLE_COLOURS, TOKENS["edge"]):
        assert _contrast(colours[side], paper) >= 3
        assert _contrast(colours[side], panel) >= 3
    for name in ("ink", "quiet", "accent"):
        for ground in (paper, panel, TOKENS["soft"][side]):
            assert _contrast(TOKENS[name][side], ground) >= 4.5


def test_kinds_differ_by_more_than_colour():
    looks = [(style.shape, style.hollow) for style in KIND_STYLES.values()]

    assert len(looks) == len(set(looks))
    hues = {
        round(colorsys.rgb_to_hsv(*(int(c[0][i : i + 2], 16) for i in (1, 3, 5)))[0], 2)
        for c in KIND_COLOURS[1:7]
    }
    assert len(hues) >= 5


# What stands there without scripts


def test_without_scripts_picture_legend_and_table_are_there():
    reader = Reader(render_page(small_model()))
    shown = "".join(reader.shown)

    assert len(re.findall('<th scope="row"', render_page(small_model()))) == 9
    for text in (
        "Sabah al-Khalid",
        "hosted by (1)",
        "co-chaired (1)",
        "as of 1 June 2018",
        "2 sources",
        "small 1",
        "presumed",
        "Member organisations",
    ):
        assert text in shown
    still = [attrs for tag, attrs in reader.tags if tag == "path" and "stroke-dasharray" in attrs]
    assert {"7 4", "1 4"} == {attrs["stroke-dasharray"] for attrs in still}


def test_interface_texts_fall_back_to_english():
    assert texts("en") == texts("xx")
    page = render_page(small_model(language="ar"))

    assert '<html lang="ar" dir="rtl">' in page


# Files


def test_a_page_is_written_whole_as_utf_8(tmp_path):
    path = write_page(small_model(), tmp_path / "page.html")

    assert render_page(small_model()).encode() == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())
    assert b"\r" not in path.read_bytes().replace(b"\\r", b"")


def test_a_failed_write_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_text("before", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        write_page(small_model(), path)

    assert path.read_text(encoding="utf-8") == "before"
    assert [path] == list(tmp_path.iterdir())


def test_a_page_cannot_be_written_into_nowhere(tmp_path):
    with pytest.raises(ExportError, match=r"nowhere.*cannot be written"):
        write_page(small_model(), tmp_path / "nowhere" / "page.html")


# Habits of pyvis


def test_pyvis_is_only_imported_for_a_network():
    program = (
        "import sys\n"
        "from coalition_graph.export.page import *\n"
        "model = PageModel('A', (Kind('state', 'S'),), (), (Node('a', 'state', 'A'),))\n"
        "render_page(model)\n"
        "assert not {'pyvis', 'IPython', 'networkx'} & set(sys.modules), 'too much'\n"
        "build_network(model)\n"
        "assert 'pyvis' in sys.modules"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    subprocess.run([sys.executable, "-c", program], check=True, env=env)


def test_a_network_writes_the_page_of_its_model():
    model = small_model()
    network = build_network(model)

    assert model == network.page_model()
    assert render_page(model) == network.generate_html()
    assert isinstance(network, __import__("pyvis.network").network.Network)
    assert (network.get_node("kwt")["id"], network.get_node("kwt")["label"]) == ("kwt", "Kuwait")


def test_what_a_user_changes_is_on_the_page():
    network = build_network(small_model())
    network.add_node(
        7, label="Seven", title="Added by hand", shape="star", color="#ff0000", size=20
    )
    network.add_node("eight")
    network.add_edge(7, "kwt", label="knows", width=5)
    network.add_edge(7, "kwt", label="knows")
    network.get_node("irq").update(label="Republic of Iraq", color="tomato", x=10, y=-20)
    network.edges[0]["color"] = {"color": "rgb(1, 2, 3)"}
    data = payload(network.generate_html())
    nodes = {row[0]: row for row in data["nodes"]}

    assert nodes["7"][14] == {"color": "#ff0000", "shape": "star", "size": 20}
    assert nodes["7"][13][0] == ["Note", "Added by hand"]
    assert nodes["eight"][5] == "eight"
    assert (nodes["irq"][5], nodes["irq"][14]["color"], nodes["irq"][2], nodes["irq"][3]) == (
        "Republic of Iraq",
        "tomato",
        10,
        -20,
    )
    assert data["roles"][-1][1] == "Knows"
    assert data["links"][0][13] == {"color": "rgb(1, 2, 3)"}
    assert data["links"][-2][13] == {"width": 5}
    assert len(data["links"]) == 12


def test_removed_links_are_gone():
    network = build_network(small_model())
    del network.edges[0]

    assert small_model().links[1:] == network.page_model().links


def test_habits_of_pyvis_write_one_file_and_nothing_else(tmp_path, monkeypatch, capsys):
    from coalition_graph.export.page.network import CoalitionNetwork

    monkeypatch.chdir(tmp_path)
    network = CoalitionNetwork("500px", "100%", heading="Ours", select_menu=True, notebook=True)
    network.add_nodes([1, 2], label=["Tōkyō", "Ōsaka"])
    network.add_edge(1, 2)
    network.add_edge(2, 1)
    network.toggle_physics(True)
    (tmp_path / "deep").mkdir()
    network.write_html(Path("one.html"))
    network.save_graph("two.html")
    shown = network.show("deep/three.htm")

    assert shown is network
    assert {"one.html", "two.html", "deep"} == {path.name for path in tmp_path.iterdir()}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["three.htm"]
    assert "Tōkyō" in Path("one.html").read_text(encoding="utf-8")
    assert len(payload(Path("one.html").read_text(encoding="utf-8"))["links"]) == 2
    assert capsys.readouterr().out == ""


def test_a_network_opens_a_browser_only_when_asked(tmp_path, monkeypatch):
    import webbrowser

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    network = build_network(small_model())
    network.show(tmp_path / "a.html")
    assert opened == []

    network.show(tmp_path / "b.html", notebook=False)
    assert [(tmp_path / "b.html").as_uri()] == opened


def test_a_link_to_nobody_is_refused():
    network = build_network(small_model())

    with pytest.raises(UnknownNameError, match="no node 'kwu'; did you mean 'kwt'"):
        network.add_edge("irq", "kwu")


def test_a_networkx_graph_stays_as_it_is():
    import datetime as dt

    import networkx as nx

    from coalition_graph.export.page.network import CoalitionNetwork

    graph = nx.MultiDiGraph()
    graph.add_node("a", since=dt.date(2014, 9, 10))
    graph.add_edge("a", "b", weight=2)
    graph.add_edge("a", "b", weight=3, on=dt.date(2018, 2, 13))
    graph.add_node("alone")
    before = nx.node_link_data(graph, edges="edges")
    network = CoalitionNetwork()
    network.from_nx(graph)

    assert before == nx.node_link_data(graph, edges="edges")
    assert (network.num_nodes(), network.num_edges()) == (3, 2)
    assert [row[13]["width"] for row in payload(network.generate_html())["links"]] == [2, 3]


def test_a_notebook_gets_a_sandboxed_frame():
    frame = build_network(small_model(title='"Quoted" <title>'))._repr_html_()
    tags = Reader(frame).tags

    assert [tag for tag, _ in tags] == ["iframe"]
    assert tags[0][1]["sandbox"] == "allow-scripts allow-popups"
    assert render_page(small_model(title='"Quoted" <title>')) == tags[0][1]["srcdoc"]
