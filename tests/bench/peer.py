"""The peer of `cargo bench pictures`: libvips by pyvips.

make PHOTO FOLDER [giga]  enlarges a photo into the inputs of the bench
work OUT FILE...          hash, decode once, four sizes, pyramid of 512 pixel tiles at quality 80: for each file
"""
import hashlib
import os
import sys

import pyvips


def make(photo, folder, is_giga):
    picture = pyvips.Image.new_from_file(photo).autorot().colourspace("srgb")

    def enlarged(megapixels):
        return picture.resize((megapixels * 1e6 / (picture.width * picture.height)) ** 0.5).copy_memory()

    def path(name):
        return os.path.join(folder, name)

    for megapixels in (12, 24, 100):
        enlarged(megapixels).jpegsave(path(f"photo-{megapixels}.jpg"), Q=92, strip=True)
    scan = enlarged(24)
    scan.tiffsave(path("scan-lzw.tif"), compression="lzw", predictor="horizontal", strip=True)
    wide = (scan.cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    wide.tiffsave(path("scan-16.tif"), strip=True)
    scan.pngsave(path("scan.png"), strip=True)
    if is_giga:
        tile = enlarged(24)
        whole = tile.replicate(40_000 // tile.width + 1, 25_000 // tile.height + 1).crop(0, 0, 40_000, 25_000)
        whole.tiffsave(path("giga-tiles.tif"), compression="jpeg", Q=85, tile=True, strip=True)
        whole.tiffsave(path("giga-strips.tif"), compression="lzw", predictor="horizontal", bigtiff=True, strip=True)


def work(out, files):
    for place, file in enumerate(files):
        with open(file, "rb") as stream:
            hashlib.file_digest(stream, "sha256").hexdigest()
        picture = pyvips.Image.new_from_file(file, access="sequential").autorot()
        if picture.format != "uchar":
            picture = picture.colourspace("srgb").cast("uchar")
        picture = picture.copy_memory()
        for size in (256, 512, 1024, 2048):
            picture.thumbnail_image(size, height=size).jpegsave(f"{out}-{place}-{size}.jpg", Q=80)
        picture.tiffsave(
            f"{out}-{place}.tif",
            tile=True, tile_width=512, tile_height=512, pyramid=True, compression="jpeg", Q=80,
        )


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3], len(sys.argv) > 4)
else:
    work(sys.argv[2], sys.argv[3:])
