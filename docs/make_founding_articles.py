# ruff: noqa: INP001
"""Make the page on the five founding articles out of the graph.

The statements are the rows of ``tests/expected/founding_articles.csv``, their wording and the
questions that answer them stand in ``founding_articles.toml``; the rest is asked of the graph.

Run ``python docs/make_founding_articles.py`` after a change in the data.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from founding_judgements import Judge, Judged, Word
from founding_wording import Wording, day

import coalition_graph as cg
from coalition_graph import model
from coalition_graph.dates import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ROWS = HERE.parent / "tests" / "expected" / "founding_articles.csv"
WORDING = HERE / "founding_articles.toml"

HEAD = """\
# The five founding articles

This project began with five articles about the Global Coalition Against Daesh, of 2014 to 2021, and
one question: what of all this is true? Here is every statement in them that the graph holds, in our
own words, with the question to ask and the judgement that follows from the other documents.

Nothing on this page is judged by hand. `docs/make_founding_articles.py` asks the graph, so that a
new document in the data can change a judgement here.
"""

MEANING = """\
| judgement | means |
|---|---|
| confirmed | another document says the same, and the graph records no conflict |
| only here | no other document in the graph says it or denies it |
| contradicted | another document says something else about the same time |
| self-contradicted | the article itself says something else |
| outdated since | nothing against it in its day; later documents have another answer |
| not checkable | the graph holds nothing to compare it with; the reason stands beside it |

*The same time* is from a year before to three months after; of a date or a place in an order, any
time. Documents that differ are always named, with a statement that is confirmed too: where no
conflict is recorded, one document that says the same is enough. Sizes and sums are judged for their
own day: that the coalition has grown since makes no number wrong. *Confirmed* is a word about
documents, and several can repeat one mistake.
"""

READING = """\
## How to read and ask

Commands are for a shell. Lines that begin with `for` are Python, after

```python
>>> import coalition_graph as cg
>>> kg = cg.load()
```

The short name at the end of an answer, such as `s0-members`, is the id of the fact:
`coalition-graph answer sources_of --fact s0-members` lists all its documents. *Certain*, *presumed*
and *possible* are told in [How to read a date and a certainty](certainty.md); *today* is the day on
which the data were collected.
"""

NAMED = """\
coalition-graph query 'SELECT ?thing (COUNT(DISTINCT ?document) AS ?documents)
{ ?thing a ?kind ; cg:source document:%s FILTER(?kind IN (cg:Person, cg:Organisation))
  { ?thing cg:source ?document } UNION { ?fact ?relation ?thing ; cg:source ?document }
  UNION { ?thing cg:quantity ?fact . ?fact cg:source ?document }
} GROUP BY ?thing ORDER BY ?thing'"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a table: the name of the fact, the words, and the judgement."""

    name: str
    says: str
    shown: str
    others: str
    word: Word
    why: str = ""

    @property
    def id(self) -> str:
        """The id of the fact."""
        return self.name.partition("/")[2]


