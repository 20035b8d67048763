// The 2-2-1 network: the graph with every number, and the loss after each step. Python computes; see two_two_one.py.

import { drawGraph } from "./graph.js";
import { h, mountExperiment, s } from "./experiment.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const graph = drawGraph(model.get("scene"), () => {});
      const stage = h("div", { class: "bp-network" }, graph.element);
      const room = h("div", { class: "bp-losses-room" });
      return {
        stage,
        below: [room],
        rows: (frame) => [["wire", "value", "gradient"], ...model.get("scene").edges.map((edge, i) =>
          [edge.wire, frame.values[i] ?? "not yet", frame.gradients[i] ?? "not yet"])],
        show(frame) {
          graph.show(frame);
          room.replaceChildren(...(frame.values.some((value) => value != null) ? [drawLosses(model.get("curve"), frame.taken)] : []));
        },
      };
    });
  },
};

function drawLosses(curve, taken) {
  const known = curve.points.slice(0, taken + 1);
  const latest = known.at(-1);
  const { left, right, top, bottom, width, height } = curve;
  return s("svg", { class: "bp-graph bp-losses", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `loss after ${taken} steps: ${latest.loss}` },
  s("path", { class: "bp-frame", d: `M${left} ${top}V${bottom}H${right}` }),
  s("text", { class: "bp-up", x: left - 8, y: top + 5 }, curve.most),
  s("text", { class: "bp-up", x: left - 8, y: bottom + 4 }, "0"),
  ...curve.points.map((point, k) => s("text", { x: point.x, y: bottom + 17 }, String(k))),
  s("text", { x: (left + right) / 2, y: height - 2 }, "steps taken"),
  s("polyline", { points: known.map(({ x, y }) => `${x},${y}`).join(" ") }),
  ...known.map(({ x, y }, k) => s("circle", { cx: x, cy: y, r: k === taken ? 6 : 3.5 })),
  s("text", { class: "bp-latest", x: latest.x + 10, y: latest.y - 4 }, `loss ${latest.loss}`));
}
