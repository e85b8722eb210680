### What the staff desk says.

## The desk and its doors

staff-desk = Staff desk
staff-nav = Staff desk
staff-nav-records = Records
staff-nav-upload = Upload
staff-nav-assets = Files
staff-nav-tray = Tray
staff-nav-jobs = Jobs
staff-nav-accounts = Accounts
staff-to-public = Public site: { $archive }
staff-back-to-desk = Back to the desk
staff-where = Where you are
staff-undo = Undo
staff-save = Save
staff-choose = Not chosen
staff-refresh = Refresh
staff-copy = Copy
staff-copied = Copied

## Signing in and out

staff-login = Sign in
staff-login-heading = Sign in to the staff desk
staff-login-lead = Only staff and volunteers sign in. Reading the archive needs no account.
staff-login-next = The page you opened needs you to sign in. You will go on to it afterwards.
staff-login-failed = Not signed in
staff-login-wrong = The name or the password is not right.
staff-login-stale = This sign-in page was too old. Send it once more.
staff-login-wait = Too many wrong tries.
staff-login-wait-s = Wait { $seconds } seconds, then try again.
staff-login-help = Check the keyboard layout and Caps Lock.
staff-login-forgot = Forgot the password? Whoever manages accounts can set a new one in a minute.
staff-username = User name
staff-password-label = Password
staff-show-password = Show the password
staff-logout = Sign out
staff-logout-lead = You are signed in as { $user }.
staff-plain-heading = This account is for reading
staff-plain-lead = The role “{ $role }” reads what is open to registered readers; it has no work at the desk.
staff-plain-read = Go to the archive
staff-password = Change password
staff-password-lead = Account { $user }, { $role }. Afterwards you sign in anew on every device.
staff-password-kept = The password is not changed. See the field below.
staff-password-present = Present password
staff-password-fresh = New password
staff-password-rule = 12 to 128 characters. A short sentence works well; not a run of digits, not your name.
staff-password-again = New password once more
staff-password-differs = The two are not the same

## What was just done

staff-done-saved = Saved
staff-done-unchanged = Nothing was changed, so no new version was kept
staff-done-created = Created. Nobody outside the desk sees this draft
staff-done-added = Added
staff-done-submitted = Sent for review
staff-done-sent-back = Sent back to be written
staff-done-approved = Approved
staff-done-published = Published
staff-done-withdrawn = Withdrawn. Readers see a short note at the same address
staff-done-draft-again = A draft again
staff-done-taken-back = Taken back. The original stays in the tray
staff-done-attached = Attached
staff-done-ordered = Order changed
staff-done-cover = Cover chosen
staff-done-account-added = Account added
staff-done-account-changed = Account changed
staff-done-password-changed = Password changed. Sign in with the new one
staff-done-signed-out = Signed out

## Lists

staff-kinds-relic = Relics
staff-kinds-part = Parts
staff-kinds-artefact = Artefacts
staff-kinds-inscription = Inscriptions
staff-kinds-decision = Decisions
staff-kinds-bibliography = Sources
staff-kinds-asset = Files
staff-kinds = Kinds of records
staff-new-relic = Add a relic
staff-new-part = Add a part
staff-new-artefact = Add an artefact
staff-new-inscription = Add an inscription
staff-new-decision = Add a decision
staff-new-bibliography = Add a source
staff-search = Search by name or code
staff-find = Search
staff-states = States
staff-all = All
staff-count = Items: { $count }
staff-show-all = Show all
staff-pages = Pages of the list
staff-col-name = Name
staff-col-code = Code
staff-col-state = State
staff-col-missing = Missing
staff-col-changed = Last change
staff-col-version = Version
staff-col-when = When
staff-col-who = Who
staff-col-what = What
staff-col-job = Job
staff-col-on = On
staff-col-since = Since
staff-older-public = (an older version is public)
staff-missing-n = { $count } missing
staff-missing-none = nothing
staff-none-found = Nothing matches
staff-none-found-lead = Try fewer words, or show all.
staff-empty-relic = No relic yet
staff-empty-relic-lead = Begin with its name; everything else can follow.
staff-empty-part = No part yet
staff-empty-part-lead = Add one here, or beside a relic's form.
staff-empty-artefact = No artefact yet
staff-empty-artefact-lead = Add one here, or beside a relic's form.
staff-empty-inscription = No inscription yet
staff-empty-inscription-lead = Add one here, or beside the relic or artefact that bears the text.
staff-empty-decision = No decision yet
staff-empty-decision-lead = Added from a relic's page, a decision belongs to that relic at once.
staff-empty-bibliography = No source yet
staff-empty-bibliography-lead = Books, articles and files that several records cite.
staff-empty-asset = No file yet
staff-empty-asset-lead = Upload pictures, documents, sound: each file becomes an item.

