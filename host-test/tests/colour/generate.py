"""Makes the colour profiles beside this file, and `cases.json`: what Little CMS makes of some colours of each in sRGB.

    pip install pillow && python3 generate.py

Two of the profiles go into `src/transform/png` as well. The profiles are made up here and hold nobody's work. The
intent is perceptual, and sRGB is described by a profile of version 4, as in libvips: for these Little CMS compensates
for the black point.
"""

import itertools
import json
import math
import struct
from pathlib import Path

from PIL import Image, ImageCms, __version__

HERE = Path(__file__).parent
D50 = (0.9642, 1.0, 0.8249)
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


def fixed(*values):
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def profile(kind, space, connection, version, tags):
    """A header (ICC.1:2022, 7.2), the table of the tags, and the tags."""
    table, data = [], b""
    start = 128 + 4 + 12 * len(tags)
    for name, body in tags:
        body += b"\0" * (-len(body) % 4)
        table.append(name + struct.pack(">II", start + len(data), len(body)))
        data += body
    size = start + len(data)
    header = struct.pack(">I", size) + b"\0\0\0\0" + bytes([version, 0x20 if version == 4 else 0x10, 0, 0])
    header += kind + space + connection
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp"
    header += b"\0" * 28 + fixed(*D50)
    header += b"\0" * (128 - len(header))
    return header + struct.pack(">I", len(tags)) + b"".join(table) + data


def text(version, words):
    """A description, as each version writes it."""
    if version == 4:
        words = words.encode("utf-16-be")
        return b"mluc" + struct.pack(">III2s2sII", 0, 1, 12, b"en", b"US", len(words), 28) + words
    words = words.encode() + b"\0"
    return b"desc" + struct.pack(">II", 0, len(words)) + words + b"\0" * (4 + 4 + 2 + 1 + 67)


def rights(version):
    words = "No rights reserved"
    return [(b"cprt", text(4, words) if version == 4 else b"text\0\0\0\0" + words.encode() + b"\0")]


def xyz(color):
    return b"XYZ \0\0\0\0" + fixed(*color)


def gamma(value):
    return b"curv" + struct.pack(">IIH", 0, 1, round(value * 256))


def table(function, length):
    words = (round(function(index / (length - 1)) * 65535) for index in range(length))
    return b"curv" + struct.pack(">II", 0, length) + b"".join(struct.pack(">H", word) for word in words)


def parameters(kind, *values):
    return b"para" + struct.pack(">IHH", 0, kind, 0) + fixed(*values)


SRGB = parameters(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
IDENTITY = b"curv" + struct.pack(">II", 0, 0)


def light(level):
    return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4


def multiply(matrix, vector):
    return tuple(sum(a * b for a, b in zip(row, vector)) for row in matrix)


def inverse(m):
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    rows = (e * i - f * h, c * h - b * i, b * f - c * e), (f * g - d * i, a * i - c * g, c * d - a * f), (d * h - e * g, b * g - a * h, a * e - b * d)
    return tuple(tuple(value / det for value in row) for row in rows)


def colorants(red, green, blue, white):
    """Of primaries and a white as chromaticities, adapted to D50."""
    columns = [(x / y, 1, (1 - x - y) / y) for x, y in (red, green, blue)]
    matrix = tuple(zip(*columns))
    x, y = white
    white = (x / y, 1, (1 - x - y) / y)
    scale = multiply(inverse(matrix), white)
    cones, target = multiply(BRADFORD, white), multiply(BRADFORD, D50)

    def adapt(color):
        part = multiply(BRADFORD, color)
        return multiply(inverse(BRADFORD), tuple(p * t / c for p, t, c in zip(part, target, cones)))

    return [adapt(tuple(value * factor for value in column)) for column, factor in zip(columns, scale)]


def shaper(name, version, curve, *primaries):
    red, green, blue = colorants(*primaries)
    return profile(b"mntr", b"RGB ", b"XYZ ", version, [
        (b"desc", text(version, name)), *rights(version), (b"wtpt", xyz(D50)),
        (b"rXYZ", xyz(red)), (b"gXYZ", xyz(green)), (b"bXYZ", xyz(blue)),
        (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ])


def grey(name, version, connection, curve):
    return profile(b"mntr", b"GRAY", connection, version, [
        (b"desc", text(version, name)), (b"wtpt", xyz(D50)), (b"kTRC", curve),
    ])


def lab(color):
    def root(t):
        return t ** (1 / 3) if t > (6 / 29) ** 3 else t * 841 / 108 + 4 / 29

    x, y, z = (root(value / white) for value, white in zip(color, D50))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


REC709 = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.3127, 0.3290))
RED, GREEN, BLUE = colorants(*REC709)


