// Error against step: two curves that grow by a point a step. Python computes and places; see stepsize_plot.py.

import { h, mountExperiment, s } from "./experiment.js";
import { drawAxes, drawDots } from "./plot.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-plot-room" });
      return {
        stage,
        below: [],
        rows: (frame) => {
          const [one, two] = model.get("plot").curves;
          const steps = one ? one.points.slice(0, frame.shown) : [];
          return [["h", "float64", "float32"], ...steps.map((point, i) => [point.h, point.error, two.points[i].error])];
        },
        show: (frame) => stage.replaceChildren(...(frame.shown ? [drawPlot(model.get("plot"), frame.shown)] : [])),
      };
    });
  },
};

function drawPlot(plot, shown) {
  return s("svg", { class: "bp-graph bp-plot bp-live", viewBox: `0 0 ${plot.width} ${plot.height}`, role: "img",
    "aria-label": "relative error against the step h, logarithmic axes; the same numbers are in the table" },
  drawAxes(plot, "step h", "relative error"), ...plot.curves.map((curve) => drawCurve(curve, shown)));
}

function drawCurve({ name, points, label }, shown) {
  const known = points.slice(0, shown);
  const latest = known[shown - 1];
  return drawDots(name, known, s("text", { x: latest.x - 10, y: latest.y + label }, name));
}
