// Where things stand on the screen.  Positions in the file lie between -1000 and 1000; they are stretched
// to the window, so that one unit of vis-network's space is one pixel when the page opens.
const BEND = 0.22;
const container = byId("network");
const frame = { width: 800, height: 600, across: 400, down: 300, sizes: 1 };
const base = nodes.map(({ x, y }) => ({ x, y }));

const fontFamily = getComputedStyle(document.body).fontFamily;
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();
function textWidth(text, weight) {  // at a font size of 100
  const key = weight + text;
  if (!widths.has(key)) {
    pen.font = `${weight} 100px ${fontFamily}`;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

const narrow = () => frame.width < 620;
const fontScale = () => (narrow() ? 0.86 : 1);

// Names outside the outer ring may push it in by this many pixels; what is longer runs to the edge of the picture
// and is cut there until the reader comes closer.
const nameRoom = () => (narrow() ? 84 : Math.min(140, Math.max(90, Math.min(frame.width, frame.height) * 0.135)));
function roomToEdge(node, turn) {
  const side = frame.width / 2 - Math.sign(Math.cos(turn)) * node.px;
  const above = frame.height / 2 - Math.sign(Math.sin(turn)) * node.py;
  return Math.min(side / Math.abs(Math.cos(turn) || 1e-9), above / Math.abs(Math.sin(turn) || 1e-9)) - radius(node) - 12;
}
const isOuter = (node) => payload.ringed && node.kind.radial && Math.hypot(node.x, node.y) > 990;

// The largest ring that leaves room for the names around it: whatever sticks out pushes the ring in.
function measureFrame() {
  const width = container.clientWidth || 800, height = container.clientHeight || 600;
  Object.assign(frame, { width, height });
  const edge = payload.ringed ? 14 : 60, limit = payload.ringed && !narrow() ? 1.7 : 2.1;
  let across = width / 2 - edge, down = height / 2 - edge;
  const names = nodes.filter((node) => isOuter(node) && isNodeShown(node)).map((node) =>
    [node, Math.min(nameRoom(), textWidth(node.short, node.kind.weight) * node.kind.font * fontScale() / 100) + 12]);
  for (let round = 0; round < 6 && names.length; round += 1) {
    let outX = -1e9, outY = -1e9;
    for (const [{ x, y }, length] of names) {
      const turn = Math.atan2(y / down, x / across);
      outX = Math.max(outX, Math.abs(x) / 1000 * across + length * Math.abs(Math.cos(turn)) - (width / 2 - edge));
      outY = Math.max(outY, Math.abs(y) / 1000 * down + length * Math.abs(Math.sin(turn)) - (height / 2 - edge));
    }
    across = Math.max(60, across - outX);
    down = Math.max(60, down - outY);
  }
  across = Math.min(across, down * limit);
  down = Math.min(down, across * limit);
  Object.assign(frame, { across, down, sizes: Math.min(1.25, Math.max(0.6, Math.min(across, down) / 290)) });
  nodes.forEach((node, index) => {
    node.px = base[index].x / 1000 * across;
    node.py = base[index].y / 1000 * down;
  });
}

const radius = (node) => (node.look.size || node.size) * frame.sizes;

// Outward direction at a point: the normal of the ellipse that goes through it.
function outward(node) {
  return Math.atan2(node.py / frame.down ** 2, node.px / frame.across ** 2);
}

// Links lean to the centre in rings, and stand apart where several join the same two nodes.
function control(link) {
  const { source: a, target: b, number } = link;
  const lean = payload.ringed ? 1 - BEND : 1;
  let x = (a.px + b.px) / 2 * lean, y = (a.py + b.py) / 2 * lean;
  if (number) {
    const side = Math.ceil(number / 2) * (number % 2 ? 1 : -1) * 14;
    const length = Math.hypot(b.px - a.px, b.py - a.py) || 1;
    x -= (b.py - a.py) / length * side;
    y += (b.px - a.px) / length * side;
  }
  return { x, y };
}

function along(link, t) {
  const { source: a, target: b } = link, c = control(link), u = 1 - t;
  return { x: u * u * a.px + 2 * u * t * c.x + t * t * b.px, y: u * u * a.py + 2 * u * t * c.y + t * t * b.py };
}