## The form

staff-section-identity = Identity
staff-section-regions = Marked parts of the picture
staff-section-dating = Dating
staff-section-place = Place
staff-section-words = Texts
staff-section-state = Condition
staff-section-sources = Sources
staff-section-rights = Rights and access
staff-section-making = Date, people, materials
staff-section-text = Text
staff-section-taken = Who and when
staff-sections = Sections of the form
staff-create = Create the draft
staff-choose-lead = Parts, artefacts and inscriptions always belong to a relic.
staff-choose-relic = Belongs to the relic
staff-go-on = Go on
staff-do = Write:
staff-dont = Not:
staff-read = Understood as:
staff-theirs = The other wrote:
staff-translations = English, Indonesian
staff-translations-n = { $count } of 2
staff-in-vi = Vietnamese
staff-in-en = English
staff-in-id = Indonesian
staff-one-or-more = one or more
staff-rows-help = The last row is blank: saving adds another. A row emptied is a row removed.
staff-text-human = human translation
staff-text-machine = machine translation
staff-text-reviewed = machine, checked
staff-text-stale = older than its source
staff-preview = Preview
staff-see-public = Public page
staff-beside = What is left and what belongs here
staff-missing-heading = { $count ->
        [one] One thing before publication
       *[other] { $count } things before publication
    }
staff-missing-asset = { $count ->
        [one] One thing is missing
       *[other] { $count } things are missing
    }
staff-missing-nothing = Nothing is missing
staff-there = { $count ->
        [one] One thing is there
       *[other] { $count } things are there
    }
staff-version = Version { $version }
staff-version-public = public
staff-version-older = version { $version } is public
staff-version-closed = not public
staff-changes = Recent changes
staff-history = History of versions
staff-none-yet = None yet
staff-not-saved = Not saved
staff-typed-kept = Everything you typed is still below.
staff-look-again = Kept, but worth a second look
staff-conflict = Someone has just changed this
staff-conflict-lead = { $by } saved a new version while you typed. Nothing has been overwritten; your text is all below.
staff-conflict-both = Both of you changed these; compare and choose:
staff-conflict-theirs = Taken from the other's version:
staff-conflict-do = When it looks right, press Save to keep what is below.
staff-conflict-drop = Drop mine and open the new version
staff-unsaved = Not saved. What you type is kept on this device
staff-leave = Not saved
staff-draft-found = This device keeps unsaved text, typed
staff-draft-take = Bring it back
staff-draft-drop = Discard

## What is wrong with a value

staff-e-date = This date is not understood. Write it like 1854, about 1850, 19th century, Tự Đức 7 or 26/12/1968
staff-e-day = A full day is needed, such as 14/3/2026
staff-e-number = This is not a number
staff-e-point = Coordinates are two numbers, such as 16.0678 and 108.2123
staff-e-url = A web address begins with https:// or http://
staff-e-measure = Choose what was measured: height, width, weight …
staff-e-sealed = Sealing needs the day it ends, such as 1/1/2040
staff-e-code-taken = Another record uses this code
staff-e-record = Something has the wrong shape. Look at what was filled in
staff-e-no-record = No record has this code
staff-e-account-name = A name has 2 to 40 letters without accents, digits, dots or hyphens
staff-e-account-taken = There is an account of this name
staff-e-own-account = One cannot disable oneself or give up one's own right to manage

## Names of fields, what to write there, examples

staff-f-name = Name
staff-f-relic-name = Name of the relic
    .help = The name in the ranking decision, with all its marks.
    .good = Bia chùa Long Thủ
    .bad = BIA CHUA LONG THU (di tich)
staff-f-code = Code
    .help = Letters without accents, digits and dots; part of the page's address.
