// The land of every country as a small topology, made from Natural Earth by the policy of borders.json.

import { createRequire } from "node:module";
import { geoArea, geoCentroid, geoContains } from "d3-geo";
import { feature, mergeArcs, quantize } from "topojson-client";
import { topology as topologyOf } from "topojson-server";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const require = createRequire(import.meta.url);

// Steradians (one is 40.6 million square kilometres). Points that matter less than DETAIL go, and
// islands smaller than ISLAND but for a country's largest; a country smaller than DOT is a point.
const DETAIL = 4e-6;
const ISLAND = 1.5e-5;
const DOT = 7.5e-5;
// Steps of the grid on which points lie: a sixth of a pixel on a map of 1,000.
const QUANTA = 6e3;

const ISO = new Map(
  require("i18n-iso-countries/codes.json").map(([code, , number]) => [number, code]),
);

/** The code of a feature: the policy's where it speaks, else ISO 3166-1; null: land without a code. */
export function codeOf({ id, properties: { name } }, policy) {
  if (name in policy.codes) return policy.codes[name];
  if (ISO.has(id)) return ISO.get(id);
  throw new Error(`${name} has no ISO code: say under "codes" in borders.json what it is drawn as`);
}

function polygonsOf({ type, coordinates }) {
  return type === "Polygon" ? [coordinates] : coordinates;
}

/** Every polygon of the atlas, with the code of the country as which it is drawn. */
export function piecesOf(atlas, policy) {
  return feature(atlas, atlas.objects.countries)
    .features.filter((country) => !policy.leave_out.includes(country.properties.name))
    .flatMap((country) =>
      polygonsOf(country.geometry).map((coordinates) => ({
        type: "Feature",
        properties: { code: codeOf(country, policy) },
        geometry: { type: "Polygon", coordinates },
      })),
    );
}

/** The pieces, those around the policy's points handed from one country to another. */
export function moved(pieces, moves) {
  return moves.reduce((land, { from, to, around }) => {
    const handed = new Set(around.map((point) => pieceAround(land, point, from)));
    return land.map((piece) =>
      handed.has(piece) ? { ...piece, properties: { code: to } } : piece,
    );
  }, pieces);
}

function pieceAround(land, point, code) {
  const isMeant = (piece) => piece.properties.code === code && geoContains(piece, point);
  const found = land.find(isMeant);
  if (!found)
    throw new Error(`"move" in borders.json: ${code} has no piece of land around ${point}`);
  return found;
}

function grouped(pieces) {
  const groups = new Map();
  for (const piece of pieces) {
    const { code } = piece.properties;
    groups.set(code, [...(groups.get(code) ?? []), piece]);
  }
  return groups;
}

/** One geometry a code: lines between two pieces of one country go. */
function united(topology) {
  const geometries = [...grouped(topology.objects.land.geometries)].map(([code, pieces]) => ({
    ...mergeArcs(topology, pieces),
    ...(code && { id: code }),
  }));
  return { ...topology, objects: { land: { type: "GeometryCollection", geometries } } };
}

function reduced(pieces) {
  const land = united(topologyOf({ land: { type: "FeatureCollection", features: pieces } }));
  return quantize(simplify(presimplify(land, sphericalTriangleArea), DETAIL), QUANTA);
}

/** What of a country is drawn: its largest piece and all that are not small islands. */
function seen(pieces) {
  const largest = Math.max(...pieces.map(geoArea));
  return pieces.filter((piece) => geoArea(piece) >= Math.min(largest, ISLAND));
}

function centre(pieces) {
  const all = { type: "FeatureCollection", features: pieces };
  return geoCentroid(all).map((degrees) => Number(degrees.toFixed(2)));
}

/** A topology with a geometry for each code, and the point of each country too small for one. */
export function geography(policy) {
  const atlas = require("world-atlas/countries-50m.json");
  const byCode = grouped(moved(piecesOf(atlas, policy), policy.move));
  const isSmall = ([code, pieces]) =>
    code && pieces.reduce((sum, piece) => sum + geoArea(piece), 0) < DOT;
  const points = [...byCode].filter(isSmall).map(([code, pieces]) => [code, centre(pieces)]);
  const large = [...byCode]
    .filter((country) => !isSmall(country))
    .flatMap(([, pieces]) => seen(pieces));
  return { topology: reduced(large), points: { ...policy.points, ...Object.fromEntries(points) } };
}
