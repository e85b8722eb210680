# Trang công khai: tiếng Việt viết trước, hai tiếng kia theo sau. Cùng khóa, cùng biến.

locale = vi_VN
skip-to-main = Đến nội dung chính

## Quanh trang
nav-main = Chính
nav-languages = Ngôn ngữ
nav-crumbs = Vị trí
nav-toc = Trên trang này
nav-home = Trang đầu
nav-relics = Di tích
nav-artefacts = Hiện vật
nav-inscriptions = Minh văn
nav-map = Bản đồ
nav-timeline = Thời gian
nav-festivals = Lễ hội
nav-about = Giới thiệu
nav-reuse = Dùng lại tư liệu
nav-take-down = Báo sai, đề nghị gỡ
nav-staff = Dành cho cán bộ
foot-privacy = Kho này không theo dõi người đọc và không đặt cookie trên các trang công khai.

display-heading = Cỡ chữ, sáng và tối
display-scheme = Sáng và tối
display-auto = Theo máy
display-light = Sáng
display-dark = Tối
display-text = Cỡ chữ
display-text-1 = Chữ thường
display-text-2 = Chữ lớn
display-text-3 = Chữ rất lớn

## Tìm
search-label = Tìm trong kho
search-button = Tìm
search-help = Gõ có dấu hay không dấu đều được:
search-example = dinh thac gian
search-suggestions = Gợi ý

## Chung
unknown = Chưa rõ
code-label = Mã
kicker-summary = Trong 60 giây
see-larger = Xem lớn
no-picture = Chưa có ảnh được phép công bố
no-picture-short = Chưa có ảnh
picture-making = Ảnh đang được xử lý, lát nữa sẽ hiện
picture-making-short = Ảnh đang xử lý
browse-filters-most = Chọn được nhiều nhất { $most } mục lọc cùng lúc
browse-filters-full = Đã chọn đủ { $most } mục lọc. Bỏ bớt một mục để chọn mục khác
package-public = Tải trọn gói (ZIP)
package-public-for = Mọi thứ đã công bố về di tích này, để dùng lại nơi khác
no-preview-short = Không có bản xem trước
print-page = In trang
opens-elsewhere = mở trang khác
machine-text = Máy dịch, chưa có người xem lại
language-missing-heading = Trang này chưa có bản tiếng Việt
language-missing = Phần chưa dịch được giữ nguyên bằng ngôn ngữ gốc.
preview-heading = Bản xem trước
preview-text = Trang này chưa công bố. Chỉ cán bộ thấy được.
claims-heading = Các nguồn ghi khác nhau
claims-preferred = ✓ bản được chọn
source-number = Nguồn { $number }
source-accessed = đọc ngày { $day }
marks-heading = Ký hiệu
marks-lost = mất chữ
marks-restored = phục nguyên
marks-doubtful = còn ngờ

## Cấp xếp hạng, thời gian, số đo
rank-special-national = Di tích quốc gia đặc biệt
rank-national = Di tích quốc gia
rank-provincial = Di tích cấp tỉnh, thành phố
rank-inventoried = Trong danh mục kiểm kê
rank-unranked = Chưa xếp hạng
rank-delisted = Đã hủy xếp hạng
rank-of-relic = Thuộc di tích: { $rank }
century = Thế kỷ { $n }
chip-from = Từ năm { $year }
chip-until = Đến năm { $year }
chip-bbox = Trong khung bản đồ
reign-year = { $era } năm thứ { $year }
lunar-day = { $day } tháng { $month } âm lịch
lunar-days = { $day }–{ $last } tháng { $month } âm lịch
every-years = { $years } năm một lần
assessed-on = Đánh giá ngày { $day }
decision-number = Quyết định { $number }
decision-number-unknown = Số quyết định: chưa rõ
unit-from = từ { $day }
unit-until = đến { $day }
measure-height = cao
measure-width = rộng
measure-depth = sâu
measure-length = dài
measure-diameter = đường kính
measure-weight = nặng
measure-area = diện tích
measure-count = số lượng

## Trang đầu
home-heading = Mỗi di tích một trang, mỗi dữ kiện một nguồn
home-lead = Ảnh, bản vẽ, minh văn và hồ sơ của { $count ->
       *[other] { $relics } di tích
    }, { $items ->
       *[other] { $assets } tư liệu
    }: để xem, để đọc, để tải về và dẫn lại.
