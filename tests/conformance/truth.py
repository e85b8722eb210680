"""Pixel truth: the pictures of five sets of ../shared/data against libvips' rendering of the same file, at 512 pixels.

Our side is the real program: the files are taken in, served, and asked for as `full/!512,512/0/default.png`, so that
what is compared is the picture and not the JPEG it could be sent as (--why tells of that one too). Their side: upright,
ICC profile to sRGB by perceptual intent, opacity laid on white, made smaller in the values as stored (not in linear
light), to the very same width and height.

    truth.py PROGRAM [--shared DIR] [--table FILE.csv] [--why] [--only PART-OF-A-NAME]

Fails when a file differs by more than 2 of 255 on the mean and is not in fixtures/truth-exceptions.csv, when an
exception is needed no longer, and when libvips reads what we do not show and fixtures/data-exceptions.csv does not name.
"""

import argparse
import csv
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import numpy

# Letters of drawings are ours, DejaVu (Debian's fonts-dejavu-core): libvips is to have no others.
FONTS = pathlib.Path("/usr/share/fonts/truetype/dejavu")
assert (FONTS / "DejaVuSans.ttf").is_file(), f"{FONTS} is needed"
CONFIGURED = tempfile.NamedTemporaryFile("w", suffix=".conf")
CONFIGURED.write(f"""<?xml version="1.0"?>
<fontconfig><dir>{FONTS}</dir><cachedir>{tempfile.gettempdir()}/fontconfig</cachedir>
<match><edit name="family" mode="assign" binding="strong"><string>DejaVu Sans</string></edit></match>
</fontconfig>
""")
CONFIGURED.flush()
os.environ["FONTCONFIG_FILE"] = CONFIGURED.name

import pyvips  # noqa: E402

SETS = ["photos-cameras", "photos-orientation", "photos-iptc-xmp-icc", "heritage-photos", "image-formats"]
MOST = 2.0
ENDINGS = {".txt", ".csv", ".json", ".xmp", ".md", ".ndjson", ".mov", ".mp4", ".pdf"}


