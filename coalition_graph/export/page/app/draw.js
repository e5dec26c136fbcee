// The picture: vis-network pans, zooms, drags and draws the nodes; links, veil and names are drawn here, in
// one stroke a style, so that hundreds of faint links cost little and do not add up to a blot.
let colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  colours = { paper: read("paper"), ink: read("ink"), quiet: read("quiet"), ring: read("ring"), accent: read("accent"),
              kind: kinds.map((kind) => read(`k${kind.slot}`)), role: roles.map((role) => read(`r${role.slot}`)) };
}

function nodeItem(node) {
  const colour = node.look.color || colours.kind[node.kindIndex];
  const open = node.kind.hollow || node.certainty === "presumed" || node.certainty === "possible";
  const dashes = { presumed: [3, 2], possible: [1, 2] }[node.certainty];
  return {
    id: node.index, x: node.px, y: node.py, size: radius(node),
    shape: node.look.shape || node.kind.shape,
    color: { background: open ? colours.paper : colour, border: open ? colour : colours.paper },
    borderWidth: open ? 1.6 : 0.8,
    shapeProperties: { borderDashes: dashes || false },
  };
}

readColours();
measureFrame();
const items = new vis.DataSet(nodes.map(nodeItem));
const shownItems = new vis.DataView(items, { filter: (item) => isNodeShown(nodes[item.id]) });
const network = new vis.Network(container, { nodes: shownItems, edges: [] }, {
  autoResize: true,
  physics: { enabled: false },
  layout: { improvedLayout: false },
  nodes: { chosen: false, font: { size: 0 }, labelHighlightBold: false },
  interaction: { hover: false, selectable: false, tooltipDelay: 1e9, keyboard: false, zoomSpeed: 0.7 },
});

function groupsOf(list) {
  const groups = new Map();
  for (const link of list) {
    const width = (link.look.width || link.role.width) * (1 + Math.min(2, Math.log2(link.count) / 3));
    const colour = link.look.color || colours.role[link.roleIndex];
    const key = `${link.role.emphasis}|${colour}|${width}|${link.certainty}`;
    if (!groups.has(key)) {
      groups.set(key, { path: new Path2D(), colour, width, emphasis: link.role.emphasis,
                        dashes: payload.dashes[link.certainty] || [], count: 0 });
    }
    const c = control(link), group = groups.get(key), { path } = group;
    group.count += 1;
    path.moveTo(link.source.px, link.source.py);
    path.quadraticCurveTo(c.x, c.y, link.target.px, link.target.py);
  }
  const order = { faint: 0, plain: 1, strong: 2 };
  return [...groups.values()].sort((a, b) => order[a.emphasis] - order[b.emphasis]);
}

const INK = { faint: 0.2, plain: 0.5, strong: 0.7 };
let linkGroups = null, litGroups = null;

function strokeGroups(context, groups, scale, lit) {
  context.save();
  for (const group of groups) {
    context.strokeStyle = group.colour;
    const thin = Math.min(1, Math.max(0.45, Math.sqrt(120 / group.count)));  // the more, the fainter
    context.globalAlpha = lit ? Math.max(0.75, INK[group.emphasis]) : group.emphasis === "faint" ? INK.faint : INK[group.emphasis] * thin;
    context.lineWidth = group.width * (lit ? 1.35 : 1) * Math.min(1.8, Math.max(1, Math.sqrt(scale))) / scale;
    context.lineCap = group.dashes[0] === 1 ? "round" : "butt";
    context.setLineDash(group.dashes.map((dash) => dash / scale));
    context.stroke(group.path);
  }
  context.restore();
}

function drawRings(context, scale) {
  context.save();
  context.strokeStyle = colours.ring;
  context.lineWidth = 1 / scale;
  for (const ring of payload.rings) {
    context.beginPath();
    context.ellipse(0, 0, ring / 1000 * frame.across, ring / 1000 * frame.down, 0, 0, Math.PI * 2);
    context.stroke();
  }
  context.restore();
}

