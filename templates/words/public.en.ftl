# Public pages, English. The Vietnamese file leads; the same keys, the same variables.

locale = en_GB
skip-to-main = Skip to main content

## Around the page
nav-main = Main
nav-languages = Languages
nav-crumbs = You are here
nav-toc = On this page
nav-home = Home
nav-relics = Relics
nav-artefacts = Artefacts
nav-inscriptions = Inscriptions
nav-map = Map
nav-timeline = Timeline
nav-festivals = Festivals
nav-about = About
nav-reuse = Reuse
nav-take-down = Report an error, ask for removal
nav-staff = For staff
foot-privacy = This archive does not track its readers and sets no cookies on public pages.

display-heading = Text size, light and dark
display-scheme = Light and dark
display-auto = As my device
display-light = Light
display-dark = Dark
display-text = Text size
display-text-1 = Normal text
display-text-2 = Large text
display-text-3 = Very large text

## Search
search-label = Search the archive
search-button = Search
search-help = With or without accents:
search-example = dinh thac gian
search-suggestions = Suggestions

## Common
unknown = Not known
code-label = Code
kicker-summary = In 60 seconds
see-larger = See larger
no-picture = No picture we may show yet
no-picture-short = No picture yet
picture-making = The picture is being made and will appear soon
picture-making-short = Picture being made
browse-filters-most = Up to { $most } filters at once
browse-filters-full = { $most } filters are set, as many as can be combined. Remove one to choose another
package-public = Download everything (ZIP)
package-public-for = All that is published of this relic, to use elsewhere
no-preview-short = No preview
print-page = Print this page
opens-elsewhere = opens another site
machine-text = Machine translation, not yet checked
language-missing-heading = This page is not yet in English
language-missing = What is not yet translated stands in its original language.
preview-heading = Preview
preview-text = This page is not public. Only staff can see it.
claims-heading = Sources disagree
claims-preferred = ✓ followed here
source-number = Source { $number }
source-accessed = read on { $day }
marks-heading = Signs
marks-lost = lost character
marks-restored = restored
marks-doubtful = doubtful

## Rank, time, measures
rank-special-national = Special national relic
rank-national = National relic
rank-provincial = City or provincial relic
rank-inventoried = Inventoried
rank-unranked = Not ranked
rank-delisted = Rank revoked
rank-of-relic = Part of: { $rank }
century = { $n } century
chip-from = From { $year }
chip-until = Until { $year }
chip-bbox = Within the map area
reign-year = { $era }, year { $year }
lunar-day = day { $day } of lunar month { $month }
lunar-days = days { $day }–{ $last } of lunar month { $month }
every-years = every { $years } years
assessed-on = Assessed on { $day }
decision-number = Decision { $number }
decision-number-unknown = Decision number: not known
unit-from = since { $day }
unit-until = until { $day }
measure-height = height
measure-width = width
measure-depth = depth
measure-length = length
measure-diameter = diameter
measure-weight = weight
measure-area = area
measure-count = count

## Home
home-heading = A page for every relic, a source for every fact
home-lead = Photographs, drawings, inscriptions and files of { $count ->
        [one] { $relics } relic
       *[other] { $relics } relics
    }, { $items ->
        [one] { $assets } item
       *[other] { $assets } items
    } in all: to look at, to read, to take away and to cite.
home-lead-empty = Photographs, drawings, inscriptions and files of relics: to look at, to read, to take away and to cite.
home-all = { $count ->
        [one] See the relic
       *[other] See all { $relics } relics
    }
home-inscription = What does the old writing say?
home-inscriptions = Read other inscriptions
home-ways = Find by
home-empty-heading = The archive is still empty
home-empty-text = No relic has been published yet. This page fills itself with the first one.
home-empty-staff = If you work for this archive
home-empty-step-1 = Sign in and make the first relic: its name, code, address, and a sentence about it.
home-empty-step-2 = Drop photographs and documents on the relic’s page. Every file that is not taken comes with a reason.
home-empty-step-3 = Press “Publish” when nothing is left on the list of what is missing.
home-empty-sign-in = Sign in