home-lead-empty = Ảnh, bản vẽ, minh văn và hồ sơ của các di tích: để xem, để đọc, để tải về và dẫn lại.
home-all = { $count ->
       *[other] Xem cả { $relics } di tích
    }
home-inscription = Chữ xưa nói gì?
home-inscriptions = Đọc các minh văn khác
home-ways = Tìm theo
home-empty-heading = Kho còn trống
home-empty-text = Chưa có di tích nào được công bố. Trang đầu sẽ tự hiện ra khi di tích đầu tiên lên trang.
home-empty-staff = Nếu bạn làm việc cho kho này
home-empty-step-1 = Đăng nhập, rồi tạo di tích đầu tiên: tên, mã, địa chỉ, một câu tóm tắt.
home-empty-step-2 = Thả ảnh và tài liệu vào trang của di tích. Tệp nào không nhận được đều có lý do.
home-empty-step-3 = Bấm «Công bố» khi danh sách việc còn thiếu đã hết.
home-empty-sign-in = Đăng nhập

## Tìm và lướt
browse-help = Tìm di tích, hiện vật, minh văn và tư liệu trong kho.
browse-title = Tìm «{ $q }»
browse-heading = Di tích
browse-matching = khớp với «{ $q }»
ask-heading = Cách hỏi
ask-plain = Gõ có dấu hay không dấu đều được, thứ tự từ nào cũng được. Muốn hỏi kỹ hơn thì dùng các dấu sau; gõ sai cũng không sao: máy sẽ coi đó là từ thường.
ask-phrase = các từ đứng liền nhau, đúng như đã viết
ask-phrase-example = "đình Hải Châu"
ask-minus = không có từ này
ask-minus-example = chuông -chùa
ask-or = hoặc điều này, hoặc điều kia
ask-or-example = đình làng hoặc nghĩa trủng
ask-years = có niên đại trong khoảng này
ask-years-example = năm:1800..1900
ask-times = triều đại, niên hiệu, thế kỷ được hiểu là thời gian
ask-times-example = bia thời Nguyễn
ask-fields = chỉ tìm trong tên, mã, nơi, loại, hạng, chất liệu (viết liền: chấtliệu:)
ask-fields-example = tên:đình nơi:"Thanh Khê" loại:chuông hạng:"quốc gia" mã:DTG
browse-also = Cũng tìm:
browse-also-years = «{ $typed }» là { $first }–{ $last }
browse-also-since = «{ $typed }» là từ { $first }
browse-also-until = «{ $typed }» là đến { $last }
browse-also-units = «{ $typed }» nay thuộc { $units }
browse-also-terms = «{ $typed }» cũng là { $terms }
browse-searched = Không đâu có «{ $typed }» như đã gõ; đã tìm «{ $searched }».
browse-filters = Lọc
browse-filters-set = { $count ->
       *[other] ({ $count } điều kiện)
    }
browse-filter-results = Lọc kết quả
browse-apply = Áp dụng
browse-clear = Bỏ hết
browse-more = { $count ->
       *[other] Thêm { $count } mục
    }
browse-from = Từ năm
browse-until = Đến năm
browse-dates = Niên đại
browse-results = Kết quả
browse-count = { $count ->
       *[other] { $total } kết quả
    }
browse-page-of = trang { $page } trên { $last }
browse-active = Đang lọc theo
browse-remove = Bỏ lọc:
browse-sort = Sắp theo
browse-sort-button = Sắp
browse-on-map = Xem trên bản đồ
browse-on-timeline = Xem theo thời gian
sort-relevance = Độ khớp
sort-name = Tên, a đến y
sort-date = Niên đại, xưa trước
sort-newest = Mới sửa trước
browse-within = Thuộc
browse-views = Cách xem
view-list = Danh sách
view-grid = Ảnh
view-table = Bảng
column-name = Tên
column-what = Là gì
column-place = Nơi
column-date = Niên đại
column-rank = Xếp hạng
browse-feed = Theo dõi danh sách này (Atom)
browse-spot = Thấy ở
spot-caption = chú thích
spot-original = nguyên văn, dòng { $number }
spot-reading = phiên âm, dòng { $number }
spot-translation = bản dịch, dòng { $number }
spot-colophon = lạc khoản
spot-transcript = bản ghi
spot-text = văn bản
spot-page = trang { $number }
browse-pages = Trang kết quả
browse-page = Trang
browse-previous = Trước
browse-next = Sau
browse-empty-heading = Không thấy gì khớp
browse-empty-suggestion = Bạn muốn tìm
browse-empty-remove = Bỏ một điều kiện lọc thì thấy:
browse-empty-ways = Xem theo:
browse-empty-fewer = Thử ít chữ hơn, hoặc chỉ một tên riêng.
browse-empty-all = Xem tất cả di tích
browse-empty-archive = Chưa có di tích nào được công bố.

