// The payload, unpacked.  Rows refer to each other by number; see payload.py.
document.documentElement.classList.add("scripts");
const payload = JSON.parse(document.getElementById("data").textContent);
const words = payload.texts;
const byId = (id) => document.getElementById(id);

const kinds = payload.kinds.map(
  ([id, label, singular, shown, shape, slot, font, weight, hollow, radial]) =>
    ({ id, label, singular, shown: !!shown, shape, slot, font, weight, hollow: !!hollow, radial: !!radial }));
const roles = payload.roles.map(
  ([id, label, forward, inverse, shown, slot, emphasis, width]) =>
    ({ id, label, forward, inverse, shown: !!shown, slot, emphasis, width }));
const documents = payload.documents.map(
  ([id, title, publisher = "", published = "", url = ""]) => ({ id, title, publisher, published, url }));
const nodes = payload.nodes.map(
  ([id, kind = 0, x = 0, y = 0, size = 5, label = "", short = "", dates = "", first = "", last = "",
    certainty = "", sources = [], names = [], details = [], look = {}], index) =>
    ({ index, id, kind: kinds[kind], kindIndex: kind, x, y, size, label, short: short || label, dates,
       first, last, certainty, sources, names, details, look, links: [] }));
const links = payload.links.map(
  ([source = 0, target = 0, role = 0, number = 0, dates = "", first = "", last = "", sources = [],
    forward = "", inverse = "", note = "", certainty = "", count = 1, look = {}], index) =>
    ({ index, source: nodes[source], target: nodes[target], role: roles[role], roleIndex: role, number,
       dates, first, last, sources, forward: forward || roles[role].forward,
       inverse: inverse || roles[role].inverse, note, certainty, count: count || 1, look }));
for (const link of links) {
  link.source.links.push(link);
  if (link.target !== link.source) link.target.links.push(link);
}
const nodeById = new Map(nodes.map((node) => [node.id, node]));
const otherEnd = (link, node) => (link.source === node ? link.target : link.source);

// What the reader chose.  Every change goes through main.js, which redraws and writes the address.
const state = {
  kinds: new Set(kinds.keys()), roles: new Set(roles.keys()),
  node: null, link: null, hover: null, labels: "fitting",
  quiet: new Set(), reached: new Set(),
};
kinds.forEach((kind, index) => {
  if (kind.shown) return;
  state.kinds.delete(index);
  state.quiet.add(index);
});
roles.forEach((role, index) => { if (!role.shown) state.roles.delete(index); });

// What is chosen is drawn even if its kind is switched off; so is what it is strongly linked to, if the kind is
// only off because the page opened so: who led a meeting stands beside the meeting.
const isNodeShown = (node) => state.kinds.has(node.kindIndex) || state.reached.has(node);
function reach() {
  state.reached = new Set(state.node ? [state.node] : state.link ? [state.link.source, state.link.target] : []);
  for (const link of state.node ? state.node.links : []) {
    const other = otherEnd(link, state.node);
    if (link.role.emphasis === "strong" && state.quiet.has(other.kindIndex)) state.reached.add(other);
  }
}
const isLinkShown = (link) => (state.roles.has(link.roleIndex) || link === state.link) &&
  isNodeShown(link.source) && isNodeShown(link.target);

// Elements are built, never parsed: texts go in as text.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function makeSvg(tag, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function kindMark(kind) {
  const svg = makeSvg("svg", { class: kind.hollow ? "mark hollow" : "mark", viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" });
  svg.append(makeSvg("path", { class: `k${kind.slot}`, d: payload.shapes[kind.shape] }));
  return svg;
}
