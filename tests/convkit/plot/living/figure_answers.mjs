// Reads configurations from stdin, answers with what the living figure's arithmetic gives.
import { readFileSync } from "node:fs";

const { compute, readers, seen, stack, sizeFormula, torchLine, toAddress, fromAddress } =
  await import(process.argv[2]);
const plain = (key, value) => (value === -Infinity ? "-inf" : value instanceof Set ? [...value] : value);

function answer({ kind, state, cell, n, layers, unit }) {
  if (kind === "stack") {
    const rows = stack(n, layers);
    const fits = rows.every((row) => row.units > 0);
    return { rows, seen: fits ? seen(rows, layers, Math.min(unit, rows.at(-1).units - 1)) : null };
  }
  const text = { size: [sizeFormula(state, 0), sizeFormula(state, 1)], line: torchLine(state) };
  const before = { ...state, x: [[0]], k: [[0]], s: [9, 9], p: [9, 9], d: [9, 9], a: [9, 9], op: "conv" };
  text.back = fromAddress(toAddress({ mode: "one", at: [0, 0], ...state }), before);
  try {
    const made = compute(state);
    return { output: made.output, readers: readers(made, cell), ...text };
  } catch (error) {
    return { refused: error.message, ...text };
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(answer), plain));
