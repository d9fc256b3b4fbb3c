// How wide text will be, without asking the browser to lay it out: near enough to choose margins.

// Chinese, Japanese, Korean and full-width forms fill a square.
const SQUARE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const NARROW = /[ .,:;'’!|()[\]fijlrtI\-]/;
const WIDE = /[mwMWOQ%@]/;

/** Pixels that a text takes at a size of its font. */
export function textWidth(text, size = 12) {
  let ems = 0;
  for (const letter of text) ems += emsOf(letter);
  return ems * size;
}

// those of a wide font, DejaVu Sans: in others there is room to spare
function emsOf(letter) {
  if (SQUARE.test(letter)) return 1;
  if (WIDE.test(letter)) return 0.95;
  return NARROW.test(letter) ? 0.39 : 0.635;
}

export function widest(texts, size = 12) {
  return texts.reduce((width, text) => Math.max(width, textWidth(text, size)), 0);
}

/** The text, its end cut off with an ellipsis where it would be wider than a width. */
export function shortened(text, width, size = 12) {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** The text in lines no wider than a width; what has no spaces is broken between letters. */
export function wrapped(text, width, size = 12) {
  const lines = [""];
  for (const word of text.match(/\s*(?:[^\s\u2e80-\uffe6]+|[\u2e80-\uffe6])/g) ?? []) {
    const longer = lines.at(-1) + word;
    if (lines.at(-1) && textWidth(longer, size) > width) lines.push(word.trimStart());
    else lines[lines.length - 1] = longer.trimStart();
  }
  return lines;
}
