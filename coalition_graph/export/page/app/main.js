// What happens when: choosing, filtering, the address, keys, dark pages, print.
const tableRows = [...document.querySelectorAll("#table tbody tr")];
const kindBoxes = [...document.querySelectorAll("[data-kind]")], roleBoxes = [...document.querySelectorAll("[data-role]")];

function select(what, { focus = false } = {}) {
  state.node = what && what.links ? what : null;
  state.link = what && what.role ? what : null;
  reach();
  showDetails();
  update();
  if (state.node) reveal(state.node);
  else if (!state.link) goBack();
  if (focus) details.focus({ preventScroll: true });
}

let numbers = new Intl.NumberFormat("en");
try {
  numbers = new Intl.NumberFormat(document.documentElement.lang);
} catch { /* no language of that name */ }
const number = (value) => numbers.format(value);

function update() {
  refresh();
  const things = nodes.filter(isNodeShown).length, joined = links.filter(isLinkShown).length;
  byId("status").textContent =
    `${number(things)} ${words.of} ${number(nodes.length)} ${words.nodes}, ${number(joined)} ${words.of} ${number(links.length)} ${words.links} ${words.shown}`;
  tableRows.forEach((row, index) => { row.hidden = !isNodeShown(nodes[index]); });
  for (const input of kindBoxes) input.checked = state.kinds.has(+input.dataset.kind);
  for (const input of roleBoxes) input.checked = state.roles.has(+input.dataset.role);
  writeAddress();
}

// The address holds what differs from the page as it opens; unknown values are passed over.
function writeAddress() {
  const found = new URLSearchParams();
  if (state.node) found.set("node", state.node.id);
  kinds.forEach((kind, index) => { if (kind.shown !== state.kinds.has(index)) found.append("kind", kind.id); });
  roles.forEach((role, index) => { if (role.shown !== state.roles.has(index)) found.append("role", role.id); });
  const hash = found.size ? `#${found}` : "";
  if (hash === location.hash) return;
  try {
    history.replaceState(null, "", hash || location.pathname + location.search);
  } catch { /* a sandboxed frame may refuse; the page works without */ }
}

function readAddress() {
  const found = new URLSearchParams(location.hash.slice(1));
  const turn = (set, all, names) => all.forEach((one, index) => {
    set[one.shown !== names.includes(one.id) ? "add" : "delete"](index);
  });
  turn(state.kinds, kinds, found.getAll("kind"));
  turn(state.roles, roles, found.getAll("role"));
  select(nodeById.get(found.get("node")) || null);
}

function toggle(set, value, on) {
  set[on ? "add" : "delete"](value);
  if (set === state.kinds) state.quiet.delete(value);
  reach();
  update();
}
for (const input of kindBoxes) input.addEventListener("change", () => toggle(state.kinds, +input.dataset.kind, input.checked));
for (const input of roleBoxes) input.addEventListener("change", () => toggle(state.roles, +input.dataset.role, input.checked));
for (const input of document.querySelectorAll("[name=labels]")) {
  input.addEventListener("change", () => { state.labels = input.value; refresh(); });
}
for (const button of document.querySelectorAll("[data-select]")) {
  button.addEventListener("click", () => select(nodeById.get(button.dataset.select) || null, { focus: true }));
}
tableRows.forEach((row, index) => row.addEventListener("click", () => {
  select(nodes[index]);
  byId("picture").scrollIntoView({ block: "nearest" });
}));

// Pointer: a tap chooses, hovering shows the name.
network.on("click", ({ pointer, event }) => {
  const touch = event.pointerType === "touch" || event.srcEvent?.pointerType === "touch";
  const { node, link } = pick(pointer.DOM.x, pointer.DOM.y, touch ? 14 : 5);
  select(node || link || null);
});
let waiting = 0;
container.addEventListener("pointermove", (event) => {
  if (event.pointerType === "touch" || event.buttons || waiting) return;
  waiting = requestAnimationFrame(() => {
    waiting = 0;
    const area = container.getBoundingClientRect();
    const { node, link } = pick(event.clientX - area.left, event.clientY - area.top, 4);
    container.classList.toggle("hit", !!(node || link));
    if (state.hover !== (node || null)) {
      state.hover = node || null;
      network.redraw();
    }
  });
});
container.addEventListener("pointerleave", () => { state.hover = null; network.redraw(); });

// Keys: arrows move the picture, + and - zoom, / searches, Escape lets go.
container.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
  if (step) {
    event.preventDefault();
    const { x, y } = network.getViewPosition(), scale = network.getScale();
    network.moveTo({ position: { x: x + step[0] / scale, y: y + step[1] / scale } });
  } else if (event.key === "+" || event.key === "=") zoomBy(1.3);
  else if (event.key === "-") zoomBy(1 / 1.3);
  else if (event.key === "0") refit();
});
addEventListener("keydown", (event) => {
  if (event.target.matches("input[type=text]")) return;
  if (event.key === "/") {
    event.preventDefault();
    box.focus();
  }
  if (event.key === "Escape") select(null);
});