staff-f-relic-code = Code
    .help = At most 12 letters or digits, on the QR sign for ever. Left blank, the initials of the name are taken.
    .good = DTG
staff-f-relic-types = Type
staff-f-functions = Building kind
staff-f-rank = Rank
    .help = If it is ranked, add the decision beside this form; if not, choose “Unranked”.
staff-f-rank-flags = Other titles
staff-f-dating = Dating
    .help = As the source says it: Tự Đức 7, about 1850, 19th century, 26/12/1968.
staff-f-place-address-recorded-text = Address as recorded
    .help = As the file or the decision has it, old units included.
staff-f-place-address-recorded-unit = Unit as recorded
staff-f-place-address-current-text = Address today
    .help = By the units in force since 1 July 2025.
staff-f-place-address-current-unit = Unit today
staff-f-place-point = Coordinates
    .help = WGS84, decimal degrees. The public page shows no more than chosen below.
staff-f-place-public-precision = The public map shows
    .help = Without a choice it is rounded to 10 km.
staff-f-place-route = Way to get there
staff-f-summary = Summary
    .help = Two to four sentences anyone understands, each a fact with a source.
    .good = A sandstone stele 1.25 m high with 368 Hán characters, set up in 1657.
    .bad = One of the finest steles, a must-see for everyone.
staff-f-history = History
staff-f-description = Description
staff-f-relic-description = Description
staff-f-significance = Significance
staff-f-condition-grade = Condition
staff-f-condition-assessed-on = Day it was assessed
staff-f-sources = Sources
    .help = Books, papers, files or pages that what stands here rests on. At least one.
staff-f-rights-statement = Rights statement
staff-f-relic-rights-statement = Rights in the page's texts
staff-f-rights-credit-line = Credit line
    .good = Photo: Nguyễn Lan, Thanh Khê ward
staff-f-access = Who may see it
staff-f-part-type = Kind of part
staff-f-original-element = An original constituent element
staff-f-materials = Materials
staff-f-techniques = Techniques
staff-f-measures = Measurements
staff-f-features = Distinguishing features
staff-f-inventory-no = Inventory number
    .help = A.B.C: initials of the relic, of the place, number on the plan.
    .good = DTG.TĐ.01
staff-f-object-type = Object type
staff-f-legal-class = Legal class
staff-f-acquisition = How it came here
staff-f-part-location = Kept at
staff-f-location-precise = Exact place (never public)
staff-f-maker = Maker
staff-f-title = Title
staff-f-inscription-title = Short title
    .help = For lists, where the reading is long.
staff-f-text-kind = Kind of text
staff-f-carrier = Carrier
staff-f-position = Where on the carrier
staff-f-state = State
staff-f-script = Script
staff-f-direction = Direction
staff-f-original = Original text
    .help = One line a column. □ lost, [x] restored, {"{"}x?{"}"} doubtful.
staff-f-char-count = Number of characters
staff-f-reading = Reading
staff-f-translation = Translation
staff-f-author = Author
staff-f-carver = Carver
staff-f-editors = Read and signed by
    .help = Who read it and answers for it. At least one.
staff-f-number = Number
    .help = Exactly as written.
    .good = 4699/QĐ-BVHTTDL
staff-f-number-unknown = No source gives the number
staff-f-decision-kind = Kind of decision
staff-f-level = Rank given
staff-f-issued-on = Signed on
    .help = As the source says: 28/12/2009, or the year alone.
staff-f-effective-on = In force from
staff-f-issuer = Issued by
staff-f-signatory = Signed by
staff-f-batch = Batch
staff-f-excerpt = Abstract
staff-f-citation = Full citation
staff-f-authors = Authors, one a line
staff-f-year = Year
staff-f-publisher = Publisher
staff-f-url = Web address
staff-f-archive-ref = Shelf mark
staff-f-language = Language
staff-f-alt-text = Alternative text
    .help = What someone who cannot see the picture hears: what is in it, in a sentence or two.
    .good = Front of a three-bay hall with a yin-yang tiled roof and a brick yard
    .bad = photo 1
staff-f-caption = Caption
staff-f-regions = Marked parts
    .help = Each has a short label and four numbers in pixels of the upright full picture. Open the picture on its public page and zoom to the part: the four numbers stand behind «xywh=» in the address.