## Search and browse
browse-help = Find relics, artefacts, inscriptions and items in the archive.
browse-title = Search: “{ $q }”
browse-heading = Relics
browse-matching = matching “{ $q }”
ask-heading = How to ask
ask-plain = With or without accents, in any order. The signs below ask more closely; a mistake in them does no harm, it is taken for plain words.
ask-phrase = words side by side, as they are written
ask-phrase-example = "Hải Châu communal house"
ask-minus = without this word
ask-minus-example = bell -pagoda
ask-or = either this or that
ask-or-example = communal house OR burial ground
ask-years = dated between these years
ask-years-example = year:1800..1900
ask-times = dynasties, reigns and centuries are understood as time
ask-times-example = stele 19th century
ask-fields = only in names, codes, places, kinds, ranks, materials
ask-fields-example = name:stele place:"Thanh Khê" type:bell rank:national code:DTG material:bronze
browse-also = Also looked for:
browse-also-years = “{ $typed }” as { $first }–{ $last }
browse-also-since = “{ $typed }” as since { $first }
browse-also-until = “{ $typed }” as until { $last }
browse-also-units = “{ $typed }”, today { $units }
browse-also-terms = “{ $typed }” as { $terms }
browse-searched = “{ $typed }” stands nowhere as typed; looked for “{ $searched }”.
browse-filters = Filter
browse-filters-set = { $count ->
        [one] ({ $count } filter)
       *[other] ({ $count } filters)
    }
browse-filter-results = Filter the results
browse-apply = Apply
browse-clear = Clear all
browse-more = { $count ->
       *[other] { $count } more
    }
browse-from = From year
browse-until = Until year
browse-dates = Dating
browse-results = Results
browse-count = { $count ->
        [one] { $total } result
       *[other] { $total } results
    }
browse-page-of = page { $page } of { $last }
browse-active = Filtered by
browse-remove = Remove filter:
browse-sort = Sort by
browse-sort-button = Sort
browse-on-map = See on the map
browse-on-timeline = See on the timeline
sort-relevance = Best match
sort-name = Name, a to y
sort-date = Date, oldest first
sort-newest = Latest change first
browse-within = In
browse-views = View as
view-list = List
view-grid = Pictures
view-table = Table
column-name = Name
column-what = What it is
column-place = Place
column-date = Date
column-rank = Rank
browse-feed = Follow this list (Atom)
browse-spot = Found in
spot-caption = the caption
spot-original = the original, line { $number }
spot-reading = the reading, line { $number }
spot-translation = the translation, line { $number }
spot-colophon = the colophon
spot-transcript = the transcript
spot-text = the text
spot-page = page { $number }
browse-pages = Result pages
browse-page = Page
browse-previous = Previous
browse-next = Next
browse-empty-heading = Nothing matches
browse-empty-suggestion = Did you mean
browse-empty-remove = Without one of the filters there are:
browse-empty-ways = Browse by:
browse-empty-fewer = Try fewer words, or just one proper name.
browse-empty-all = See all relics
browse-empty-archive = No relic has been published yet.

## Map
map-heading = Map of relics
map-help = The relics on a map and in a list, filtered alike.
map-label = Map of relics; the list comes right after it
map-tools = Map
map-count = { $count ->
        [one] { $total } relic
       *[other] { $total } relics
    }
map-unplaced = { $count ->
        [one] { $count } without a public location
       *[other] { $count } without a public location
    }
map-cluster = { $count ->
        [one] { $count } relic, zoom in to see it
       *[other] { $count } relics close together, zoom in to see them
    }
