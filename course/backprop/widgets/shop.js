// The shop: the graph, a panel about the chosen node, and five sliders with a nudge each. Python computes; see shop.py.

import { drawGraph } from "./graph.js";
import { follow, h, mountExperiment } from "./experiment.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model, announce }) => {
      const panel = nodePanel(model);
      const graph = drawGraph(model.get("scene"), panel.choose);
      const dials = dialBoard(model, announce);
      let shown = null;
      return {
        stage: graph.element,
        below: [panel.element, dials.element],
        stop: dials.stop,
        reset: () => model.set("nudged", []),
        rows: (frame) => [["wire", "value", "gradient"], ...model.get("scene").edges.map((edge, i) =>
          [edge.wire, frame.values[i] ?? "not yet", frame.gradients[i] ?? "not yet"])],
        show(frame, step) {
          graph.show(frame);
          if (step !== shown) {
            graph.select(frame.node);
            panel.choose(frame.node || "apple");
          }
          shown = step;
          panel.show(frame);
          dials.show(frame);
        },
      };
    });
  },
};

/** What the chosen node was given and gave: forward, then upstream x local = downstream for each of its wires. */
function nodePanel(model) {
  let name = "";
  let frame = null;
  const element = h("section", { class: "bp-panel", "aria-label": "the chosen node" });
  const column = (wire) => model.get("scene").edges.findIndex((edge) => edge.source === wire);
  const known = (numbers, wire) => numbers[column(wire)] != null;

  const draw = () => {
    const detail = model.get("details")[name];
    if (!detail || !frame) return;
    const forward = known(frame.values, detail.wire) ? detail.forward : "";
    const products = detail.backward.filter((product) => known(frame.gradients, product.wire));
    const isGate = detail.inputs > 0;
    const reached = isGate ? products.length > 0 : known(frame.gradients, detail.wire);
    element.replaceChildren(
      h("div", {},
        h("h4", {}, detail.title),
        fact("forward", forward || "not yet"),
        ...(reached ? [] : [fact("backward", "not yet")])),
      h("div", {},
        ...(products.length ? [productTable(products)] : []),
        ...disagreement(products.filter((product) => !product.holds)),
        ...(reached ? [h("p", { class: "bp-small" }, detail.note)] : [])));
  };
  return {
    element,
    choose(chosen) { name = chosen; draw(); },
    show(next) { frame = next; draw(); },
  };
}

function fact(label, text) {
  return h("p", { class: "bp-fact" }, h("span", {}, label), text);
}

function productTable(products) {
  const head = ["for", "upstream", "", "local", "", "downstream"];
  return h("table", { class: "bp-products" },
    h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...products.map((product) => h("tr", {},
      h("th", { scope: "row" }, product.wire), h("td", {}, product.upstream), h("td", {}, "×"),
      h("td", {}, product.local), h("td", {}, product.holds ? "=" : "≠"), h("td", {}, product.downstream)))));
}

function disagreement(products) {
  const asked = products.map((product) => `${product.product} for ${product.wire}`).join(", ");
  return products.length ? [h("p", { class: "bp-differs" }, `≠  upstream × local would be ${asked}`)] : [];
}

/** The five sliders, what a nudge measures, and what the backward pass says. */
function dialBoard(model, announce) {
  const rows = model.get("dials").map((dial) => dialRow(model, dial));
  const sentence = h("p", { class: "bp-sentence" });
  const head = h("div", { class: "bp-row bp-row-head", "aria-hidden": "true" },
    ...["input", "", "", "", "measured", "backward"].map((text) => h("span", {}, text)));
  const element = h("section", { class: "bp-dials", "aria-label": "inputs" }, head, ...rows.map((row) => row.element), sentence);
  let frame = null;

  const show = () => rows.forEach((row) => row.show(frame));
  const tell = () => {
    const latest = model.get("measured")[model.get("nudged").at(-1)];
    sentence.textContent = latest ? latest.sentence : "A nudge raises one input a little and measures what the price does.";
    if (latest) announce(latest.sentence);
    if (frame) show();
  };
  const stops = [follow(model, ["inputs"], () => frame && show()), follow(model, ["measured"], tell)];
  tell();
  return { element, show(next) { frame = next; show(); }, stop: () => stops.forEach((stop) => stop()) };
}

function dialRow(model, dial) {
  const id = `bp-${dial.name}-${Math.random().toString(36).slice(2)}`;
  const column = model.get("scene").edges.findIndex((edge) => edge.source === dial.name);
  const slider = h("input", {
    type: "range", id, min: dial.low, max: dial.high, step: dial.step, value: model.get("inputs")[dial.name],
    oninput: () => {
      model.set("inputs", { ...model.get("inputs"), [dial.name]: Number(slider.value) });
      model.save_changes();
      echo();
    },
  });
  const number = h("output", { for: id });
  const measured = h("span", { class: "bp-cell" });
  const gradient = h("span", { class: "bp-cell bp-of-gradient" });
  const nudge = h("button", {
    type: "button", class: "bp-button bp-nudge", "aria-label": `nudge the ${dial.label}: ${dial.nudge_label}`,
    onclick: () => {
      model.set("nudged", [...model.get("nudged").filter((name) => name !== dial.name), dial.name]);
      model.save_changes();
    },
  }, `nudge ${dial.nudge_label}`);
  const echo = () => {
    const value = model.get("inputs")[dial.name];
    if (Number(slider.value) !== value) slider.value = value;
    number.replaceChildren(h("b", {}, String(value)), ` ${dial.unit}`);
    slider.setAttribute("aria-valuetext", `${value} ${dial.unit}`);
  };
  const element = h("div", { class: "bp-row" },
    h("label", { for: id }, dial.label, h("code", {}, dial.name)), slider, number, nudge, measured, gradient);
  const show = (frame) => {
    echo();
    const told = model.get("measured")[dial.name];
    const claimed = frame.gradients[column];
    const agrees = told && claimed != null ? told.agrees : null;
    measured.replaceChildren(...labelled("measured", told ? told.rate : "–"));
    const sign = { true: " ✓", false: " ≠" }[agrees] ?? "";
    gradient.replaceChildren(...labelled("backward", claimed ?? "–"), h("i", { "aria-label": agreement(agrees) }, sign));
    element.dataset.agrees = agrees ?? "";
  };
  return { element, show };
}

/** On a narrow page the column heads are gone, so each number carries its own. */
function labelled(label, number) {
  return [h("small", {}, label), h("b", {}, number)];
}

function agreement(agrees) {
  return { true: "agrees with the measurement", false: "differs from the measurement" }[agrees] ?? "";
}
