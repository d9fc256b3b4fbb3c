// A table as the script meets it, without a browser: only what read_table.js asks of it.

class Node {
  constructor(name, { text = "", data = {}, children = [], cellIndex = 0, hidden = false } = {}) {
    Object.assign(this, { name, own: text, dataset: data, children, cellIndex, hidden });
  }

  get textContent() {
    return this.own + this.children.map((child) => child.textContent).join("");
  }

  get cells() {
    return this.children;
  }

  cloneNode() {
    const children = this.children.map((child) => child.cloneNode());
    const copy = new Node(this.name, { text: this.own, data: this.dataset, children });
    children.forEach((child) => {
      child.parent = copy;
    });
    return copy;
  }

  remove() {
    this.parent.children = this.parent.children.filter((child) => child !== this);
  }

  querySelectorAll(selector) {
    const names = selector.split(", ");
    return this.children.filter(({ name }) => names.includes(name));
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

export function cell(text, data = {}, { interval, mark, code } = {}) {
  const children = [
    ...(interval ? [new Node(".interval", { text: interval })] : []),
    ...(mark ? [new Node("sup", { text: mark })] : []),
    ...(code ? [new Node("code", { text: code })] : []),
  ];
  return new Node("td", { text, data, children });
}

export function row(cells, data = {}, hidden = false) {
  return new Node("tr", { data, children: cells, hidden });
}

/** A table of columns {name: [label, unit]} and rows. */
export function table(columns, rows) {
  const heads = Object.entries(columns).map(
    ([column, [text, unit]], cellIndex) =>
      new Node("th", { text, data: { column, ...(unit && { unit }) }, cellIndex }),
  );
  return { querySelectorAll: (selector) => (selector.startsWith("thead") ? heads : rows) };
}
