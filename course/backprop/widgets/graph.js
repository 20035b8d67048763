// A live drawing of a graph: the scene comes from Python (draw.py, `scene`), so it is the picture of the static SVG.
// Nodes can be clicked or walked with the arrow keys; a frame brings the numbers known so far.

import { s } from "./experiment.js";

/**
 * @param {Object} scene  width, height, nodes and edges with their paths
 * @param {(name: string) => void} onSelect  a node was chosen
 * @returns {{element: SVGElement, show: (frame: Object) => void, select: (name: string) => void}}
 */
export function drawGraph(scene, onSelect) {
  const wires = scene.edges.map(drawWire);
  const nodes = new Map(scene.nodes.map((node) => [node.name, drawNode(node)]));
  const element = s("svg", {
    class: "bp-graph bp-live", role: "group", "aria-label": "the graph: arrow keys go from node to node",
    viewBox: `0 0 ${scene.width} ${scene.height}`, width: scene.width, height: scene.height,
    onclick: (event) => choose(event.target.closest(".bp-node")?.dataset.name),
    onkeydown: (event) => walk(event),
  }, ...wires.map((wire) => wire.element), ...nodes.values());

  const choose = (name) => {
    if (!name) return;
    select(name);
    onSelect(name);
  };
  const select = (name) => {
    for (const [other, node] of nodes) {
      node.classList.toggle("bp-selected", other === name);
      node.setAttribute("aria-pressed", other === name);
      node.setAttribute("tabindex", other === name ? "0" : "-1");
    }
    if (!nodes.has(name)) nodes.values().next().value?.setAttribute("tabindex", "0");
  };
  const walk = (event) => {
    const names = [...nodes.keys()];
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Enter: 0, " ": 0 }[event.key];
    const at = names.indexOf(event.target.dataset?.name);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    const name = names[Math.max(0, Math.min(at + by, names.length - 1))];
    nodes.get(name).focus();
    choose(name);
  };
  const show = (frame) => {
    wires.forEach((wire, i) => wire.show(frame, i));
    for (const [name, node] of nodes) {
      node.setAttribute("aria-label", inWords(scene, name, frame));
      node.dataset.tone = name === frame.node ? frame.tone : "";
    }
  };
  select("");
  return { element, show, select };
}

function drawWire(edge) {
  const value = s("text", { class: "bp-value", x: edge.x, y: edge.y - 7 });
  const gradient = s("text", { class: "bp-gradient", x: edge.x, y: edge.y + 18 });
  const local = s("text", { class: "bp-local", x: edge.x, y: edge.y + 35 });
  const pulse = s("path", { class: "bp-pulse", d: edge.path, pathLength: 100 });
  const element = s("g", { class: "bp-wire" },
    s("title", {}, edge.wire), s("path", { d: edge.path }), pulse, s("path", { class: "bp-head", d: edge.head }),
    value, gradient, local);
  const show = (frame, i) => {
    value.textContent = frame.values[i] ?? "";
    gradient.textContent = frame.gradients[i] == null ? "" : `← ${frame.gradients[i]}`;
    local.textContent = frame.locals[i] == null ? "" : `local ${frame.locals[i]}`;
    element.dataset.fresh = frame.fresh.includes(i) ? (frame.gradients[i] == null ? "forward" : "backward") : "";
  };
  return { element, show };
}

function drawNode(node) {
  const lean = { input: 3, output: 2 }[node.kind] ?? 0; // the flat part of a shape is a little to the left
  return s("g", {
    class: `bp-node bp-${node.kind}`, role: "button", "data-name": node.name,
  },
  s("path", { d: node.path }),
  s("text", { x: node.x - lean, y: node.y, class: node.label.length === 1 ? "bp-sign" : "" }, node.label));
}

/** A node as a screen reader says it: what it is, and the numbers known on the wire that leaves it. */
function inWords(scene, name, frame) {
  const node = scene.nodes.find((each) => each.name === name);
  const wire = scene.edges.findIndex((edge) => edge.source === name);
  const words = [node.kind === "gate" ? `${node.label}, makes ${name}` : `${name}, ${node.kind}`];
  if (frame.values[wire] != null) words.push(`value ${frame.values[wire]}`);
  if (frame.gradients[wire] != null) words.push(`gradient ${frame.gradients[wire]}`);
  return words.join(", ");
}
