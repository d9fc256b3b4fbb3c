import assert from "node:assert/strict";
import { test } from "node:test";
import { shortened, textWidth, widest, wrapped } from "../src/text_width.js";

test("a Chinese sign takes a square", () => {
  assert.equal(textWidth("中国", 12), 24);
  assert.ok(textWidth("ill") < textWidth("mmm"));
  assert.equal(widest([]), 0);
});

test("what fits stays as it is; what does not ends in an ellipsis and fits then", () => {
  assert.equal(shortened("Malta", 100), "Malta");
  const short = shortened("Saint Vincent and the Grenadines", 90);
  assert.match(short, /^Saint V.*…$/);
  assert.ok(textWidth(short) <= 90);
});

test("lines hold every word, in order, and none is wider than asked", () => {
  const text = "Log ratio of joint papers with the best other partner";
  const lines = wrapped(text, 120);
  assert.equal(lines.join(" "), text);
  assert.ok(lines.length > 2 && lines.every((line) => textWidth(line) <= 120));
});

test("text without spaces is broken between its signs", () => {
  const lines = wrapped("边界按实际控制情况绘制不代表立场", 60);
  assert.equal(lines.join(""), "边界按实际控制情况绘制不代表立场");
  assert.ok(lines.every((line) => textWidth(line) <= 60));
});
