#!/bin/sh
# Holds a real archive and its packages against validators that others wrote: bagit.py, xmllint with the schemas of LIDO,
# Dublin Core and PREMIS, ocfl-py and rocfl.
#
#   tests/conformance/packages.sh PROGRAM [FOLDER]
#
# PROGRAM is the built binary; FOLDER, which must not exist, keeps the archive and the packages to be looked at.
# Needs in PATH: unzip, xmllint, bagit.py (pip install bagit==1.9.0), ocfl-validate.py and ocfl-root.py (pip install
# ocfl-py==2.1.0), rocfl (cargo install rocfl --version 1.7.0 --locked --no-default-features). What is absent is skipped
# aloud, and fails where CI=true. Material and schemas come from RELIQUARY_SHARED, by default ../shared.
set -u
program=$(realpath "$1") || exit 2
here=$(realpath "$(dirname "$0")")
shared=${RELIQUARY_SHARED:-$(realpath "$here/../../../shared" 2>/dev/null)}
if [ ! -d "$shared/conformance" ]; then
    echo "skipped: the schemas and the material are not here"
    [ "${CI:-}" = true ] && exit 1
    exit 0
fi
work=${2:-$(mktemp -d)}
mkdir -p "$work"
kit=$shared/conformance
export XML_CATALOG_FILES="$kit/catalog.xml"
export RELIQUARY_HOME="$work/home"
failed=0

good() { echo "ok      $1"; }
bad() {
    echo "FAILED  $1"
    failed=1
}
try() {
    claim=$1
    shift
    if "$@" >"$work/said" 2>&1; then good "$claim"; else
        bad "$claim"
        tail -n 20 "$work/said"
    fi
}
has() {
    command -v "$1" >/dev/null && return 0
    echo "skipped: $1 is not here"
    [ "${CI:-}" = true ] && failed=1
    return 1
}

# An archive with a life behind it: taken in twice, published, withdrawn, published again.
sheet=$work/sheet.csv
echo "file,alt_text,alt_text_en,rights,credit_line,creator" >"$sheet"
find "$shared/data/heritage-photos/files" "$shared/data/vn-documents/files" -type f | while read -r file; do
    echo "$(basename "$file"),=Mặt trước,The front,https://creativecommons.org/licenses/by/4.0/,Kho di sản,Người chụp" >>"$sheet"
done
"$program" ingest "$shared/data/photos-iptc-xmp-icc/files" >/dev/null 2>&1
try "records are added" "$program" relic add "$here/records.json"
"$program" ingest "$shared/data/heritage-photos/files" "$shared/data/vn-documents/files" --relic DTG --sheet "$sheet" >/dev/null 2>&1
"$program" ingest "$shared/data/photos-iptc-xmp-icc/files" --relic NMN >/dev/null 2>&1
try "a relic is published" "$program" relic publish DTG
try "a relic is withdrawn" "$program" relic withdraw DTG --reason "được rút để kiểm tra"
try "a relic is published again" "$program" relic publish DTG
try "every byte is right" "$program" verify

for preset in museum preservation portal loan backup; do
    codes="DTG NMN"
    [ $preset = portal ] && codes=DTG
    # shellcheck disable=SC2086
    try "$preset: packed" "$program" export $codes --preset $preset -o "$work/$preset.zip"
    try "$preset: unzipped" unzip -q "$work/$preset.zip" -d "$work/$preset"
    # shellcheck disable=SC2086
    rm -f "$RELIQUARY_HOME"/exports/*
    try "$preset: packed again" "$program" export $codes --preset $preset -o "$work/again.zip"
    try "$preset: the same bytes" cmp "$work/$preset.zip" "$work/again.zip"
    bag=$(echo "$work/$preset"/*)
    has bagit.py && try "$preset: bagit.py" bagit.py --validate --quiet "$bag"
    [ $preset = backup ] && continue
    if has xmllint; then
        for file in "$bag"/data/*/lido.xml; do
            try "$preset: $(basename "$(dirname "$file")") LIDO 1.1" xmllint --nonet --noout --schema "$kit/lido/lido-v1.1.xsd" "$file"
        done
        for file in "$bag"/data/*/dc.xml; do
            try "$preset: $(basename "$(dirname "$file")") Dublin Core" xmllint --nonet --noout --schema "$kit/oai/oai_dc.xsd" "$file"
        done
        for file in "$bag"/data/*/premis.xml; do
            [ -f "$file" ] || continue
            try "$preset: $(basename "$(dirname "$file")") PREMIS 3" xmllint --nonet --noout --schema "$kit/premis/premis-v3-0.xsd" "$file"
        done
    fi
done
for preset in museum portal loan; do
    if grep -rq "SECRET-SHELF" "$work/$preset"; then bad "$preset: says nothing closed"; else good "$preset: says nothing closed"; fi
done

ocfl() {
    what=$1
    root=$2
    if has ocfl-validate.py; then
        find "$root" -name 0=ocfl_object_1.1 -printf '%h\n' | sort >"$work/objects"
        try "$what: $(wc -l <"$work/objects") objects, ocfl-validate.py" xargs -a "$work/objects" ocfl-validate.py --quiet
        grep -v "W004" "$work/said" | grep -q "\[W" && grep "\[W" "$work/said" | grep -v W004 | sort | uniq -c | head
        try "$what: ocfl-root.py" ocfl-root.py validate --root "$root" --validate-objects --check-digests
    fi
    has rocfl && try "$what: rocfl" rocfl --root "$root" validate
}
ocfl "the store" "$work/home/store"
ocfl "the store of a backup package" "$(echo "$work"/backup/*)/data/store"

[ -n "${2:-}" ] || rm -rf "$work"
exit $failed