## Bản đồ
map-heading = Bản đồ di tích
map-help = Các di tích trên bản đồ và trong danh sách, lọc theo cùng điều kiện.
map-label = Bản đồ di tích; danh sách ở ngay sau bản đồ
map-tools = Bản đồ
map-count = { $count ->
       *[other] { $total } di tích
    }
map-unplaced = { $count ->
       *[other] { $count } chưa có vị trí công khai
    }
map-cluster = { $count ->
       *[other] { $count } di tích gần nhau, phóng to để xem
    }
map-cluster-n = { $count } di tích gần nhau, phóng to để xem
map-in = Phóng to
map-out = Thu nhỏ
map-home = Xem hết
map-near = Gần tôi
map-full = Toàn màn hình
map-two-fingers = Dùng hai ngón tay để dời bản đồ
map-keys = Mũi tên dời bản đồ; phím cộng và trừ phóng to, thu nhỏ; 0 về toàn bộ. Phím Tab đi qua từng điểm, Enter mở, Escape đóng.
map-vague = Vòng nét đứt là độ chính xác được công khai: di tích nằm đâu đó trong vòng.
map-zones = Vùng tô là khu vực bảo vệ I và II.
map-source = Bờ biển, sông, hồ: Natural Earth.
map-here = Chỉ liệt kê di tích trong khung này
map-list = Danh sách
map-as-list = Xem dạng danh sách, có cả mục khác
map-close = Đóng
map-open = Xem trang di tích
map-within = Trong vòng { $metres }
map-shown = { $count } di tích trong khung
map-failed = Chưa tải được các điểm. Danh sách bên cạnh vẫn đủ.
map-near-failed = Máy chưa cho biết bạn đang ở đâu.
map-you = Bạn ở quanh đây
## Dòng thời gian
time-heading = Dòng thời gian
time-help = Di tích và sự kiện theo năm, theo triều đại và thế kỷ.
time-count = { $count ->
       *[other] { $total } mục có niên đại
    }
time-undated = { $count ->
       *[other] { $total } mục khác chưa rõ năm
    }
time-all = Tất cả
time-periods = Triều đại và thời kỳ
time-earlier = Sớm hơn: { $years }
time-wider = Xem rộng hơn
time-later = Muộn hơn: { $years }
time-as-list = Xem dạng danh sách di tích
time-drawing = Hình dòng thời gian, cuộn ngang được
time-drawing-of = Dòng thời gian { $years }; danh sách ở ngay dưới hình
time-key = Ô đặc: biết năm. Ô rỗng: khoảng chừng. Các mốc quá gần nhau nằm chung một chỗ bấm; bấm vào để xem gần hơn.
time-key-many = Mỗi cột là số mục có niên đại chạm vào những năm ấy; mục kéo dài được đếm ở mọi cột nó đi qua. Bấm vào cột để xem gần hơn, đến khi hiện từng mục.
time-cut = Trục bị ngắt từ { $from } đến { $until }.
time-list = Danh sách theo thời gian
time-bar = { $count ->
       *[other] { $years }: { $total } mục
    }
time-of-span = { $count ->
       *[other] { $total } mục
    }
time-together = { $count } mốc, { $years }
time-about = khoảng { $date }
time-dated = Niên đại
time-empty-heading = Chưa mục nào rõ năm
time-empty-undated = Những mục khớp với câu hỏi đều chưa ghi niên đại, nên không đặt được lên dòng thời gian.