map-cluster-n = { $count } relics close together, zoom in to see them
map-in = Zoom in
map-out = Zoom out
map-home = Show all
map-near = Near me
map-full = Full screen
map-two-fingers = Use two fingers to move the map
map-keys = Arrow keys move the map; plus and minus zoom; 0 shows all. Tab goes through the markers, Enter opens one, Escape closes it.
map-vague = A dashed ring shows the published precision: the relic lies somewhere within it.
map-zones = Shaded areas are protection zones I and II.
map-source = Coasts, rivers, lakes: Natural Earth.
map-here = List only what is in this frame
map-list = List
map-as-list = See as a list, with other kinds of records
map-close = Close
map-open = Open the relic’s page
map-within = Within { $metres }
map-shown = { $count } relics in the frame
map-failed = The markers could not be loaded. The list beside the map is complete.
map-near-failed = Your device did not tell where you are.
map-you = You are around here
## Timeline
time-heading = Timeline
time-help = Relics and events by year, dynasty and century.
time-count = { $count ->
        [one] { $total } record with a date
       *[other] { $total } records with a date
    }
time-undated = { $count ->
        [one] { $total } other has no known year
       *[other] { $total } others have no known year
    }
time-all = All
time-periods = Dynasties and periods
time-earlier = Earlier: { $years }
time-wider = More around these years
time-later = Later: { $years }
time-as-list = See as a list of relics
time-drawing = Drawing of the timeline, scrolls sideways
time-drawing-of = Timeline { $years }; the list is below the drawing
time-key = Full squares: the year is known. Hollow squares: about. Moments too near each other share one place to press; press it to see them nearer.
time-key-many = Each bar is the number of records whose dates touch those years; what lasts is counted in every bar it passes. Press a bar to see nearer, down to single records.
time-cut = The axis is cut from { $from } to { $until }.
time-list = List by time
time-bar = { $count ->
        [one] { $years }: { $total } record
       *[other] { $years }: { $total } records
    }
time-of-span = { $count ->
        [one] { $total } record
       *[other] { $total } records
    }
time-together = { $count } moments, { $years }
time-about = about { $date }
time-dated = Dating
time-empty-heading = No year is known
time-empty-undated = What fits the question has no date yet, so it cannot be put on the timeline.

## Festivals
festivals-heading = Festival calendar
festivals-help = Expected days of the festivals at the relics, in the lunar and the Gregorian calendar.
festivals-lead = The next festival days at the relics, reckoned from the lunar calendar.
festivals-next = Next festivals
festivals-all = See the whole festival calendar
festivals-expected = expected
festivals-expected-long = An expected date, reckoned from how the festival comes again; ask the organisers before you travel.
festivals-subscribe = Follow in your calendar
festivals-file = Download the calendar file (.ics)
festivals-by = Order by
festivals-by-solar = Gregorian month
festivals-by-lunar = Lunar month
festivals-solar = On Gregorian days
festivals-unknown = Day not known
festivals-unknown-why = The record does not say enough to tell the year or the day.
festivals-reckoned = Every day here is expected: reckoned by the Vietnamese lunar calendar (UTC+7) from how the record says the festival comes again. Ask the organisers before you travel.
festivals-empty-heading = No festivals yet
festivals-empty-text = No festival has been recorded for the published relics.
festivals-calendar = Festivals · { $archive }
lunar-month = Lunar month { $month }
lunar-month-one = lunar month { $first }, { $year } year
lunar-month-two = lunar months { $first }–{ $last }, { $year } year
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

facet-kind = Kind of record
facet-relic-type = Type
facet-function = Function
facet-rank = Rank
facet-unit = Province and ward
facet-century = Century
facet-material = Material
facet-object-type = Kind of artefact or inscription
facet-language = Can be read in
facet-condition = Condition
facet-has-picture = Pictures
facet-licence = Rights
facet-with-picture = With pictures
facet-without-picture = Without pictures