def of_light(red, green, blue):
    return tuple(r * red + g * green + b * blue for r, g, b in zip(RED, GREEN, BLUE))


def inks(c, m, y, k):
    """What four inks look like that were made up: each lets some of what it should take pass, and takes some else."""
    left = (1 - 0.95 * k)
    return lab(of_light(
        (1 - 0.93 * c) * (1 - 0.08 * m) * (1 - 0.02 * y) * left + 0.003,
        (1 - 0.30 * c) * (1 - 0.90 * m) * (1 - 0.06 * y) * left + 0.003,
        (1 - 0.10 * c) * (1 - 0.45 * m) * (1 - 0.94 * y) * left + 0.003,
    ))


def bytes_of_lab(color):
    lightness, a, b = color
    return bytes(max(0, min(255, round(value))) for value in (lightness * 2.55, a + 128, b + 128))


def words_of_lab(color, one):
    lightness, a, b = color
    values = (lightness / 100, (a + 128) / 255, (b + 128) / 255)
    return b"".join(struct.pack(">H", max(0, min(65535, round(value * one)))) for value in values)


def nodes(channels, points):
    return itertools.product(*([index / (points - 1) for index in range(points)] for _ in range(channels)))


def lut8(channels, points, color):
    """`lut8Type`: the inputs are bent, the outputs are not."""
    bent = bytes(round(255 * (index / 255) ** 0.8) for index in range(256))
    grid = b"".join(bytes_of_lab(color(*(value ** 1.25 for value in node))) for node in nodes(channels, points))
    head = b"mft1\0\0\0\0" + bytes([channels, 3, points, 0]) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return head + bent * channels + grid + bytes(range(256)) * 3


def lut16(channels, points, color):
    """`lut16Type`, with Lab as it was before version 4."""
    entries = 33
    bent = b"".join(struct.pack(">H", round(65535 * (index / (entries - 1)) ** 0.8)) for index in range(entries))
    grid = b"".join(words_of_lab(color(*(value ** 1.25 for value in node)), 65280) for node in nodes(channels, points))
    head = b"mft2\0\0\0\0" + bytes([channels, 3, points, 0]) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return head + struct.pack(">HH", entries, 2) + bent * channels + grid + b"\0\0\xff\xff" * 3


def elements(channels, points, color, first, last, middle=None):
    """`lutAToBType`. `points` may differ from side to side; `middle` is a curve and twelve numbers."""
    def aligned(parts):
        return b"".join(part + b"\0" * (-len(part) % 4) for part in parts)

    body = aligned([last] * 3)
    at = {"b": 32}
    if middle:
        at["matrix"] = 32 + len(body)
        body += fixed(*middle[1])
        at["m"] = 32 + len(body)
        body += aligned([middle[0]] * 3)
    if points:
        at["clut"] = 32 + len(body)
        sides = itertools.product(*([index / (side - 1) for index in range(side)] for side in points))
        grid = b"".join(words_of_lab(color(*node), 65535) for node in sides)
        body += bytes(points) + b"\0" * (16 - len(points)) + b"\2\0\0\0" + grid + b"\0" * (-len(grid) % 4)
        at["a"] = 32 + len(body)
        body += aligned([first] * channels)
    offsets = struct.pack(">5I", *(at.get(name, 0) for name in ("b", "matrix", "m", "clut", "a")))
    return b"mAB \0\0\0\0" + bytes([channels, 3, 0, 0]) + offsets + body


def device(kind, space, connection, version, name, tag):
    return profile(kind, space, connection, version, [
        (b"desc", text(version, name)), (b"wtpt", xyz(D50)), (b"A2B0", tag),
    ])


def odd_light(red, green, blue):
    """A camera whose blue is dull."""
    return lab(of_light(light(red), 0.9 * light(green) + 0.1 * light(blue), 0.7 * light(blue) + 0.3 * light(red)))


