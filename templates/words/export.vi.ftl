# Gói xuất: trang mở đầu, danh mục, cách kiểm tra.

export-name-museum = Gói cho bảo tàng
export-name-preservation = Gói lưu giữ lâu dài
export-name-portal = Gói công khai
export-name-loan = Gói cho mượn
export-name-backup = Bản sao các đối tượng lưu trữ

export-museum = Gói cho bảo tàng tiếp nhận tư liệu: bản gốc và ảnh xem, hồ sơ đã bỏ các phần không công bố (vị trí chính xác của hiện vật, nơi chụp, giấy đồng ý của người trong ảnh). Bản gốc giữ nguyên từng byte, kể cả vị trí mà máy ảnh tự ghi vào tệp.
export-preservation = Gói lưu giữ lâu dài: mọi bản gốc, mọi phiên bản hồ sơ và mọi việc đã làm với chúng. Có cả những phần không công bố; không có giấy đồng ý của người trong ảnh.
export-portal = Gói công khai: những gì ai cũng được xem, đúng như bản đã công bố. Bản gốc nào không được phát hành thì thay bằng ảnh xem.
export-loan = Gói cho đơn vị mượn: mô tả, tình trạng bảo quản và ảnh xem; không có bản gốc.
export-backup = Bản sao từng byte các đối tượng trong kho, kể cả những phần không công bố. Không giao cho người ngoài.

export-heading = { $archive } – gói tư liệu
export-as-of = Theo hồ sơ sửa đổi gần nhất ngày { $day }.
export-children = Hạng mục, hiện vật, minh văn
export-files = Tư liệu số
export-type = Loại hình
export-class = Phân loại
export-place = Địa điểm
export-dating = Niên đại
export-rights = Quyền
export-page = Trang trên mạng
export-machine = máy dịch, chưa ai xem lại
export-comes-from = Gói này lấy từ

export-note-damaged = tệp bị hỏng từ khi nhận
export-note-kept-back = bản gốc không kèm theo gói này
export-note-no-originals = loại gói này không có bản gốc

export-layout-heading = Gói gồm những gì
export-layout-readme = Trang này; có bản tiếng Anh và tiếng Indonesia.
export-layout-check = Cách kiểm tra gói còn nguyên vẹn.
export-layout-inventory = Mỗi tệp một dòng: thể hiện gì, tên ban đầu, kích thước, mã kiểm, người thực hiện, quyền. Mở được bằng Excel.
export-layout-objects = Mỗi di tích, hạng mục, hiện vật một dòng, theo tiêu chuẩn Object ID, kèm tình trạng bảo quản. Mở được bằng Excel.
export-layout-records = Hồ sơ đầy đủ dạng JSON: di tích; hạng mục, hiện vật, minh văn, quyết định, sự kiện, tài liệu tham khảo; tư liệu số.
export-layout-schema = Cấu trúc của các tệp hồ sơ (JSON Schema).
export-layout-standards = Hồ sơ theo chuẩn LIDO 1.1 và Dublin Core để nạp vào phần mềm khác.
export-layout-technical = Thông số kỹ thuật đọc được từ mỗi tệp.
export-layout-premis = Những việc đã làm với hồ sơ và tệp, theo chuẩn PREMIS 3.
export-layout-originals = Bản gốc, không thay đổi một byte. Tên tệp do kho đặt; tên ban đầu ghi trong inventory.csv.
export-layout-pictures = Ảnh để xem, cạnh dài nhất 2.048 và 512 điểm ảnh, không kèm siêu dữ liệu.
export-layout-versions = Các phiên bản trước của hồ sơ.
export-layout-store = Kho theo chuẩn OCFL 1.1: mỗi hồ sơ, mỗi tư liệu là một đối tượng với mọi phiên bản.

export-check-heading = Kiểm tra gói còn nguyên vẹn
export-how-to-check =
    Gói này là một «túi» theo chuẩn BagIt 1.0 (RFC 8493). Mã kiểm của từng tệp nằm trong manifest-sha256.txt và manifest-sha512.txt, ngay ngoài thư mục data.

    1. Giải nén tệp zip, rồi mở cửa sổ dòng lệnh trong thư mục vừa giải nén (thư mục có tệp bagit.txt).
    2. Linux:   sha256sum --check --quiet manifest-sha256.txt
       macOS:   shasum -a 256 --check manifest-sha256.txt
       Windows: Get-FileHash TÊN-TỆP -Algorithm SHA256 (PowerShell), rồi so với dòng của tệp ấy trong manifest-sha256.txt
    3. Không thấy thông báo lỗi nào nghĩa là mọi tệp còn đúng như lúc đóng gói.

    Ai có Python có thể kiểm cả gói bằng: bagit.py --validate THƯ-MỤC

export-failed-damaged = Bản gốc của một tư liệu không còn khớp mã kiểm. Hãy chạy «reliquary verify» để biết tệp nào hỏng rồi đặt gói lại.
export-failed-missing = Di tích được đặt gói không còn nữa, hoặc người đặt không còn được xem.
export-failed-denied = Vai trò của người đặt không cho phép loại gói này.