## Lễ hội
festivals-heading = Lịch lễ hội
festivals-help = Ngày dự kiến của các lễ hội ở di tích, âm lịch và dương lịch.
festivals-lead = Ngày lễ hội sắp tới ở các di tích, đổi từ âm lịch sang dương lịch.
festivals-next = Lễ hội sắp tới
festivals-all = Xem cả lịch lễ hội
festivals-expected = dự kiến
festivals-expected-long = Ngày dự kiến, do máy tính ra từ cách lễ hội lặp lại; hỏi nơi tổ chức trước khi đi.
festivals-subscribe = Theo dõi trong lịch của bạn
festivals-file = Tải tệp lịch (.ics)
festivals-by = Xếp theo
festivals-by-solar = Tháng dương lịch
festivals-by-lunar = Tháng âm lịch
festivals-solar = Theo ngày dương lịch
festivals-unknown = Chưa tính được ngày
festivals-unknown-why = Hồ sơ chưa nói đủ để biết năm nào, ngày nào.
festivals-reckoned = Mọi ngày ở đây đều là dự kiến: tính theo âm lịch Việt Nam (UTC+7) từ cách lễ hội lặp lại ghi trong hồ sơ. Hỏi nơi tổ chức trước khi đi.
festivals-empty-heading = Chưa có lễ hội nào
festivals-empty-text = Chưa có lễ hội nào được ghi cho các di tích đã công bố.
festivals-calendar = Lễ hội · { $archive }
lunar-month = Tháng { $month } âm lịch
lunar-month-one = tháng { $first } âm lịch, năm { $year }
lunar-month-two = tháng { $first }–{ $last } âm lịch, năm { $year }
weekday-1 = Thứ hai
weekday-2 = Thứ ba
weekday-3 = Thứ tư
weekday-4 = Thứ năm
weekday-5 = Thứ sáu
weekday-6 = Thứ bảy
weekday-7 = Chủ nhật

facet-kind = Loại mục
facet-relic-type = Loại hình
facet-function = Công năng
facet-rank = Cấp xếp hạng
facet-unit = Tỉnh, thành và phường, xã
facet-century = Thế kỷ
facet-material = Vật liệu
facet-object-type = Loại hiện vật, minh văn
facet-language = Ngôn ngữ đọc được
facet-condition = Tình trạng
facet-has-picture = Ảnh
facet-licence = Quyền sử dụng
facet-with-picture = Có ảnh
facet-without-picture = Chưa có ảnh

## Trang di tích
section-more-pictures = Ảnh và bản vẽ khác
section-papers = Tài liệu
section-related = Di tích tương tự
section-facts = Thông tin
section-place = Ở đâu
section-history = Lịch sử
section-timeline = Các mốc thời gian
section-description = Mô tả
section-significance = Giá trị
section-features = Đặc điểm
section-subject = Đề tài
section-visit = Tham quan và lễ hội
section-parts = Hạng mục
section-artefacts = Hiện vật
section-inscriptions = Minh văn
section-rights = Quyền và trích dẫn
section-sources = Nguồn
section-lines = Đọc từng dòng
section-technical = Thông số
section-regions = Đánh dấu trong ảnh
section-downloads = Tải về
section-transcript = Lời và chữ trong tư liệu
section-shows = Cho thấy
also-called = Còn gọi
fact-relic-type = Loại hình
fact-function = Công năng
fact-rank = Xếp hạng
fact-flags = Danh hiệu
fact-dating = Niên đại
fact-worship = Thờ
fact-people = Nhân vật
fact-material = Vật liệu
fact-technique = Kỹ thuật
fact-area = Diện tích
fact-condition = Tình trạng
fact-owner = Chủ sở hữu
fact-manager = Quản lý
fact-address-current = Địa chỉ hiện nay
fact-address-recorded = Địa chỉ theo hồ sơ
fact-units = Đơn vị hành chính
fact-route = Đường đến
fact-point = Tọa độ
fact-festival = Lễ hội
fact-hours = Giờ mở cửa
fact-fee = Vé
fact-access = Lối vào
fact-dress = Trang phục
fact-photo-rule = Chụp ảnh
fact-part-type = Loại hạng mục
fact-measures = Kích thước
fact-object-type = Loại hiện vật
fact-legal-class = Phân hạng
fact-maker = Người làm
fact-kept-in = Đặt ở
fact-held-by = Nơi giữ
fact-inventory-no = Số đăng ký
fact-script = Loại chữ
fact-direction = Chiều đọc
fact-carrier = Trên
fact-position = Chỗ khắc
fact-author = Người soạn
fact-carver = Người khắc
fact-inscription-state = Còn lại
fact-char-count = Số chữ
fact-asset-kind = Loại tư liệu
fact-view = Góc nhìn
fact-creator = Người thực hiện
fact-captured = Ngày chụp, ngày lập
fact-file = Tệp gốc
fact-sha256 = SHA-256
fact-language = Ngôn ngữ
note-disputed = các nguồn ghi khác nhau
note-unsure = còn ngờ
note-general = hiểu biết chung, cần kiểm lại
note-computed = năm dương lịch do máy tính ra
point-words = { $lat }° vĩ độ { $north }, { $lon }° kinh độ { $east }
point-north = bắc
point-south = nam
point-east = đông
point-west = tây
point-exact = Tọa độ chính xác.
point-vague = Đã làm tròn trong phạm vi { $precision } để giữ an toàn cho di tích.
point-hidden = Vị trí chính xác không công bố để giữ an toàn cho di tích.
point-own = Trên bản đồ, với di tích quanh đó
point-map = Mở bản đồ OpenStreetMap
point-route = Mở ứng dụng chỉ đường
precision-100m = 100 m
precision-1km = 1 km
precision-10km = 10 km
inscriptions-empty = Chưa có minh văn nào của di tích này được đọc và công bố.
rights-credit = Ghi công: «{ $credit }».
rights-holder = Chủ quyền: { $holder }.
rights-terms = Điều kiện đầy đủ
rights-not-stated = Quyền sử dụng chưa được ghi. Hỏi kho trước khi dùng lại.
rights-notices = Cộng đồng giữ di tích đề nghị:
durable-address = Địa chỉ bền:
data-forms = Dạng dữ liệu:
version-line = Phiên bản { $version } · cập nhật { $day }.
report-line = Thấy chỗ sai, hay muốn gỡ một tấm ảnh?
report-link = Cách báo cho kho
parts-of = Thuộc { $relic }

