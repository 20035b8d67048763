// A walk back over a graph: the picture with a badge at each node (for how many shares it waits), the graphs to choose
// from, and a board of all nodes. Python computes; see walk.py.

import { drawGraph } from "./graph.js";
import { follow, h, mountExperiment, s } from "./experiment.js";

const BADGE_RADIUS = 10.5;

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-walk" });
      const choice = graphChoice(model);
      const board = nodeBoard();
      let drawn = null;
      let graph = null;
      let badges = null;
      const draw = () => {
        if (drawn === model.get("scene")) return;
        drawn = model.get("scene");
        graph = drawGraph(drawn, () => {});
        graph.element.style.maxWidth = `${Math.round(drawn.width * 1.3)}px`;
        badges = badgesOf(drawn);
        graph.element.append(...badges.elements);
        stage.replaceChildren(graph.element);
      };
      return {
        stage,
        below: [h("div", { class: "bp-walk-panels" }, choice.element, board.element)],
        stop: choice.stop,
        reset: () => model.set("graph", model.get("graphs")[0]),
        rows: (frame) => [["wire", "value", "handed back"], ...model.get("scene").edges.map((edge, i) =>
          [edge.wire, frame.values[i], frame.gradients[i] ?? "nothing yet"])],
        show(frame) {
          draw();
          graph.show(frame);
          graph.select(frame.node);
          badges.show(frame);
          choice.show();
          board.show(frame);
        },
      };
    });
  },
};

/** A small number at the top of each node: shares that are missing, a tick, or how many are too many. */
function badgesOf(scene) {
  const badges = scene.nodes.map((node) => {
    const place = { x: node.x, y: node.y - node.height / 2 - 3 };
    const text = s("text", { class: "bp-badge-text", ...place });
    const element = s("g", { class: "bp-badge", "aria-hidden": "true" },
      s("circle", { cx: place.x, cy: place.y, r: BADGE_RADIUS }), text);
    return { name: node.name, text, element };
  });
  const show = (frame) => badges.forEach(({ name, text, element }) => {
    const said = frame.pending?.[name] ?? "";
    text.textContent = said;
    element.toggleAttribute("hidden", !said);
    element.dataset.state = { "✓": "complete", "+": "excess" }[said[0]] ?? "waits";
  });
  return { elements: badges.map((badge) => badge.element), show };
}

function graphChoice(model) {
  const group = `bp-graphs-${Math.random().toString(36).slice(2)}`;
  const boxes = model.get("graphs").map((name) => h("input", {
    type: "radio", name: group, value: name,
    onchange: () => {
      model.set("graph", name);
      model.save_changes();
    },
  }));
  const element = h("fieldset", { class: "bp-walk-graphs" }, h("legend", {}, "graph"),
    ...boxes.map((box) => h("label", {}, box, ` ${box.value}`)));
  const show = () => boxes.forEach((box) => { box.checked = box.value === model.get("graph"); });
  return { element, show, stop: follow(model, ["graph"], show) };
}

/** All nodes: what they wait for, what they have, and at the end what nudging measures. */
function nodeBoard() {
  const element = h("section", { class: "bp-walk-board", "aria-label": "the nodes" });
  const show = (frame) => {
    const head = ["node", "waits for", "gradient", "measured", "difference"];
    const over = frame.board.some((row) => row[3]);
    element.replaceChildren(h("table", {},
      h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...frame.board.map((row) => boardRow(row, row[0] === frame.node)))),
    h("p", {}, over
      ? "measured: this node alone is moved up and down a little, and the output is computed again."
      : "At the end of the walk, what nudging measures will stand beside each gradient."));
  };
  return { element, show };
}

function boardRow([name, waits, gradient, measured, difference, verdict], atWork) {
  const sign = { right: "✓", wrong: "≠" }[verdict] ?? "";
  const words = { right: "agrees with the measurement", wrong: "differs from the measurement" }[verdict];
  return h("tr", { "data-verdict": verdict, "data-at-work": String(atWork) },
    h("th", { scope: "row" }, name), h("td", {}, waits), h("td", {}, gradient), h("td", {}, measured),
    h("td", {}, difference, " ", h("i", { "aria-label": words }, sign)));
}
