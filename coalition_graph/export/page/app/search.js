// Search with suggestions, over names, other names and ids; accents and case do not matter.
const box = byId("find"), list = byId("found");
const PLAIN = { ı: "i", ø: "o", ł: "l", đ: "d", ð: "d", æ: "ae", œ: "oe", ß: "ss", þ: "th", "’": "'", "‘": "'" };
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, "").toLowerCase()
  .replace(/[ıøłđðæœßþ’‘]/g, (letter) => PLAIN[letter]).replace(/[\s-]+/g, " ").trim();
const names = nodes.map((node) =>
  [node.label, node.short, ...node.names.map((name) => name[1]), node.id].map((text) => [fold(text), text]));
let current = -1;

// A lower number is a better match: the whole name, its beginning, a word's beginning, anywhere.
function match(found, query) {
  let best = null;
  found.forEach(([folded, text], place) => {
    const at = folded.indexOf(query);
    if (at < 0) return;
    const quality = (folded === query ? 0 : at === 0 ? 1 : folded[at - 1] === " " ? 2 : 3) + (place > 1 ? 0.5 : 0);
    if (!best || quality < best.quality) best = { quality, text, place };
  });
  return best;
}

function suggestions(text) {
  const query = fold(text);
  if (!query) return [];
  return nodes.map((node, index) => ({ node, hit: match(names[index], query) })).filter(({ hit }) => hit)
    .sort((a, b) => a.hit.quality - b.hit.quality || b.node.links.length - a.node.links.length || a.node.index - b.node.index)
    .slice(0, 10);
}

function suggestionItem({ node, hit }, index) {
  const also = hit.place > 1 && hit.place < names[node.index].length - 1 && hit.text !== node.label ? ` · ${hit.text}` : "";
  const when = node.dates ? ` · ${node.dates}` : "";
  const what = make("span", { class: "what" }, make("span", { dir: "auto", text: node.label }),
    make("small", { dir: "auto", text: node.kind.singular + (also || when) }));
  const item = make("li", { role: "option", id: `found-${index}`, "aria-selected": "false" }, kindMark(node.kind), what);
  item.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    choose(node);
  });
  item.node = node;
  return item;
}

function closeList() {
  list.hidden = true;
  current = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function openList() {
  const found = suggestions(box.value);
  if (!fold(box.value)) return closeList();
  list.replaceChildren(...(found.length ? found.map(suggestionItem) : [make("li", { class: "quiet", text: words.none_found })]));
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  mark(found.length ? 0 : -1);
}

function mark(index) {
  current = index;
  [...list.children].forEach((item, place) => { if (item.node) item.setAttribute("aria-selected", String(place === index)); });
  if (index < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", list.children[index].id);
  list.children[index].scrollIntoView({ block: "nearest" });
}

function choose(node) {
  closeList();
  box.value = node.label;
  select(node, { focus: false });
}

box.addEventListener("input", openList);
box.addEventListener("focus", () => { box.select(); });
box.addEventListener("blur", closeList);
box.addEventListener("keydown", (event) => {
  const count = list.hidden ? 0 : list.querySelectorAll("[role=option]").length;
  if (event.key === "Escape") {
    if (list.hidden) box.value = "";
    closeList();
  } else if (event.key === "Enter" && count) choose(list.children[Math.max(0, current)].node);
  else if (event.key === "ArrowDown" && !count) openList();
  else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
    event.preventDefault();
    mark((current + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
  }
});
