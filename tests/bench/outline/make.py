#!/usr/bin/env python3
"""Makes templates/assets/outline.bin: coasts, lakes, rivers and reefs under the map.

Source: Natural Earth 1:10m (physical), version 4.0 as GeoJSON, public domain: https://www.naturalearthdata.com. Wanted in one
folder: ne_10m_{land,minor_islands,lakes,rivers_lake_centerlines,reefs}.json. Needs shapely. No border of any country is taken.

    python make.py FOLDER templates/assets/outline.bin

The file: «RMAP1», then whole numbers as LEB128, signed ones folded (0, -1, 1, -2 … are 0, 1, 2, 3 …):
  sheets
  each sheet: grain (steps of a degree), west, south, east, north (signed, in steps), then five layers, in the order land, lakes,
  great rivers, small rivers, reefs: lines, each line: points, each point: east and north of the one before in the sheet, signed.
Land and lakes are closed rings (the last point is not repeated), filled by the even-odd rule. The first sheet is the world, fine
in South-East Asia and coarse elsewhere; the second is Việt Nam and its seas, as fine as the source.
"""

import json
import sys
from pathlib import Path

from shapely.geometry import MultiLineString, MultiPolygon, box, shape
from shapely.ops import linemerge, unary_union

NEAR = box(88, -12, 130, 32)
CORE = box(101.5, 6.0, 118.0, 24.5)
WORLD = box(-180, -84, 180, 84)


def features(folder, name):
    for feature in json.loads((folder / f"ne_10m_{name}.json").read_text())["features"]:
        if feature["geometry"]:
            yield feature["properties"], shape(feature["geometry"])


def polygons(geometry):
    parts = getattr(geometry, "geoms", [geometry])
    for part in parts:
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part
        elif hasattr(part, "geoms"):
            yield from polygons(part)


def lines(geometry):
    parts = getattr(geometry, "geoms", [geometry])
    for part in parts:
        if part.geom_type == "LineString" and not part.is_empty:
            yield part
        elif hasattr(part, "geoms"):
            yield from lines(part)


def thin(points, step):
    """Douglas-Peucker whose tolerance depends on the place."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        worst, at = 0.0, None
        for n in range(first + 1, last):
            x, y = points[n]
            t = 0 if length == 0 else max(0, min(1, ((x - ax) * dx + (y - ay) * dy) / length))
            far = ((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2) ** 0.5 / step(x, y)
            if far > worst:
                worst, at = far, n
        if worst > 1:
            keep[at] = True
            stack += [(first, at), (at, last)]
    return [point for point, is_kept in zip(points, keep) if is_kept]


class Sheet:
    def __init__(self, bounds, grain, step, least):
        self.bounds, self.grain, self.step, self.least = bounds, grain, step, least
        self.layers = [[] for _ in range(5)]

    def whole(self, points):
        whole = []
        for x, y in points:
            at = (round(x * self.grain), round(y * self.grain))
            if not whole or whole[-1] != at:
                whole.append(at)
        return whole

    def add_area(self, layer, geometry):
        for polygon in polygons(geometry.intersection(self.bounds)):
            where = polygon.representative_point()
            if polygon.area < self.least(where.x, where.y):
                continue
            for ring in [polygon.exterior, *polygon.interiors]:
                ring = list(ring.coords)
                # Cut in two, so that a ring has two ends that stay.
                half = max(range(len(ring)), key=lambda n: (ring[n][0] - ring[0][0]) ** 2 + (ring[n][1] - ring[0][1]) ** 2)
                points = thin(ring[: half + 1], self.step)[:-1] + thin(ring[half:], self.step)
                points = self.whole(points)[:-1]
                if len(points) > 2:
                    self.layers[layer].append(points)

    def add_line(self, layer, geometry):
        for line in lines(geometry.intersection(self.bounds)):
            points = self.whole(thin(list(line.coords), self.step))
            if len(points) > 1:
                self.layers[layer].append(points)

    def bytes(self):
        out = bytearray()
        number(out, self.grain)
        for side in self.bounds.bounds:
            signed(out, round(side * self.grain))
        x = y = 0
        for layer in self.layers:
            number(out, len(layer))
            # From west to east: neighbours lie side by side and numbers stay small.
            for points in sorted(layer):
                number(out, len(points))
                for px, py in points:
                    signed(out, px - x)
                    signed(out, py - y)
                    x, y = px, py
        return out


def number(out, value):
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def signed(out, value):
    number(out, value * 2 if value >= 0 else -value * 2 - 1)


def merged(found):
    joined = linemerge(unary_union(list(found)))
    return joined if joined.geom_type == "MultiLineString" else MultiLineString([joined])


def main(folder, target):
    folder = Path(folder)
    land = [g.buffer(0) for _, g in features(folder, "land")]
    islands = [g.buffer(0) for _, g in features(folder, "minor_islands")]
    lakes = [g.buffer(0) for _, g in features(folder, "lakes")]
    reefs = [g for _, g in features(folder, "reefs")]
    rivers = [(p, g) for p, g in features(folder, "rivers_lake_centerlines") if p["featurecla"] == "River"]
    great = merged(g for p, g in rivers if p["scalerank"] <= 5)
    small = merged(g for p, g in rivers if p["scalerank"] > 5)

    def is_near(x, y):
        return 88 <= x <= 130 and -12 <= y <= 32

    world = Sheet(WORLD, 250, lambda x, y: 0.012 if is_near(x, y) else 0.2, lambda x, y: 4e-4 if is_near(x, y) else 0.15)
    core = Sheet(CORE, 2000, lambda x, y: 0.0004, lambda x, y: 0)
    for sheet in (world, core):
        sheet.add_area(0, unary_union(land + (islands if sheet is core else [])))
        sheet.add_area(1, MultiPolygon(list(polygons(unary_union(lakes)))))
        sheet.add_line(2, great if sheet is core else great.intersection(NEAR))
        sheet.add_line(3, small if sheet is core else small.intersection(NEAR))
    core.add_line(4, unary_union(reefs))
    out = bytearray(b"RMAP1")
    number(out, 2)
    for sheet in (world, core):
        part = sheet.bytes()
        print([(len(layer), sum(map(len, layer))) for layer in sheet.layers], len(part), "bytes")
        out += part
    Path(target).write_bytes(out)
    print(len(out), "bytes")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
