// The map of the world, for charts of kind `map`: a script of its own, which only pages with one load.

import { feature } from "topojson-client";
import { points, topology } from "detente:geography";

window.detenteGeography = {
  land: feature(topology, topology.objects.land).features,
  dots: Object.entries(points).map(([id, coordinates]) => ({ type: "Point", id, coordinates })),
};