function drawYears(context, scale) {
  context.save();
  context.font = `${10 / scale}px ${fontFamily}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4 / scale;
  context.lineJoin = "round";
  context.strokeStyle = colours.paper;
  context.fillStyle = colours.quiet;
  const written = [];
  for (const [text, x, y] of payload.marks) {
    const wide = x / 1000 * frame.across, high = y / 1000 * frame.down;
    const reach = 1 - 13 / scale / Math.hypot(wide, high), spot = [wide * reach, high * reach];
    if (written.some(([a, b]) => Math.abs(a - spot[0]) * scale < 28 && Math.abs(b - spot[1]) * scale < 12)) continue;
    written.push(spot);
    context.strokeText(text, ...spot);
    context.fillText(text, ...spot);
  }
  context.restore();
}

// The chosen node or link, its neighbours and the links between them; null when nothing is chosen.
function neighbourhood() {
  if (state.node) {
    const lit = state.node.links.filter(isLinkShown);
    return { links: lit, nodes: new Set([state.node, ...lit.map((link) => otherEnd(link, state.node))]) };
  }
  if (state.link) return { links: [state.link], nodes: new Set([state.link.source, state.link.target]) };
  return null;
}
let near = null;

function drawVeil(context, scale) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = 0.86;
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
  strokeGroups(context, litGroups, scale, true);
  for (const node of near.nodes) network.body.nodes[node.index]?.draw(context);
  if (state.node) {
    context.save();
    context.strokeStyle = colours.accent;
    context.lineWidth = 2 / scale;
    context.beginPath();
    context.arc(state.node.px, state.node.py, radius(state.node) + 4 / scale, 0, Math.PI * 2);
    context.stroke();
    context.restore();
  }
}

network.on("beforeDrawing", (context) => {
  const scale = network.getScale();
  if (payload.ringed) drawRings(context, scale);
  linkGroups ??= groupsOf(links.filter(isLinkShown));
  strokeGroups(context, linkGroups, scale, false);
  if (payload.ringed) drawYears(context, scale);
});

network.on("afterDrawing", (context) => {
  const scale = network.getScale();
  if (near) {
    litGroups ??= groupsOf(near.links);
    drawVeil(context, scale);
  }
  drawLabels(context, scale);
});

// Something changed: what is shown, where it stands, or how it looks.
function refresh({ looks = false } = {}) {
  linkGroups = litGroups = null;
  near = neighbourhood();
  forgetLabels();
  if (looks) items.update(nodes.map(nodeItem));
  shownItems.refresh();
  network.redraw();
}

function refit() {
  measureFrame();
  refresh({ looks: true });
  cameFrom = null;
  network.moveTo({ position: { x: 0, y: 0 }, scale: 1, animation: false });
}

function zoomBy(factor) {
  const scale = Math.min(14, Math.max(0.3, network.getScale() * factor));
  network.moveTo({ scale, animation: calm() ? false : { duration: 160, easingFunction: "easeOutQuad" } });
}
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Bring what is chosen and its neighbours into sight, without moving more than needed; letting go goes back,
// unless the reader has moved the picture meanwhile.
let cameFrom = null;
function reveal(node) {
  const hidden = cover(), scale = network.getScale(), origin = network.canvasToDOM({ x: 0, y: 0 });
  const wide = container.clientWidth - hidden.right, high = container.clientHeight - hidden.bottom;
  const x = origin.x + node.px * scale, y = origin.y + node.py * scale;
  if (!hidden.bottom && x > 30 && y > 30 && x < wide - 30 && y < high - 30) return;
  cameFrom ??= { position: network.getViewPosition(), scale };
  const all = [...near.nodes], xs = all.map((one) => one.px), ys = all.map((one) => one.py), edge = Math.min(150, wide / 3, high / 3);
  const left = Math.min(...xs), right = Math.max(...xs), top = Math.min(...ys), bottom = Math.max(...ys);
  const fit = Math.min(scale, Math.max(0.3, Math.min((wide - edge) / (right - left || 1), (high - edge) / (bottom - top || 1))));
  move(fit, { x: (left + right + hidden.right / fit) / 2, y: (top + bottom + hidden.bottom / fit) / 2 });
}

function goBack() {
  if (cameFrom) move(cameFrom.scale, cameFrom.position);
  cameFrom = null;
}

function move(scale, position) {
  network.moveTo({ scale, position, animation: calm() ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
}
for (const event of ["dragStart", "zoom"]) network.on(event, () => { cameFrom = null; });

// How much of the picture the details hide: a side panel on small screens, a sheet on phones.
function cover() {
  const panel = byId("details").getBoundingClientRect(), box = container.getBoundingClientRect();
  if (!panel.width || panel.left >= box.right || panel.top >= box.bottom) return { right: 0, bottom: 0 };
  return panel.width > box.width * 0.8
    ? { right: 0, bottom: Math.max(0, box.bottom - panel.top) }
    : { right: Math.max(0, box.right - panel.left), bottom: 0 };
}

network.on("dragEnd", (event) => {
  for (const index of event.nodes) keepPlace(index);
});
function keepPlace(index) {
  const { x, y } = network.getPosition(index), node = nodes[index];
  Object.assign(node, { px: x, py: y });
  base[index] = { x: x / frame.across * 1000, y: y / frame.down * 1000 };
  items.update({ id: index, x, y });
  refresh();
}
network.on("dragging", (event) => {
  for (const index of event.nodes) {
    const { x, y } = network.getPosition(index);
    Object.assign(nodes[index], { px: x, py: y });
    linkGroups = litGroups = null;
    forgetLabels();
  }
});
