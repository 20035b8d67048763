// A gradient on its way back through a stack: sizes by layer, the last layer first. Python computes; see vanishing.py.

import { h, mountExperiment } from "./experiment.js";
import { drawLayers, stackControls } from "./layers.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-layers-room" });
      const controls = stackControls(model);
      const shownIn = (frame) => Math.min(frame.shown, model.get("plot").points.length);
      return {
        stage,
        below: [controls.element],
        stop: controls.stop,
        rows: (frame) => [["layer", "size of dW"], ...model.get("plot").points.map(({ layer, size }, i, { length }) =>
          [layer, i >= length - shownIn(frame) ? size : "not yet"])],
        show: (frame) => stage.replaceChildren(...(shownIn(frame) ? [drawLayers(model.get("plot"), shownIn(frame),
          "size of each layer's gradient, logarithmic axis; the same numbers are in the table")] : [])),
      };
    });
  },
};
