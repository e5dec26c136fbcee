// Names are set like names on a map: at a size for the screen, the important first, none over another.
// A name that finds no room waits until the reader comes closer.
let placed = null, placedFor = 0;
const forgetLabels = () => { placed = null; };
const ranked = [...nodes].sort((a, b) =>
  b.kind.font * b.kind.weight - a.kind.font * a.kind.weight || b.links.length - a.links.length || a.index - b.index);

function lines(node) {
  if (node.lines) return node.lines;
  const most = 17, text = node.short.length > 60 ? node.short.slice(0, 59) + "…" : node.short;
  const found = [];
  for (const word of text.split(" ")) {
    const last = found.length - 1;
    if (last >= 0 && (found[last] + " " + word).length <= most) found[last] += " " + word;
    else found.push(word);
  }
  return (node.lines = found);
}

function fitted(text, weight, font, room) {
  if (textWidth(text, weight) * font / 100 <= room) return text;
  let end = text.length;
  while (end > 3 && textWidth(text.slice(0, end) + "…", weight) * font / 100 > room) end -= 1;
  return text.slice(0, end).trimEnd() + "…";
}

// A box may be turned: centre, half width and height, direction.
function boxOf(x, y, width, height, angle) {
  const cos = Math.cos(angle), sin = Math.sin(angle), w = width / 2, h = height / 2;
  const reachX = Math.abs(cos) * w + Math.abs(sin) * h, reachY = Math.abs(sin) * w + Math.abs(cos) * h;
  return { x, y, w, h, cos, sin, left: x - reachX, right: x + reachX, top: y - reachY, bottom: y + reachY };
}

function meet(a, b) {
  if (a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top) return false;
  if (!a.sin && !b.sin) return true;
  const dx = b.x - a.x, dy = b.y - a.y;
  return [[a.cos, a.sin], [-a.sin, a.cos], [b.cos, b.sin], [-b.sin, b.cos]].every(([ux, uy]) => {
    const reach = (box) => Math.abs(box.cos * ux + box.sin * uy) * box.w + Math.abs(-box.sin * ux + box.cos * uy) * box.h;
    return Math.abs(dx * ux + dy * uy) < reach(a) + reach(b);
  });
}

