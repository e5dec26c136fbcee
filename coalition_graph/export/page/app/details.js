// The details panel: names, dates, relations in both directions as buttons, and the sources of each.
const details = byId("details"), card = byId("card"), intro = byId("intro");

const safeAddress = (address) => /^https?:\/\/[^\s]/i.test(address);

function documentItem(index) {
  const { title, publisher, published, url } = documents[index];
  const about = [publisher, published].filter(Boolean).join(", ");
  const name = safeAddress(url)
    ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer", dir: "auto", text: title })
    : make("span", { dir: "auto", text: title });
  return make("li", {}, name, ...(about ? [make("small", { dir: "auto", text: about })] : []));
}

function sourceCount(number) {
  return `${number} ${number === 1 ? words.sources_one : words.sources}`;
}

// A button that opens the list of documents behind one relation.
function evidence(sources) {
  const items = make("ul", { class: "documents" });
  const button = make("button", { type: "button", class: "evidence", "aria-expanded": "false", text: sourceCount(sources.length) });
  items.hidden = true;
  button.addEventListener("click", () => {
    if (!items.firstChild) items.append(...sources.map(documentItem));
    items.hidden = !items.hidden;
    button.setAttribute("aria-expanded", String(!items.hidden));
  });
  return [button, items];
}

function selectButton(node) {
  const button = make("button", { type: "button", dir: "auto", text: node.label });
  button.addEventListener("click", () => select(node, { focus: true }));
  return button;
}

const apart = (spans) => spans.flatMap((span, place) => (place ? [" · ", span] : [span]));

function relationItem(link, node) {
  const parts = [link.dates, link.note, link.certainty && link.certainty !== "certain" ? words[link.certainty] : ""];
  const shown = parts.filter(Boolean).map((text) => make("span", { dir: "auto", text }));
  const item = make("li", {}, selectButton(otherEnd(link, node)), make("p", {}, ...apart(shown)));
  if (link.sources.length) item.append(...evidence(link.sources));
  return item;
}

function relations(node) {
  const groups = new Map();
  for (const link of [...node.links].sort((a, b) => a.roleIndex - b.roleIndex || a.index - b.index)) {
    const wording = link.source === node ? link.forward : link.inverse;
    const key = `${link.roleIndex} ${wording}`;
    if (!groups.has(key)) groups.set(key, { wording, links: [] });
    groups.get(key).links.push(link);
  }
  let open = 0;
  return [...groups.values()].map(({ wording, links: found }) => {
    found.sort((a, b) => a.first.localeCompare(b.first) || a.index - b.index);
    const list = make("ul");
    const fill = () => { if (!list.firstChild) list.append(...found.map((link) => relationItem(link, node))); };
    const box = make("details", { class: "relations" },
      make("summary", {}, make("span", { dir: "auto", text: wording }), make("span", { class: "count", text: found.length })), list);
    if (found.length <= 8 && open + found.length <= 12) {
      box.open = true;
      open += found.length;
      fill();
    }
    box.addEventListener("toggle", fill);
    return box;
  });
}

function term(list, name, ...texts) {
  const spans = texts.map(([language, text]) =>
    make("span", language ? { dir: "auto", lang: language, text } : { dir: "auto", text }));
  list.append(make("dt", { dir: "auto", text: name }), make("dd", {}, ...apart(spans)));
}

function cardTop(mark, text) {
  const close = make("button", { type: "button", class: "close icon", "aria-label": words.close, title: words.close });
  const svg = makeSvg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
  svg.append(makeSvg("path", { d: "M3.5 3.5l9 9m0-9l-9 9" }));
  close.append(svg);
  close.addEventListener("click", () => select(null));
  return make("div", { class: "card-top" }, ...(mark ? [mark] : []), make("span", { dir: "auto", text }), close);
}

function sourcesSection(sources) {
  return [make("h3", { text: `${words.sources_heading} (${sources.length})` }),
          make("ul", { class: "documents" }, ...sources.map(documentItem))];
}

function nodeCard(node) {
  const list = make("dl");
  if (node.dates) term(list, words.when, ["", node.dates]);
  if (node.certainty) term(list, words.certainty, ["", words[node.certainty]]);
  if (node.names.length) term(list, words.other_names, ...node.names);
  for (const [name, text] of node.details) term(list, name, ["", text]);
  const parts = [cardTop(kindMark(node.kind), node.kind.singular), make("h2", { dir: "auto", text: node.label })];
  if (list.firstChild) parts.push(list);
  if (node.links.length) {
    const count = `${node.links.length} ${node.links.length === 1 ? words.links_one : words.links}`;
    parts.push(make("h3", { text: count }), ...relations(node));
  }
  if (node.sources.length) parts.push(...sourcesSection(node.sources));
  else if (documents.length) parts.push(make("h3", { text: words.sources_heading }), make("p", { class: "quiet", text: words.no_sources }));
  return parts;
}

function linkCard(link) {
  const list = make("dl");
  if (link.dates) term(list, words.when, ["", link.dates]);
  if (link.certainty) term(list, words.certainty, ["", words[link.certainty]]);
  const ends = make("div", { class: "relations" }, selectButton(link.source),
    make("p", { dir: "auto", text: link.forward }), selectButton(link.target));
  const parts = [cardTop(null, words.relation), ends];
  if (link.note) parts.push(make("p", { dir: "auto", text: link.note }));
  if (list.firstChild) parts.push(list);
  return link.sources.length ? parts.concat(sourcesSection(link.sources)) : parts;
}

function showDetails() {
  const chosen = state.node || state.link;
  card.replaceChildren(...(state.node ? nodeCard(state.node) : state.link ? linkCard(state.link) : []));
  card.hidden = !chosen;
  intro.hidden = !!chosen;
  details.classList.toggle("open", !!chosen);
  details.scrollTop = 0;
}