staff-f-asset-kind = Kind
staff-f-view = View
staff-f-creator = Made by
staff-f-captured-at = Taken on
staff-f-people-shown = People shown
staff-f-sensitivity = What calls for care

## Parts of fields

staff-when = Year or period
staff-when-of = What happened
staff-unit-name = Name of the unit
staff-unit-code = Code of the unit
staff-point-lat = Latitude
staff-point-lon = Longitude
staff-point-accuracy = Accuracy, metres
staff-agent-name = Name
staff-agent-record = Record of the person or body
staff-agent-role = Role
staff-agent-at = Day
staff-source-citation = Source, in words
staff-source-url = Web address
staff-source-locator = Page, section
staff-source-record = A source kept here
staff-region-label-vi = Label, Vietnamese
staff-region-label-en = Label, English
staff-region-label-id = Label, Indonesian
staff-region-x = Left
staff-region-y = Top
staff-region-width = Width
staff-region-height = Height
staff-region-page = Page
staff-region-record = Leads to
staff-measure-type = What
staff-measure-value = Value
staff-measure-unit = Unit
staff-measure-note = The source's words
staff-measure-height = height
staff-measure-width = width
staff-measure-depth = depth
staff-measure-length = length
staff-measure-diameter = diameter
staff-measure-weight = weight
staff-measure-area = area
staff-measure-count = count
staff-access-level = Level
staff-access-until = Sealed until
staff-access-names = Account names, for named people

## The workflow

staff-submit = Send for review
staff-send-back = Send back
staff-approve = Approve
staff-publish = Publish
staff-withdraw = Withdraw
staff-undo-withdraw = Back to draft
staff-who-publishes = Approving and publishing is for approvers.
staff-back-to-form = Back to the form
staff-publish-ask = Publish “{ $title }”?
staff-publish-lead = Everyone can read it at { $address }. This address stays, also on the QR sign.
staff-publish-lead-below = Everyone can read it once the relic it belongs to is public too.
staff-publish-opens = { $count ->
        [one] Open one file that is for staff only
       *[other] Open { $count } files that are for staff only
    }
staff-publish-below = { $count ->
        [one] Publish one record below that is ready
       *[other] Publish { $count } records below that are ready
    }
staff-publish-waiting = Not ready; these wait:
staff-not-publish = Do not publish
staff-withdraw-ask = Withdraw “{ $title }”?
staff-withdraw-lead = Readers will see a short note at the same address. The QR code keeps working. It can be opened again at any time.
staff-withdraw-reason = Reason
staff-withdraw-no-reason = Choose a reason
staff-withdraw-note = Public note
staff-withdraw-help = One sentence for readers; it may be left blank.
staff-not-withdraw = Do not withdraw
staff-was-changed = This changed while the page was open. Look again, then go on.
staff-event-creation = created
staff-event-metadata-modification = changed
staff-event-submission = sent for review
staff-event-sent-back = sent back
staff-event-approval = approved
staff-event-publication = published
staff-event-withdrawal = withdrawn
staff-event-access-change = access changed
staff-event-opened-with-its-record = opened with its record
staff-event-ingestion = taken in
staff-event-deaccession = taken back
staff-event-taken-back = taken back

## Pictures and files

staff-pictures = Pictures and files
staff-pictures-all = See all
staff-order = Order, choose the cover
staff-order-lead = The cover comes first; the others follow in this order.
staff-cover = cover
staff-make-cover = Make it the cover
staff-up = Up
staff-down = Down
staff-add-files = Add files
staff-no-pictures = No picture or file yet
staff-no-pictures-lead = One picture with alternative text and rights is needed before publication.
staff-waiting = picture being made
staff-package = Package to take away
staff-package-lead = One ZIP file after the BagIt standard, with a checksum for each file.
staff-package-button = Download package
staff-package-museum = Museum
staff-package-museum-for = For a museum that takes the material over: originals, pictures, records; no closed fields.
staff-package-preservation = Preservation
staff-package-preservation-for = For a digital repository that keeps it for good: everything, all versions, all that was done; no consents.
staff-package-portal = Portal
staff-package-portal-for = For anybody: what is public, as it is published.
staff-package-loan = Loan
staff-package-loan-for = For a house that borrows: descriptions, condition, pictures; no originals.
staff-package-backup = Backup
staff-package-backup-for = For this archive itself: each file as it is kept, closed fields included. Never to be handed out.
staff-no-preview = No preview; the original is kept as it is
staff-file = File
staff-given-name = Name when it came
staff-file-kind = Format, size
staff-original = Download the original
staff-shows = Shows
staff-shows-nothing = Attached to nothing yet: it is in the tray.
staff-attach = Attach
staff-attach-to = Attach to code
staff-attach-help = A relic's code such as DTG; below it DTG/DTG.TD.01.
staff-take-back = Take back
staff-take-back-ask = Take back “{ $title }”?
staff-take-back-lead = The file is hidden at once and goes to the tray. Nothing is deleted; it can be undone.
staff-take-back-from = Attached to:
staff-not-take-back = Leave it
staff-tray = Tray
staff-tray-lead = Files that belong to no record yet. Only the desk sees them.
staff-tray-empty = The tray is empty
staff-tray-empty-lead = Every file belongs to a record.

