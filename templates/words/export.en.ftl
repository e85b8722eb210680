# Packages: the page to open first, the lists, how to check.

export-name-museum = Package for a museum
export-name-preservation = Package for long-term keeping
export-name-portal = Public package
export-name-loan = Package for a loan
export-name-backup = Copy of the stored objects

export-museum = A package for a museum that takes the material over: originals and pictures, records without what is closed (exact places of artefacts, positions of cameras, consents of people shown). Originals are unchanged, with whatever position a camera wrote into them.
export-preservation = A package for long-term keeping: every original, every version of the records and all that was done to them. It holds closed fields; consents of people shown are left out.
export-portal = A public package: what anybody may see, as it is published. Where an original may not be handed out, a picture of it stands in its place.
export-loan = A package for a house that borrows: descriptions, condition and pictures; no originals.
export-backup = A byte-for-byte copy of the objects of the store, closed fields included. Not to be handed out.

export-heading = { $archive } – package
export-as-of = As of the latest change to these records, { $day }.
export-children = Parts, artefacts, inscriptions
export-files = Digital assets
export-type = Type
export-class = Class
export-place = Place
export-dating = Date
export-rights = Rights
export-page = Page on the web
export-machine = machine translation, not reviewed
export-comes-from = This package comes from

export-note-damaged = the file was damaged when it was received
export-note-kept-back = the original is not part of this package
export-note-no-originals = packages of this kind hold no originals

export-layout-heading = What lies where
export-layout-readme = This page; there are a Vietnamese and an Indonesian one.
export-layout-check = How to check that the package is whole.
export-layout-inventory = A line for each file: what it shows, the name it was given, size, checksum, maker, rights. Opens in Excel.
export-layout-objects = A line for each relic, part and artefact, after the Object ID standard, with its condition. Opens in Excel.
export-layout-records = The full records as JSON: the relic; its parts, artefacts, inscriptions, decisions, events and sources; its digital assets.
export-layout-schema = The shape of the record files (JSON Schema).
export-layout-standards = The records in LIDO 1.1 and Dublin Core, for other programs.
export-layout-technical = What was read out of each file.
export-layout-premis = What was done to records and files, in PREMIS 3.
export-layout-originals = Originals, not a byte changed. The names are ours; the names they were given stand in inventory.csv.
export-layout-pictures = Pictures for looking at, 2,048 and 512 pixels at their longer side, without metadata.
export-layout-versions = Earlier versions of the records.
export-layout-store = An OCFL 1.1 storage root: each record and each asset an object with all its versions.

export-check-heading = Checking that the package is whole
export-how-to-check =
    This package is a bag after BagIt 1.0 (RFC 8493). The checksums of all files stand in manifest-sha256.txt and manifest-sha512.txt, beside the folder data.

    1. Unzip the file and open a command line in the folder that came out of it (the one with the file bagit.txt).
    2. Linux:   sha256sum --check --quiet manifest-sha256.txt
       macOS:   shasum -a 256 --check manifest-sha256.txt
       Windows: Get-FileHash FILE -Algorithm SHA256 (PowerShell), and compare with the line of that file in manifest-sha256.txt
    3. No message of failure means that every file is as it was packed.

    With Python the whole package can be checked by: bagit.py --validate FOLDER

export-failed-damaged = The original of an asset no longer matches its checksum. Run “reliquary verify” to learn which, then order the package again.
export-failed-missing = A relic that was to be packed is gone, or whoever ordered may no longer see it.
export-failed-denied = The role of whoever ordered does not allow this kind of package.