def through_matrix():
    """Curves and a matrix only, to XYZ, of which 1 is 32768/65535."""
    scale = 32768 / 65535
    rows = [scale * value for row in zip(RED, BLUE, GREEN) for value in row]
    return elements(3, None, None, None, IDENTITY, (gamma(2.0), rows + [0, 0, 0]))


PROFILES = {
    "srgb-2": shaper("sRGB", 2, table(light, 1024), *REC709),
    "srgb-4": shaper("sRGB", 4, SRGB, *REC709),
    "p3": shaper("Display P3", 4, SRGB, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.3127, 0.3290)),
    "adobe": shaper("Like Adobe RGB (1998)", 2, gamma(2.19921875), (0.64, 0.33), (0.21, 0.71), (0.15, 0.06), (0.3127, 0.3290)),
    "prophoto": shaper("Like ProPhoto RGB", 2, gamma(1.8), (0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), (0.3457, 0.3585)),
    "bt2020": shaper("BT.2020", 4, parameters(4, 1 / 0.45, 1 / 1.0993, 0.0993 / 1.0993, 1 / 4.5, 0.0812, 0, 0), (0.708, 0.292), (0.170, 0.797), (0.131, 0.046), (0.3127, 0.3290)),
    "rgb-matrix": device(b"scnr", b"RGB ", b"XYZ ", 4, "Swapped", through_matrix()),
    "rgb-lut16": device(b"scnr", b"RGB ", b"Lab ", 2, "Dull", lut16(3, 9, odd_light)),
    "rgb-grid": device(b"scnr", b"RGB ", b"Lab ", 4, "Dull", elements(3, (9, 7, 5), odd_light, parameters(0, 1.0), IDENTITY)),
    "grey-1.8": grey("Grey of gamma 1.8", 2, b"XYZ ", gamma(1.8)),
    "grey-table": grey("Grey with a table", 2, b"XYZ ", table(lambda x: x ** 1.5 * 0.9 + 0.1 * x, 64)),
    "grey-lightness": grey("Grey in steps of lightness", 2, b"Lab ", IDENTITY),
    "grey-srgb": grey("sRGB's grey", 4, b"XYZ ", SRGB),
    "cmyk-lut8": device(b"prtr", b"CMYK", b"Lab ", 2, "Inks", lut8(4, 5, inks)),
    "cmyk-lut16": device(b"prtr", b"CMYK", b"Lab ", 2, "Inks", lut16(4, 5, inks)),
    "cmyk-grid": device(b"prtr", b"CMYK", b"Lab ", 4, "Inks", elements(4, (5, 4, 3, 5), inks, parameters(0, 1.0), IDENTITY)),
}


def colors(space):
    levels = {b"GRAY": range(0, 256, 15), b"RGB ": (0, 20, 64, 128, 200, 255), b"CMYK": (0, 70, 150, 255)}[space]
    every = {b"GRAY": 1, b"RGB ": 5, b"CMYK": 5}[space]
    channels = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}[space]
    return list(itertools.product(levels, repeat=channels))[::every]


def main():
    srgb = ImageCms.ImageCmsProfile(str(HERE / "srgb-4.icc"))
    cases = []
    for name, data in PROFILES.items():
        space = data[16:20]
        mode = {b"GRAY": "L", b"RGB ": "RGB", b"CMYK": "CMYK"}[space]
        transform = ImageCms.buildTransform(
            str(HERE / f"{name}.icc"), srgb, mode, "RGB",
            renderingIntent=ImageCms.Intent.PERCEPTUAL, flags=ImageCms.Flags.NOOPTIMIZE,
        )
        found = []
        for color in colors(space):
            pixel = Image.new(mode, (1, 1), color if len(color) > 1 else color[0])
            found.append([list(color), list(ImageCms.applyTransform(pixel, transform).getpixel((0, 0)))])
        cases.append({"profile": name, "colors": found})
    head = {"made_by": f"Little CMS {ImageCms.core.littlecms_version} in Pillow {__version__}"}
    rows = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "cases.json").write_text(json.dumps(head)[:-1] + ',\n"cases": [\n' + rows + "\n]}\n")


if __name__ == "__main__":
    for name, data in PROFILES.items():
        (HERE / f"{name}.icc").write_bytes(data)
    # Those that a PNG may name by numbers.
    for name in ("p3", "bt2020"):
        (HERE / f"../../../src/transform/icc/{name}.icc").write_bytes(PROFILES[name])
    main()