// Only boxes in the same cells of a grid can meet.
class Shelf {
  constructor() { this.cells = new Map(); }
  *around(box) {
    for (let x = Math.floor(box.left / 80); x <= Math.floor(box.right / 80); x += 1) {
      for (let y = Math.floor(box.top / 80); y <= Math.floor(box.bottom / 80); y += 1) yield x * 100003 + y;
    }
  }
  free(box, owner, overNodes) {
    for (const cell of this.around(box)) {
      for (const other of this.cells.get(cell) || []) {
        const soft = overNodes && other.node && other.owner.kind.weight < 700;
        if (other.owner !== owner && !soft && meet(box, other)) return false;
      }
    }
    return true;
  }
  put(box, owner, node) {
    Object.assign(box, { owner, node });
    for (const cell of this.around(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }
}

function* choices(node, scale) {
  const font = node.kind.font * fontScale() * Math.min(1.3, Math.max(0.9, scale ** 0.2));
  const { weight } = node.kind;
  const x = node.px * scale, y = node.py * scale, size = radius(node) * scale;
  if (payload.ringed && node.kind.radial) {
    const angle = outward(node);
    const text = fitted(node.short, weight, font, scale > 1.15 ? 400 : Math.max(40, roomToEdge(node, angle)));
    const width = textWidth(text, weight) * font / 100, far = size + 4 + width / 2;
    const box = boxOf(x + far * Math.cos(angle), y + far * Math.sin(angle), width, font * 1.08, angle);
    yield { node, box, texts: [text], font, weight, angle: Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle };
    return;
  }
  const texts = lines(node);
  const width = Math.max(...texts.map((text) => textWidth(text, weight))) * font / 100;
  const height = texts.length * font * 1.15;
  const below = [0, size + 2 + height / 2], above = [0, -below[1]];
  const right = [size + 4 + width / 2, 0], left = [-right[0], 0];
  const order = node.py < -Math.abs(node.px) ? [above, right, left, below] : [below, right, left, above];
  for (const [dx, dy] of order) {
    const box = boxOf(x + dx, y + dy, width, height, 0);
    yield { node, box, texts, font, weight, angle: 0 };
  }
}

// Positions are relative to the origin of the picture, so that panning need not set the names anew.
function placeLabels(scale) {
  const shown = ranked.filter((node) => (near ? near.nodes.has(node) : isNodeShown(node)));
  if (state.labels === "no" && !near) return [];
  const shelf = new Shelf(), found = [];
  for (const node of shown) {
    const size = radius(node) * scale * 0.85;
    shelf.put(boxOf(node.px * scale, node.py * scale, 2 * size, 2 * size, 0), node, true);
  }
  if (near && state.node) shown.sort((a, b) => (b === state.node) - (a === state.node));
  for (const node of shown.slice(0, 1500)) {
    const all = [...choices(node, scale)];
    let set = all.find((choice) => shelf.free(choice.box, node, false));
    if (node.kind.weight >= 700) set ??= all.find((choice) => shelf.free(choice.box, node, true));
    if (state.labels === "all" || node === state.node) set ??= all[0];
    if (set) {
      shelf.put(set.box, node, false);
      found.push(set);
    }
  }
  return found;
}

function drawLabel(context, label, plate) {
  context.save();
  context.translate(label.box.x, label.box.y);
  context.rotate(label.angle);
  context.font = `${label.weight} ${label.font}px ${fontFamily}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  if (plate) {
    context.fillStyle = colours.paper;
    context.fillRect(-label.box.w - 4, -label.box.h - 2, 2 * label.box.w + 8, 2 * label.box.h + 4);
  }
  context.lineWidth = 3;
  context.strokeStyle = colours.paper;
  context.fillStyle = colours.ink;
  label.texts.forEach((text, row) => {
    const y = (row - (label.texts.length - 1) / 2) * label.font * 1.15;
    context.strokeText(text, 0, y);
    context.fillText(text, 0, y);
  });
  context.restore();
}

function drawLabels(context, scale) {
  if (!placed || placedFor !== scale) {
    placed = placeLabels(scale);
    placedFor = scale;
  }
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  const ratio = context.getTransform().a / scale;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, origin.x * ratio, origin.y * ratio);
  for (const label of placed) drawLabel(context, label, false);
  const chosen = placed.find((label) => label.node === state.node);
  if (chosen) drawLabel(context, { ...chosen, weight: 700 }, false);
  if (state.hover && isNodeShown(state.hover)) {
    const own = placed.find((label) => label.node === state.hover) || choices(state.hover, scale).next().value;
    drawLabel(context, { ...own, weight: Math.max(600, own.weight) }, true);
  }
  context.restore();
}

// What lies under a point of the screen: a node, the name of one, or a link that stands out.
function pick(x, y, slack) {
  const scale = network.getScale(), origin = network.canvasToDOM({ x: 0, y: 0 });
  let best = null, least = Infinity;
  for (const node of nodes) {
    if (!isNodeShown(node)) continue;
    const away = Math.hypot(origin.x + node.px * scale - x, origin.y + node.py * scale - y) - radius(node) * scale;
    if (away < slack && away < least) [best, least] = [node, away];
  }
  if (best) return { node: best };
  const point = { ...boxOf(x - origin.x, y - origin.y, 1, 1, 0) };
  const label = (placed || []).find((one) => meet(one.box, point));
  return label ? { node: label.node } : { link: pickLink((x - origin.x) / scale, (y - origin.y) / scale, 5 / scale) };
}

function pickLink(x, y, slack) {
  const candidates = near ? near.links : links.filter((link) => link.role.emphasis === "strong" && isLinkShown(link));
  let best = null, least = slack;
  for (const link of candidates) {
    let before = along(link, 0);
    for (let step = 1; step <= 16; step += 1) {
      const after = along(link, step / 16);
      const dx = after.x - before.x, dy = after.y - before.y, square = dx * dx + dy * dy || 1;
      const t = Math.max(0, Math.min(1, ((x - before.x) * dx + (y - before.y) * dy) / square));
      const away = Math.hypot(x - before.x - t * dx, y - before.y - t * dy);
      if (away < least) [best, least] = [link, away];
      before = after;
    }
  }
  return best;
}