class Archive:
    """An archive of its own that serves what it has taken in."""

    def __init__(self, program, place, files):
        self.home = place / "home"
        self.run = lambda *words: subprocess.run(
            [program, "--home", self.home, *words], capture_output=True, text=True, input="a long word and another\n"
        )
        folder = place / "files"
        folder.mkdir()
        for number, file in enumerate(files):
            shutil.copy(file, folder / f"{number:05}{file.suffix.lower()}")
        said = self.run("--json", "ingest", str(folder))
        self.files = {file["sha256"]: file for file in json.loads(said.stdout)["files"] if file.get("sha256")}
        self.run("user", "add", "truth", "--role", "registrar")
        self.token = re.search(r"rlq_[0-9a-f]+", self.run("token", "new", "truth").stdout).group()
        self.server = subprocess.Popen(
            [program, "--home", self.home, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True
        )
        self.address = None
        for line in self.server.stdout:
            if line.startswith("listening on "):
                self.address = line.split()[-1]
                break

    def picture(self, file, ending):
        """Returns the picture as an array, or why there is none."""
        known = self.files.get(hashlib.sha256(file.read_bytes()).hexdigest())
        if known is None or not known.get("id"):
            return None, (known or {}).get("reason") or "refused"
        if known.get("preview") is False or known.get("reason"):
            return None, known.get("reason") or "no picture"
        address = f"{self.address}/iiif/image/{known['id']}/full/!512,512/0/default.{ending}"
        asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {self.token}"})
        try:
            with urllib.request.urlopen(asked) as answer:
                return array(pyvips.Image.new_from_buffer(answer.read(), "")), None
        except urllib.error.HTTPError as error:
            return None, f"answered with {error.code}"

    def close(self):
        self.server.terminate()
        self.server.wait()


def array(image):
    if image.interpretation != "srgb" or image.bands < 3:
        image = image.colourspace("srgb")
    if image.hasalpha():
        image = image.flatten(background=[255, 255, 255])
    if image.format != "uchar":
        image = image.cast("uchar")
    return image.numpy().astype(numpy.float64)[:, :, :3]


def theirs(file, width, height):
    asked = {"height": height, "size": "force", "export_profile": "srgb", "intent": "perceptual"}
    if file.suffix.lower() == ".svg":
        return array(pyvips.Image.thumbnail(str(file), width, **asked))
    # Decoded whole: what libvips takes over from a decoder that shrinks by itself is that decoder's picture.
    return array(pyvips.Image.new_from_file(str(file)).thumbnail_image(width, **asked))


def apart(one, other):
    return float(numpy.abs(one - other).mean())


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("program")
    tests = pathlib.Path(__file__).resolve().parents[1]
    words.add_argument("--shared", type=pathlib.Path, default=tests.parents[1] / "shared")
    words.add_argument("--table", type=pathlib.Path)
    words.add_argument("--why", action="store_true")
    words.add_argument("--only", default="")
    asked = words.parse_args()
    data = asked.shared / "data"
    with open(tests / "fixtures" / "truth-exceptions.csv", newline="") as file:
        exceptions = {row["file"]: row for row in csv.DictReader(file)}
    files = [
        file
        for name in SETS
        for file in sorted((data / name / "files").rglob("*"))
        if file.is_file() and file.suffix.lower() not in ENDINGS and asked.only in str(file)
    ]
    with open(tests / "fixtures" / "data-exceptions.csv", newline="") as file:
        not_shown = {row[0] for row in csv.reader(file)}
    rows, compared, missed = [], [], []
    with tempfile.TemporaryDirectory() as place:
        archive = Archive(asked.program, pathlib.Path(place), files)
        try:
            for file in files:
                picture, reason = archive.picture(file, "png")
                row = {"file": str(file.relative_to(data)), "ours": reason or "", "theirs": "", "mean": "", "jpeg": ""}
                rows.append(row)
                try:
                    if picture is None:
                        pyvips.Image.thumbnail(str(file), 512).avg()
                        if row["file"] not in not_shown:
                            missed.append(f"libvips reads it: {row['file']} {reason}")
                        continue
                    other = theirs(file, picture.shape[1], picture.shape[0])
                except pyvips.Error as error:
                    row["theirs"] = (str(error).splitlines() or ["not read"])[0][:80]
                    continue
                row["mean"] = f"{apart(picture, other):.2f}"
                compared.append(row)
                if asked.why:
                    sent, _ = archive.picture(file, "jpg")
                    row["jpeg"] = "" if sent is None else f"{apart(sent, other):.2f}"
        finally:
            archive.close()
    if asked.table:
        with open(asked.table, "w", newline="") as out:
            table = csv.DictWriter(out, rows[0].keys())
            table.writeheader()
            table.writerows(rows)
    means = [float(row["mean"]) for row in compared]
    print(f"{len(means)} pictures compared: {sum(mean <= MOST for mean in means)} within {MOST:g} of 255, ", end="")
    print(f"median {numpy.median(means):.2f}; {len(rows) - len(means)} not read by one of the two")
    if asked.why:
        sent = [float(row["jpeg"]) for row in compared if row["jpeg"]]
        print(f"as JPEG: {sum(mean <= MOST for mean in sent)} within {MOST:g}, median {numpy.median(sent):.2f}")
    if not asked.only:
        missed += [f"not compared: {file}" for file in exceptions if file not in {row["file"] for row in compared}]
    for line in missed:
        print(line)
    wrong = [row for row in compared if (float(row["mean"]) > MOST) != (row["file"] in exceptions)]
    for row in wrong:
        print("no exception any more:" if row["file"] in exceptions else "too far:", row["file"], row["mean"])
    assert asked.only or len(means) > 400, "the sweep found too few"
    sys.exit(bool(wrong or missed))


if __name__ == "__main__":
    main()
