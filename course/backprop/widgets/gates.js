// Gates taken backwards: the picture, a slider for each input and upstream gradient, and the products on the way back.
// Python computes; see gates.py.

import { drawGraph } from "./graph.js";
import { follow, h, mountExperiment } from "./experiment.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-gates" });
      const dials = gateDials(model);
      const products = productBoard(model);
      let drawn = null;
      let graph = null;
      const picture = () => {
        if (drawn === model.get("scene")) return;
        drawn = model.get("scene");
        graph = drawGraph(drawn, () => {});
        graph.element.style.maxWidth = `${Math.round(drawn.width * 1.45)}px`;
        stage.replaceChildren(graph.element);
      };
      return {
        stage,
        below: [h("div", { class: "bp-gate-panels" }, dials.element, products.element)],
        stop: dials.stop,
        rows: (frame) => [["wire", "value", "gradient", "local"], ...model.get("scene").edges.map((edge, i) =>
          [edge.wire, frame.values[i] ?? "not yet", frame.gradients[i] ?? "not yet", frame.locals[i] ?? ""])],
        show(frame) {
          picture();
          graph.show(frame);
          graph.select(frame.node);
          dials.show();
          products.show(frame);
        },
      };
    });
  },
};

/** The sliders of the exhibit in force; they are made anew when another exhibit has others. */
function gateDials(model) {
  const element = h("section", { class: "bp-gate-dials", "aria-label": "inputs and upstream gradient" });
  let made = null;
  let rows = [];
  const show = () => {
    if (made !== model.get("dials")) {
      made = model.get("dials");
      rows = made.map((dial) => gateDial(model, dial));
      element.replaceChildren(...rows.map((row) => row.element));
    }
    rows.forEach((row) => row.show());
  };
  return { element, show, stop: follow(model, ["inputs"], show) };
}

function gateDial(model, dial) {
  const id = `bp-${dial.name}-${Math.random().toString(36).slice(2)}`;
  const slider = h("input", {
    type: "range", id, min: dial.low, max: dial.high, step: dial.step, value: model.get("inputs")[dial.name],
    oninput: () => {
      model.set("inputs", { ...model.get("inputs"), [dial.name]: Number(slider.value) });
      model.save_changes();
    },
  });
  const number = h("output", { for: id });
  const element = h("div", { class: dial.upstream ? "bp-gate-dial bp-upstream" : "bp-gate-dial" },
    h("label", { for: id }, dial.label), slider, number);
  const show = () => {
    const value = model.get("inputs")[dial.name];
    if (value === undefined) return;
    if (Number(slider.value) !== value) slider.value = value;
    number.textContent = String(value).replace("-", "−");
  };
  return { element, show };
}

/** Upstream x local = downstream, one wire a row, as far as the steps have come. */
function productBoard(model) {
  const element = h("section", { class: "bp-gate-products", "aria-label": "what goes back" });
  const show = (frame) => {
    const known = model.get("products").filter((product) => frame.gradients[product.position] != null);
    const head = ["wire", "upstream × local", "", "downstream", "measured"];
    element.replaceChildren(h("table", {},
      h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...known.map(productRow))),
    ...(known.length ? [] : [h("p", {}, "Nothing has gone back yet.")]),
    h("p", {}, "local: what your function returns for an upstream gradient of 1. measured: the input is moved up and down a little."));
  };
  return { element, show };
}

function productRow(product) {
  const sign = { true: "✓", false: "≠" }[product.agrees] ?? "";
  const words = { true: "agrees with your downstream", false: "differs from your downstream" }[product.agrees];
  return h("tr", { "data-agrees": String(product.agrees ?? "") },
    h("th", { scope: "row" }, product.wire), h("td", {}, product.product), h("td", {}, product.holds ? "=" : "≠"),
    h("td", {}, product.downstream), h("td", {}, product.measured, " ", h("i", { "aria-label": words }, sign)));
}