## Relic page
section-more-pictures = More pictures
section-papers = Documents
section-related = Relics like this one
section-facts = Facts
section-place = Where
section-history = History
section-timeline = Dates
section-description = Description
section-significance = Significance
section-features = Features
section-subject = Subject
section-visit = Visiting and festivals
section-parts = Parts
section-artefacts = Artefacts
section-inscriptions = Inscriptions
section-rights = Rights and citation
section-sources = Sources
section-lines = Line by line
section-technical = Technical data
section-regions = Marked in the picture
section-downloads = Download
section-transcript = Words in this item
section-shows = Shows
also-called = Also called
fact-relic-type = Type
fact-function = Function
fact-rank = Rank
fact-flags = Titles
fact-dating = Dating
fact-worship = Venerated
fact-people = People
fact-material = Material
fact-technique = Technique
fact-area = Area
fact-condition = Condition
fact-owner = Owner
fact-manager = Looked after by
fact-address-current = Address today
fact-address-recorded = Address on file
fact-units = Administrative unit
fact-route = Getting there
fact-point = Coordinates
fact-festival = Festival
fact-hours = Opening hours
fact-fee = Admission
fact-access = Access
fact-dress = Dress
fact-photo-rule = Photography
fact-part-type = Kind of part
fact-measures = Measures
fact-object-type = Kind of artefact
fact-legal-class = Legal class
fact-maker = Maker
fact-kept-in = Kept in
fact-held-by = Held by
fact-inventory-no = Inventory number
fact-script = Script
fact-direction = Direction
fact-carrier = On
fact-position = Position
fact-author = Author
fact-carver = Carver
fact-inscription-state = Survives
fact-char-count = Characters
fact-asset-kind = Kind of item
fact-view = View
fact-creator = Made by
fact-captured = Taken or made
fact-file = Original file
fact-sha256 = SHA-256
fact-language = Language
note-disputed = sources disagree
note-unsure = unsure
note-general = general knowledge, to be checked
note-computed = Gregorian year worked out by machine
point-words = { $lat }° { $north }, { $lon }° { $east }
point-north = north
point-south = south
point-east = east
point-west = west
point-exact = Exact coordinates.
point-vague = Rounded to within { $precision } to keep the relic safe.
point-hidden = The exact position is not public, to keep the relic safe.
point-own = On the map, with what is near
point-map = Open OpenStreetMap
point-route = Open a navigation app
precision-100m = 100 m
precision-1km = 1 km
precision-10km = 10 km
inscriptions-empty = No inscription of this relic has been read and published yet.
rights-credit = Credit: “{ $credit }”.
rights-holder = Rights holder: { $holder }.
rights-terms = Full terms
rights-not-stated = Rights are not stated. Ask the archive before reuse.
rights-notices = The community that keeps this relic asks:
durable-address = Permanent address:
data-forms = Data:
version-line = Version { $version } · updated { $day }.
report-line = Something wrong, or a picture that should go?
report-link = How to tell the archive
parts-of = Part of { $relic }

## Inscriptions
lines-original = Original
lines-original-rtl = Original, read from right to left
lines-reading = Sino-Vietnamese reading
lines-reading-plain = Reading
lines-translation = Translation
lines-colophon = Colophon
lines-signed = Read and signed by
lines-unsigned = not yet signed by a reader
lines-no-original = No original text yet
lines-no-reading = No reading yet.
lines-no-translation = No translation yet.
lines-more = Read it in full
carried-inscriptions = Writing on this object