## Minh văn
lines-original = Nguyên văn
lines-original-rtl = Nguyên văn, đọc từ phải sang trái
lines-reading = Phiên âm Hán Việt
lines-reading-plain = Phiên âm
lines-translation = Dịch nghĩa
lines-colophon = Lạc khoản
lines-signed = Người đọc và ký
lines-unsigned = chưa có người đọc ký
lines-no-original = Chưa có nguyên văn
lines-no-reading = Chưa có phiên âm.
lines-no-translation = Chưa có bản dịch.
lines-more = Đọc cả bài
carried-inscriptions = Chữ trên hiện vật này

## Trang tư liệu
asset-region-to = Xem:
asset-viewer = Xem ảnh
asset-stage = Ảnh phóng to được: phím cộng, trừ, mũi tên; phím 0 về vừa khung
asset-tools = Công cụ xem ảnh
asset-zoom-in = Phóng to
asset-zoom-out = Thu nhỏ
asset-fit = Vừa khung
asset-full-screen = Toàn màn hình
asset-leave-full-screen = Thoát toàn màn hình
asset-previous = Trước
asset-next = Sau
asset-number = { $number } trên { $count }
asset-film = Các ảnh của di tích
asset-picture-n = Ảnh { $number }
asset-no-preview = Không có bản xem trước
asset-original-offered = Tệp gốc còn nguyên và tải được ở dưới.
asset-original-closed = Tệp gốc được giữ nguyên nhưng không tải công khai.
asset-leaf = Trang
asset-leaf-go = Đến
asset-leaf-wrong = Tài liệu có các trang từ 1 đến { $count }.
asset-leaves = Các trang của tài liệu
asset-page-n = Trang { $number }
asset-page-of = Trang { $number } trên { $count }
asset-page-text = Chữ trong tài liệu
asset-page-text-n = Chữ trên trang { $number }
viewer-keys = Phím cộng và trừ phóng to, thu nhỏ; mũi tên dời ảnh; 0 về vừa khung; R xoay; F toàn màn hình; C so sánh; Page Up và Page Down sang ảnh khác.
viewer-turn = Xoay
viewer-compare = So hai ảnh
viewer-with = Ảnh để so
viewer-side = Cạnh nhau
viewer-slide = Thanh kéo
viewer-divide = Chỗ chia giữa hai ảnh
viewer-comparing = Đang so hai ảnh
viewer-making = Đang làm trang này …
viewer-missing = Không xem được trang này
viewer-level = Phóng { $level } lần
viewer-turned = Xoay { $degrees }°
viewer-point = ,
viewer-copied = Đã chép
viewer-copy = Chép
viewer-part = Phần đang xem
viewer-here = Đường dẫn đến chỗ đang xem
viewer-iiif = Địa chỉ IIIF của phần đang xem
download-small = Nhỏ
download-middle = Vừa
download-large = Lớn
download-original = Tệp gốc
download-credit = Khi dùng lại, ghi: «{ $credit }».
download-none = Không có bản nào tải công khai.
iiif-address = Địa chỉ IIIF
tech-format = Định dạng
tech-size = Kích thước gốc
tech-pages = Số trang
tech-encoding = Bảng mã chữ
tech-camera = Máy
tech-lens = Ống kính
tech-exposure = Phơi sáng
tech-date = Ngày ghi trong tệp
tech-software = Phần mềm
tech-profile = Hồ sơ màu

