// A Jacobian as a heat map, dout at its left and dx below. Steps light up a column; a cell that is visited, with the
// arrow keys or the pointer, lights up its row and its column and says what it carries. Python computes; see jacobian.py.

import { h, mountExperiment, s } from "./experiment.js";

const CELL = { width: 84, height: 34 };
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-board-room" });
      const cell = h("p", { class: "bp-cell-words" });
      const sum = h("p", { class: "bp-cell-sum" });
      let drawn = null;
      let board = null;
      let frame = null;
      const tell = (at) => {
        const record = model.get("board");
        const column = at ? at.j : frame.column;
        cell.textContent = at ? at.words : "Arrow keys in the table, or the pointer, visit single cells.";
        sum.replaceChildren(...(column >= 0 ? spelled(record.sums[column], at ? at.i : -1, column < frame.known) : []));
      };
      const draw = () => {
        if (drawn === model.get("board")) return;
        drawn = model.get("board");
        board = drawn.cells ? drawBoard(drawn, (at) => { board.light(frame, at); tell(at); }) : null;
        stage.replaceChildren(...(board ? [board.element] : []));
      };
      return {
        stage,
        below: [h("div", { class: "bp-cell-panel" }, cell, sum)],
        rows: (now) => boardRows(model.get("board"), now.known),
        show(now) {
          frame = now;
          draw();
          cell.parentElement.hidden = !board;
          if (!board) return;
          board.light(frame, null);
          tell(null);
        },
      };
    });
  },
};

/** The sum of a column, its terms apart; the one of row i stands out. The total is not told before its step. */
function spelled({ name, terms, sign, total }, i, known) {
  const parts = terms.flatMap((term, k) => [k ? " + " : `${name} = `, h(k === i ? "mark" : "span", {}, term)]);
  return [...parts, known ? ` ${sign} ${total}` : " = ?"];
}

function boardRows(record, known) {
  if (!record.cells) return [[""]];
  const { inputs, outputs, cells, dout, dx } = record;
  const local = (i) => cells.filter((cell) => cell.i === i).map((cell) => cell.text);
  return [["", "dout", ...inputs], ...outputs.map((name, i) => [name, dout[i].text, ...local(i)]),
    ["dx", "", ...dx.map((cell, j) => (j < known ? cell.text : "not yet"))]];
}

/** Draw the board; `visit` is called with the cell that is visited, or null. One cell at a time can be tabbed to. */
function drawBoard(record, visit) {
  let focused = null;
  const places = [];
  const table = record.cells.map((cell) => {
    const element = drawCell(cell, {
      class: "bp-cell bp-local-cell", role: "img", tabindex: places.length ? -1 : 0, "aria-label": cell.words,
      onfocus: () => { focused = cell; visit(cell); },
      onblur: () => { focused = null; visit(null); },
      onpointerenter: () => visit(cell),
      onpointerleave: () => visit(focused),
      onclick: () => go(cell.i, cell.j),
      onkeydown: (event) => {
        const step = ARROWS[event.key];
        if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        go(cell.i + step[0], cell.j + step[1]);
      },
    });
    places.push({ cell, element });
    return element;
  });
  const go = (i, j) => {
    const next = places.find(({ cell }) => cell.i === i && cell.j === j);
    if (!next) return;
    places.forEach(({ element }) => element.setAttribute("tabindex", element === next.element ? 0 : -1));
    next.element.focus();
  };
  const dout = record.dout.map((cell) => drawCell(cell, { class: "bp-cell" }));
  const dx = record.dx.map((cell) => drawCell(cell, { class: "bp-cell" }));
  const labels = record.labels.map(({ x, y, text, kind }) => s("text", { class: kind, x, y: y + 4 }, text));
  const element = s("svg", { class: "bp-graph bp-board bp-live", viewBox: `0 0 ${record.width} ${record.height}`,
    role: "group", "aria-label": `${record.name}: the Jacobian; arrow keys go from cell to cell` },
  ...labels, ...dout, ...dx, ...table);
  element.style.maxWidth = `${Math.round(record.width * 1.25)}px`;
  const light = (frame, at) => {
    const column = at ? at.j : frame.column;
    places.forEach(({ cell, element: place }) => {
      place.classList.toggle("bp-lit", cell.j === column);
      place.classList.toggle("bp-lit-row", Boolean(at) && cell.i === at.i && cell.j !== column);
      place.classList.toggle("bp-here", cell === at);
    });
    dout.forEach((place, i) => place.classList.toggle("bp-lit", at ? i === at.i : column >= 0));
    dx.forEach((place, j) => {
      place.classList.toggle("bp-lit", j === column);
      place.classList.toggle("bp-unknown", j >= frame.known);
    });
  };
  return { element, light };
}

function drawCell({ x, y, text, tint, level }, attributes) {
  return s("g", { ...attributes, "data-tint": tint },
    s("rect", { class: "bp-tint", "fill-opacity": level, x, y, ...CELL }),
    s("rect", { class: "bp-frame", x: x + 1.5, y: y + 1.5, width: CELL.width - 3, height: CELL.height - 3, rx: 2 }),
    s("text", { x: x + CELL.width / 2, y: y + CELL.height / 2 + 5 }, text));
}