## Uploading

staff-upload = Upload files
staff-upload-relic = Belongs to
staff-upload-tray = Not known yet: into the tray
staff-upload-rights = Rights in these files
staff-upload-rights-later = Not known, to be filled in later
staff-upload-creator = Made by
staff-upload-choose = Choose files, or drop a folder here
staff-upload-help = Pictures, PDF, DOCX, sound, film, models. Up to 4 GB a file. If the connection drops, it goes on where it stopped.
staff-upload-send = Send
staff-upload-batch = This batch
staff-upload-sum = { $kept } stored safely · { $known } already here · { $refused } refused
staff-upload-jobs = See the jobs
staff-js-waiting = waiting
staff-js-sending = sending
staff-js-offline = no connection, will go on
staff-js-working = checking and storing
staff-js-kept = ✓ stored safely
staff-js-known = already here; not stored twice
staff-js-refused = ✗ refused
staff-js-open = Open
staff-js-open-known = See the one that is here
staff-js-again = Send again
staff-js-drop-it = Remove
staff-js-paused = paused
staff-js-sum = %count% files
staff-js-sum-one = 1 file
staff-js-sum-kept = %count% stored safely
staff-js-sum-known = %count% already here
staff-js-sum-refused = %count% refused
staff-js-sum-left = %count% to go
staff-js-bar = Sending %name%
staff-js-broken = The server could not do this. Try again later
staff-js-pause = Pause
staff-js-go-on = Go on
staff-js-retry-all = Send refused files again
staff-js-signed-out = Your session has ended. Sign in in another tab, then send again

## Jobs

staff-jobs = Jobs
staff-jobs-open = { $count ->
        [one] One job is under way. The page refreshes itself.
       *[other] { $count } jobs are under way. The page refreshes itself.
    }
staff-jobs-quiet = Nothing is under way.
staff-jobs-failed = { $count ->
        [one] One was given up; the reason is below.
       *[other] { $count } were given up; the reasons are below.
    }
staff-jobs-none = No job yet
staff-jobs-none-lead = Upload a file and the making of its pictures appears here.
staff-job-kind-derive = Make pictures
staff-job-kind-export = Make a package
staff-job-kind-pages = Make pages
staff-job-kind-rebuild = Make pictures anew
staff-job-ready = waiting
staff-job-again = will be tried again
staff-job-at = at { $at }
staff-job-running = running
staff-job-done = ✓ done
staff-job-failed = given up

## Accounts

staff-accounts = Accounts
staff-account-add = Add an account
staff-account-name = User name
staff-account-name-help = Letters without accents, digits, dots, hyphens; 2 to 40. It cannot be changed later.
staff-account-role = Role
staff-account-admin = May manage accounts
staff-account-manages = manages accounts
staff-account-disabled = disabled
staff-account-seen = Last signed in { $at }
staff-account-unseen = Never signed in
staff-account-change = Change
staff-account-password = Set a new password
staff-account-token = Make a token for a program
staff-account-enable = Enable
staff-account-disable = Disable
staff-password-made = New password
staff-password-once = The password of { $name }. It is shown once: copy it and hand it over in person.
staff-token-made = Token
staff-token-once = With this token a program acts for { $name }. It is shown once.
staff-secret-kept = Copied, back to the list