## Giới thiệu
about-keeps = Kho giữ ảnh, bản vẽ, minh văn và hồ sơ của các di tích. Mỗi dữ kiện ghi rõ nguồn; chỗ nào các nguồn nói khác nhau, kho để cả hai bên cạnh nhau.
about-read-heading = Đọc trang này thế nào
about-read-sources = Số nhỏ trong ngoặc vuông dẫn đến nguồn ở cuối trang.
about-read-unknown = «Chưa rõ» nghĩa là chưa nguồn nào cho biết; kho không đoán.
about-read-claims = «Các nguồn ghi khác nhau» mở ra mọi ý kiến, kèm nguồn và lý do một bản được chọn.
about-read-place = Tọa độ thường được làm tròn, để mộ phần, hiện vật và người ở đó được yên.
about-read-machine = Bản dịch máy chưa có người xem lại đều ghi rõ như vậy.
about-reuse-heading = Dùng lại tư liệu
about-reuse-rights = Mỗi ảnh, mỗi tài liệu có điều kiện sử dụng và dòng ghi công riêng, đặt ngay trên chỗ tải về.
about-reuse-address = Địa chỉ dạng /r/MÃ không bao giờ đổi: dùng nó khi trích dẫn và trên biển QR.
about-reuse-data = Mỗi di tích có dạng dữ liệu JSON và LIDO; mỗi ảnh có địa chỉ IIIF.
about-take-down-heading = Báo sai, đề nghị gỡ
about-take-down-text = Ai có mặt trong ảnh, gia đình có mộ phần, làng giữ di tích hay chủ quyền tác giả đều có thể đề nghị gỡ hoặc sửa. Gửi cho cơ quan quản lý kho, kèm địa chỉ của trang. Kho ẩn tư liệu trước, xem xét sau; trang đã rút vẫn giữ địa chỉ và nói rõ lý do.
about-privacy-heading = Riêng tư
about-privacy-text = Trang công khai không đặt cookie, không gọi máy chủ nào khác, không ghi lại ai đọc gì. Lựa chọn sáng, tối và cỡ chữ chỉ nằm trong trình duyệt của bạn.
about-access-heading = Ai cũng đọc được
about-access-text = Trang đọc được không cần script, bằng bàn phím, bằng trình đọc màn hình, phóng to đến 400 %, và in được. Cỡ chữ, sáng và tối chọn ở cuối mỗi trang.
about-program = Chạy bằng Reliquary, phần mềm mã nguồn mở.

## Lỗi
error-status = Mã { $status }
error-heading-missing = Không tìm thấy trang này
error-heading-gone = Trang này tạm rút
error-heading-signed-out = Cần đăng nhập
error-heading-denied = Bạn không được phép làm việc này
error-heading-busy = Máy chủ đang bận
error-heading-broken = Máy chủ chưa làm được việc này
error-heading-invalid = Yêu cầu chưa đúng
error-missing = Địa chỉ có thể gõ sai, hoặc trang chưa được công bố.
error-broken = Lỗi ở phía chúng tôi và đã được ghi lại. Dữ liệu trong kho không bị ảnh hưởng.
error-busy = Nhiều người đang đọc cùng lúc. Đợi vài giây rồi tải lại trang.
error-invalid = Máy chủ không hiểu yêu cầu này. Quay lại trang trước rồi thử lần nữa.
error-retry-broken = Thử lại sau ít phút.
error-retry-after = { $seconds ->
       *[other] Thử lại sau { $seconds } giây.
    }
error-reload = Tải lại trang
error-withdrawn = Trang này tạm rút từ ngày { $day }
error-withdrawn-note = Lý do: { $note }
error-withdrawn-address = Mã QR và địa chỉ này vẫn giữ nguyên; khi trang mở lại, bạn đọc được ở đây.
error-sign-in = Đăng nhập
error-search = Tìm theo tên
error-to-home = Về trang đầu
error-to-relics = Xem các di tích
error-to-desk = Về bàn làm việc