byId("closer").addEventListener("click", () => zoomBy(1.4));
byId("farther").addEventListener("click", () => zoomBy(1 / 1.4));
byId("fit").addEventListener("click", refit);
document.querySelector("figcaption a").addEventListener("click", (event) => {
  event.preventDefault();
  byId("table").scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
});
byId("open-legend").addEventListener("click", () => openLegend(!byId("legend").classList.contains("open")));
document.querySelector("[data-close=legend]").addEventListener("click", () => openLegend(false));
function openLegend(open) {
  byId("legend").classList.toggle("open", open);
  byId("open-legend").setAttribute("aria-expanded", String(open));
}

const root = document.documentElement, darkButton = byId("dark");
function setDark(dark) {
  root.classList.toggle("dark", dark);
  root.classList.toggle("light", !dark);
  darkButton.setAttribute("aria-pressed", String(dark));
}
darkButton.addEventListener("click", () => {
  setDark(!root.classList.contains("dark"));
  readColours();
  refresh({ looks: true });
});

let resizing = 0, size = `${container.clientWidth} ${container.clientHeight}`;
new ResizeObserver(() => {
  const now = `${container.clientWidth} ${container.clientHeight}`;
  if (now === size || !container.clientWidth) return;  // hidden while printing
  size = now;
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(refit);
}).observe(container);

// Paper gets what the screen shows, as sharp lines.
function drawStill() {
  const still = byId("still"), side = 30;
  const labels = placeLabels(1), shown = nodes.filter(isNodeShown), parts = [];
  const { width: wide, height: high } = frame;
  const across = Math.min(wide / 2, frame.across + nameRoom()) + side, down = Math.min(high / 2, frame.down + nameRoom());
  still.setAttribute("viewBox", `${-across} ${-down} ${2 * across} ${2 * down}`);
  for (const ring of payload.rings) parts.push(makeSvg("ellipse", { class: "ring", rx: ring / 1000 * frame.across, ry: ring / 1000 * frame.down }));
  const order = { faint: 0, plain: 1, strong: 2 };
  const lit = near ? near.links : links.filter(isLinkShown);
  for (const link of [...lit].sort((a, b) => order[a.role.emphasis] - order[b.role.emphasis])) {
    const c = control(link), { source: a, target: b } = link;
    const path = makeSvg("path", { class: `r${link.role.slot} ${near ? "strong" : link.role.emphasis}`, d: `M${a.px} ${a.py}Q${c.x} ${c.y} ${b.px} ${b.py}` });
    const dashes = payload.dashes[link.certainty] || [];
    if (dashes.length) path.setAttribute("stroke-dasharray", dashes.join(" "));
    parts.push(path);
  }
  for (const node of shown) {
    const open = node.kind.hollow || node.certainty === "presumed" || node.certainty === "possible";
    const spot = makeSvg("g", { transform: `translate(${node.px} ${node.py}) scale(${radius(node)})`, class: open ? "hollow" : "" });
    if (near && !near.nodes.has(node)) spot.setAttribute("opacity", "0.15");
    spot.append(makeSvg("path", { class: `k${node.kind.slot}`, d: payload.shapes[node.look.shape || node.kind.shape] }));
    parts.push(spot);
  }
  for (const label of labels) {
    label.texts.forEach((text, row) => {
      const y = (row - (label.texts.length - 1) / 2) * label.font * 1.15;
      const name = makeSvg("text", { "font-size": label.font, "font-weight": label.weight, "text-anchor": "middle", "dominant-baseline": "central",
        transform: `translate(${label.box.x} ${label.box.y}) rotate(${label.angle * 180 / Math.PI})`, y });
      name.textContent = text;
      parts.push(name);
    });
  }
  still.replaceChildren(...parts);
}
addEventListener("beforeprint", drawStill);

setDark(matchMedia("(prefers-color-scheme: dark)").matches);
network.moveTo({ position: { x: 0, y: 0 }, scale: 1, animation: false });
readAddress();
addEventListener("hashchange", () => { if (!location.hash || location.hash.includes("=")) readAddress(); });

// For tests and for the curious; nothing else hangs on it.
window.coalitionPage = Object.freeze({
  state, nodes, links, network, refit, select: (id) => select(nodeById.get(id) || null),
  shown: () => nodes.filter(isNodeShown).map((node) => node.id),
  shownLinks: () => links.filter(isLinkShown).length,
  labels: () => (placed || []).map(({ node, texts, box: { x, y, w, h, cos, sin } }) => ({ id: node.id, text: texts.join(" "), x, y, w, h, cos, sin })),
  place: (id) => {
    const node = nodeById.get(id);
    return network.canvasToDOM({ x: node.px, y: node.py });
  },
});
network.once("afterDrawing", () => { root.dataset.ready = String(Math.round(performance.now())); });