class Page:
    """The page, made from one graph."""

    def __init__(self, graph: cg.CoalitionGraph) -> None:
        self.graph = graph
        self.judge = Judge(graph)
        self.wording = Wording(self.judge)
        self.articles = tomllib.loads(WORDING.read_text(encoding="utf-8"))["article"]
        with ROWS.open(encoding="utf-8", newline="") as table:
            self.rows = list(csv.DictReader(table))

    def text(self) -> str:
        """Return the page."""
        sections = [self._article(number, one) for number, one in enumerate(self.articles, 1)]
        return "\n".join([HEAD, *self._counts(), MEANING, READING, *sections])

    # -- judging ----------------------------------------------------------------------------

    def statements(self, article: dict[str, Any], theme: dict[str, Any]) -> list[Statement]:
        """Return the judged statements of a theme."""
        document = self.judge.fact(f"document/{article['document']}")
        return [
            self._statement(name, {"says": asked} if isinstance(asked, str) else asked, document)
            for name, asked in theme["says"].items()
        ]

    def _statement(self, name: str, asked: dict[str, Any], article: model.Fact) -> Statement:
        fact = self.judge.fact(name)
        judged = self.judge.judge(name, article, asked)
        shown = self.wording.shown(fact)
        if spell := asked.get("still") or asked.get("never"):
            shown = f"{shown}; {self._spell(spell, article)}"
        why = self.wording.fill(asked.get("why", ""), fact) if judged.beside else ""
        says = self.wording.fill(asked["says"], fact)
        return Statement(name, says, shown, self._others(judged), judged.word, why)

    def _spell(self, name: str, article: model.Fact) -> str:
        spell = self.judge.fact(name)
        assert isinstance(spell, model.Situation)
        assert isinstance(article, model.Document)
        kind = "a member" if isinstance(spell, model.Membership) else "in office"
        return f"{kind}: {self.wording.then(spell, article)}, today: {self.wording.today(spell)}"

    def _others(self, judged: Judged) -> str:
        parts = {"same": [self.wording.cited(judged.same)]} if judged.same else {}
        for one in judged.beside:
            parts.setdefault(one.relation, []).append(self.wording.beside(one))
        return "; ".join(f"{name}: {', '.join(told)}" for name, told in parts.items()) or "none"

    def names(self, article: dict[str, Any]) -> list[Statement]:
        """Return the people and organisations that an article names and no theme speaks of."""
        document = self.judge.fact(f"document/{article['document']}")
        told = {name for theme in article["theme"] for name in theme["says"]}
        spoken = {row.thing.iri: row.documents for row in self._asked(article["document"])}
        return [
            self._name(row, document, article.get("offices", {}), spoken)
            for row in self.rows
            if row["document"] == document.id
            and row["kind"] in ("person", "organisation")
            and f"{row['kind']}/{row['id']}" not in told
        ]

    def _asked(self, document: str) -> cg.Answer:
        text = (NAMED % document).split("'")[1]
        answer = self.graph.query(text)
        assert isinstance(answer, cg.Answer)
        return answer

    def _name(
        self,
        row: dict[str, str],
        article: model.Fact,
        offices: dict[str, str],
        spoken: dict[str, int],
    ) -> Statement:
        name = f"{row['kind']}/{row['id']}"
        fact = self.judge.fact(name)
        documents = spoken[fact.iri]
        word = Word.CONFIRMED if documents > 1 else Word.ONLY_HERE
        shown = f"{documents} document{'s' if documents > 1 else ''}"
        if row["id"] in offices:
            held = self.judge.fact(offices[row["id"]])
            assert isinstance(held, model.Tenure)
            assert isinstance(article, model.Document)
            assert article.published is not None
            shown = f"{held.post.label}: {self.wording.then(held, article)}; {shown}"
            if held.bounds.on(article.published) == Certainty.NO:
                word = Word.CONTRADICTED
        return Statement(name, fact.ref.label, shown, row["what"], word)

    # -- writing ----------------------------------------------------------------------------

    def _counts(self) -> Iterator[str]:
        words = tuple(Word)
        yield f"## The count\n\n| article | statements | {' | '.join(words)} |"
        yield f"|---|{'---:|' * (len(words) + 1)}"
        total: Counter[Word] = Counter()
        for number, article in enumerate(self.articles, 1):
            counts = Counter(one.word for one in self._told(article))
            counts[Word.NOT_CHECKABLE] += len(article["unchecked"])
            total += counts
            heading = f"{number} {article['heading']}"
            yield _counted(f"[{heading}](#{_anchor(heading)})", counts)
        yield _counted("all five", total) + "\n"
        named = Counter(one.word for article in self.articles for one in self.names(article))
        yield (
            f"Besides, the articles name people and organisations {named.total()} times: "
            f"{named[Word.CONFIRMED]} times other documents in the graph speak of them too, "
            f"{named[Word.ONLY_HERE]} times none does.\n"
        )

    def _told(self, article: dict[str, Any]) -> Iterator[Statement]:
        for theme in article["theme"]:
            yield from self.statements(article, theme)

    def _article(self, number: int, article: dict[str, Any]) -> str:
        document = self.judge.fact(f"document/{article['document']}")
        assert isinstance(document, model.Document)
        title = f"*{document.title}*"
        author = f"{document.author}, " if document.author else ""
        place = f"<{document.url}>" if document.url else "no address is known"
        whose = f"{title}, {author}{document.publisher}, {day(document.published)}; {place}"
        parts = [
            f"## {number} {article['heading']}\n",
            f"{whose} (`{document.id}`).\n",
            article["about"].strip() + "\n",
        ]
        for theme in article["theme"]:
            parts += [f"### {theme['title']}\n", *self._asks(theme["ask"])]
            parts += _table(self.statements(article, theme))
        parts += self._names(article, document)
        parts.append("### Not checkable\n\n| the article says | why the graph cannot judge it |")
        parts.append("|---|---|")
        parts += [f"| {says} | {reason} |" for says, reason in article["unchecked"]]
        return "\n".join(parts) + "\n"

    def _asks(self, commands: list[str]) -> Iterator[str]:
        yield "Ask:\n"
        yield from (f"- `{one.replace('{today}', str(self.judge.today))}`" for one in commands)
        yield ""

    def _names(self, article: dict[str, Any], document: model.Document) -> Iterator[str]:
        yield "### Who and what is named\n"
        yield "How many documents speak of them, this one counted in:\n"
        yield f"```console\n$ {NAMED % document.id}\n```\n"
        if article.get("offices"):
            assert document.published is not None
            when = document.published.text.rstrip("~")
            yield "Their offices on that day:\n"
            yield f"- `coalition-graph answer tenures --as-of {when}`\n"
        yield "| name | in the article | the graph today | judgement |\n|---|---|---|---|"
        for one in self.names(article):
            yield f"| {one.says} | {one.others} | {one.shown} `{one.id}` | {one.word} |"
        yield ""


def _counted(label: str, counts: Counter[Word]) -> str:
    numbers = " | ".join(str(counts[word]) for word in Word)
    return f"| {label} | {counts.total()} | {numbers} |"


def _anchor(heading: str) -> str:
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def _table(statements: list[Statement]) -> Iterator[str]:
    yield "| the article says | the graph today | other documents | judgement |\n|---|---|---|---|"
    for one in statements:
        yield f"| {one.says} | {one.shown} `{one.id}` | {one.others} | {_marked(one.word)} |"
    yield ""
    whys = [one for one in statements if one.why]
    yield from (f"- `{one.id}`: {one.why}" for one in whys)
    if whys:
        yield ""


def _marked(word: Word) -> str:
    return word if word in (Word.CONFIRMED, Word.ONLY_HERE) else f"**{word}**"


def page() -> str:
    """Return the page as text."""
    return Page(cg.load()).text()


if __name__ == "__main__":
    (HERE / "founding_articles.md").write_text(page(), encoding="utf-8")
