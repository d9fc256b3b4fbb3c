import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { geoArea, geoContains } from "d3-geo";
import { feature } from "topojson-client";
import { codeOf, geography, moved } from "../geography.mjs";

const POLICY = JSON.parse(readFileSync(new URL("../borders.json", import.meta.url), "utf8"));
const WORLD = geography(POLICY);
const LAND = feature(WORLD.topology, WORLD.topology.objects.land).features;

function countryAt(point) {
  return LAND.filter((shape) => geoContains(shape, point)).map(({ id }) => id);
}

test("small states and territories are there, as points", () => {
  for (const code of [
    "SG",
    "HK",
    "MO",
    "MT",
    "BH",
    "LU",
    "LI",
    "MC",
    "SM",
    "VA",
    "AD",
    "MU",
    "MV",
    "BB",
    "GI",
    "TV",
  ]) {
    assert.ok(code in WORLD.points, code);
  }
});

test("a code is there once, as land or as a point", () => {
  const codes = [...LAND.map(({ id }) => id).filter(Boolean), ...Object.keys(WORLD.points)];
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.length > 240);
  assert.ok(codes.every((code) => /^[A-Z]{2}$/.test(code)));
});

test("simplified land is still land: of no country nothing, of none the whole globe", () => {
  for (const shape of LAND) {
    const area = geoArea(shape);
    assert.ok(area > 0 && area < 1, `${shape.id}: ${area}`);
  }
});

test("places lie in the countries that hold them", () => {
  const places = {
    US: [-98, 39],
    CN: [104, 35],
    TW: [121, 24],
    RU: [90, 60],
    BR: [-50, -10],
    AU: [135, -25],
    ZA: [24, -29],
    IN: [78, 22],
    GF: [-53, 4],
    SJ: [16, 78.6],
    XK: [20.9, 42.6],
    SO: [44, 10],
    CY: [33.6, 35.3],
    PS: [35.2, 32],
  };
  for (const [code, point] of Object.entries(places)) assert.deepEqual(countryAt(point), [code]);
});

test("land that the policy gives to none has no code", () => {
  assert.ok(LAND.some(({ id }) => id === undefined));
});

test("a piece of land can be given to another country, and only one that is there", () => {
  const crimea = [34.2, 45.2];
  assert.deepEqual(countryAt(crimea), ["RU"]);
  const given = geography({ ...POLICY, move: [{ from: "RU", to: "UA", around: [crimea] }] });
  const shapes = feature(given.topology, given.topology.objects.land).features;
  assert.deepEqual(
    shapes.filter((shape) => geoContains(shape, crimea)).map(({ id }) => id),
    ["UA"],
  );
  assert.throws(() => moved([], [{ from: "RU", to: "UA", around: [crimea] }]), /RU/);
});

test("a feature without a code that the policy does not name stops the build", () => {
  assert.throws(
    () => codeOf({ id: undefined, properties: { name: "Atlantis" } }, POLICY),
    /Atlantis/,
  );
});