## Asset page
asset-region-to = See:
asset-viewer = Picture viewer
asset-stage = Picture that zooms: plus, minus and arrow keys; 0 fits it in
asset-tools = Viewing tools
asset-zoom-in = Zoom in
asset-zoom-out = Zoom out
asset-fit = Fit
asset-full-screen = Full screen
asset-leave-full-screen = Leave full screen
asset-previous = Previous
asset-next = Next
asset-number = { $number } of { $count }
asset-film = Pictures of this relic
asset-picture-n = Picture { $number }
asset-no-preview = No preview
asset-original-offered = The original is kept whole and can be downloaded below.
asset-original-closed = The original is kept whole but is not a public download.
asset-leaf = Page
asset-leaf-go = Go
asset-leaf-wrong = The document has pages 1 to { $count }.
asset-leaves = Pages of the document
asset-page-n = Page { $number }
asset-page-of = Page { $number } of { $count }
asset-page-text = Text of the document
asset-page-text-n = Text of page { $number }
viewer-keys = Plus and minus zoom; arrows move the picture; 0 fits it in; R rotates; F fills the screen; C compares; Page Up and Page Down turn to another picture.
viewer-turn = Rotate
viewer-compare = Compare two
viewer-with = Picture to compare with
viewer-side = Side by side
viewer-slide = Slider
viewer-divide = Where the two pictures meet
viewer-comparing = Comparing two pictures
viewer-making = This page is being made …
viewer-missing = This page cannot be shown
viewer-level = Zoomed { $level } times
viewer-turned = Rotated { $degrees }°
viewer-point = .
viewer-copied = Copied
viewer-copy = Copy
viewer-part = The part in view
viewer-here = Link to this view
viewer-iiif = IIIF address of the part in view
download-small = Small
download-middle = Medium
download-large = Large
download-original = Original file
download-credit = When you reuse it, write: “{ $credit }”.
download-none = Nothing here is a public download.
iiif-address = IIIF address
tech-format = Format
tech-size = Original size
tech-pages = Pages
tech-encoding = Text encoding
tech-camera = Camera
tech-lens = Lens
tech-exposure = Exposure
tech-date = Date in the file
tech-software = Software
tech-profile = Colour profile

## About
about-keeps = This archive keeps photographs, drawings, inscriptions and files of relics. Every fact names its source; where sources disagree, both stand side by side.
about-read-heading = How to read a page
about-read-sources = Small numbers in brackets lead to the sources at the end of the page.
about-read-unknown = “Not known” means that no source tells; the archive does not guess.
about-read-claims = “Sources disagree” opens every opinion with its source, and why one of them is followed.
about-read-place = Coordinates are mostly rounded, so that graves, objects and the people there are left in peace.
about-read-machine = Machine translations that nobody has checked say so.
about-reuse-heading = Reuse
about-reuse-rights = Every picture and document has its own terms and credit line, right above its downloads.
about-reuse-address = Addresses of the form /r/CODE never change: use them in citations and on QR signs.
about-reuse-data = Every relic is also there as JSON and LIDO data; every picture has an IIIF address.
about-take-down-heading = Report an error, ask for removal
about-take-down-text = Whoever is in a picture, a family with a grave, the village that keeps a relic or a holder of rights may ask for removal or correction. Write to the body that runs this archive and name the page’s address. The archive hides first and examines after; a withdrawn page keeps its address and says why.
about-privacy-heading = Privacy
about-privacy-text = Public pages set no cookies, call no other server and do not record who reads what. Your choice of light, dark and text size stays in your own browser.
about-access-heading = For every reader
about-access-text = Pages can be read without scripts, by keyboard, with a screen reader, enlarged to 400 %, and on paper. Text size, light and dark are chosen at the foot of each page.
about-program = Runs on Reliquary, free software.

## Errors
error-status = Code { $status }
error-heading-missing = We cannot find this page
error-heading-gone = This page is withdrawn
error-heading-signed-out = You need to sign in
error-heading-denied = You may not do this
error-heading-busy = The server is busy
error-heading-broken = The server could not do this
error-heading-invalid = The request is not right
error-missing = The address may be mistyped, or the page is not public.
error-broken = The fault is ours and has been noted. Nothing in the archive is affected.
error-busy = Many people are reading at once. Wait a few seconds, then load the page again.
error-invalid = The server does not understand this request. Go back and try once more.
error-retry-broken = Try again in a few minutes.
error-retry-after = { $seconds ->
        [one] Try again in { $seconds } second.
       *[other] Try again in { $seconds } seconds.
    }
error-reload = Load again
error-withdrawn = This page was withdrawn on { $day }
error-withdrawn-note = Reason: { $note }
error-withdrawn-address = The QR code and this address stay as they are; when the page opens again, you will read it here.
error-sign-in = Sign in
error-search = Search by name
error-to-home = To the first page
error-to-relics = See the relics
error-to-desk = Back to the desk
