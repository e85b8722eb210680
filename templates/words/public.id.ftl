# Halaman umum, bahasa Indonesia. Berkas Vietnam memimpin; kunci dan variabelnya sama.

locale = id_ID
skip-to-main = Langsung ke isi utama

## Di sekitar halaman
nav-main = Utama
nav-languages = Bahasa
nav-crumbs = Letak
nav-toc = Di halaman ini
nav-home = Beranda
nav-relics = Situs
nav-artefacts = Artefak
nav-inscriptions = Inskripsi
nav-map = Peta
nav-timeline = Lini masa
nav-festivals = Festival
nav-about = Tentang
nav-reuse = Penggunaan ulang
nav-take-down = Laporkan kesalahan, minta penghapusan
nav-staff = Untuk petugas
foot-privacy = Arsip ini tidak melacak pembacanya dan tidak memasang kuki di halaman umum.

display-heading = Ukuran huruf, terang dan gelap
display-scheme = Terang dan gelap
display-auto = Ikut perangkat
display-light = Terang
display-dark = Gelap
display-text = Ukuran huruf
display-text-1 = Huruf biasa
display-text-2 = Huruf besar
display-text-3 = Huruf sangat besar

## Cari
search-label = Cari di arsip
search-button = Cari
search-help = Dengan atau tanpa tanda diakritik:
search-example = dinh thac gian
search-suggestions = Saran

## Umum
unknown = Belum diketahui
code-label = Kode
kicker-summary = Dalam 60 detik
see-larger = Lihat lebih besar
no-picture = Belum ada foto yang boleh ditampilkan
no-picture-short = Belum ada foto
picture-making = Foto sedang disiapkan dan akan segera tampil
picture-making-short = Foto disiapkan
browse-filters-most = Paling banyak { $most } saringan sekaligus
browse-filters-full = { $most } saringan sudah dipilih, jumlah terbanyak. Hapus satu untuk memilih yang lain
package-public = Unduh semuanya (ZIP)
package-public-for = Semua yang telah diterbitkan tentang situs ini, untuk dipakai di tempat lain
no-preview-short = Tanpa pratinjau
print-page = Cetak halaman
opens-elsewhere = membuka situs lain
machine-text = Terjemahan mesin, belum diperiksa
language-missing-heading = Halaman ini belum tersedia dalam bahasa Indonesia
language-missing = Bagian yang belum diterjemahkan tampil dalam bahasa aslinya.
preview-heading = Pratinjau
preview-text = Halaman ini belum terbit. Hanya petugas yang melihatnya.
claims-heading = Sumber berbeda pendapat
claims-preferred = ✓ yang dipakai di sini
source-number = Sumber { $number }
source-accessed = dibaca { $day }
marks-heading = Tanda
marks-lost = aksara hilang
marks-restored = dipulihkan
marks-doubtful = meragukan

## Peringkat, waktu, ukuran
rank-special-national = Situs nasional istimewa
rank-national = Situs nasional
rank-provincial = Situs tingkat kota atau provinsi
rank-inventoried = Terinventarisasi
rank-unranked = Belum berperingkat
rank-delisted = Peringkat dicabut
rank-of-relic = Bagian dari: { $rank }
century = Abad { $n }
chip-from = Sejak { $year }
chip-until = Hingga { $year }
chip-bbox = Dalam bidang peta
reign-year = { $era } tahun ke-{ $year }
lunar-day = tanggal { $day } bulan { $month } penanggalan bulan
lunar-days = tanggal { $day }–{ $last } bulan { $month } penanggalan bulan
every-years = setiap { $years } tahun
assessed-on = Dinilai pada { $day }
decision-number = Keputusan { $number }
decision-number-unknown = Nomor keputusan: belum diketahui
unit-from = sejak { $day }
unit-until = hingga { $day }
measure-height = tinggi
measure-width = lebar
measure-depth = dalam
measure-length = panjang
measure-diameter = diameter
measure-weight = berat
measure-area = luas
measure-count = jumlah

## Beranda
home-heading = Satu halaman untuk setiap situs, satu sumber untuk setiap fakta
home-lead = Foto, gambar, inskripsi, dan berkas dari { $count ->
       *[other] { $relics } situs
    }, { $items ->
       *[other] { $assets } berkas digital
    }: untuk dilihat, dibaca, diunduh, dan dikutip.
home-lead-empty = Foto, gambar, inskripsi, dan berkas situs warisan: untuk dilihat, dibaca, diunduh, dan dikutip.
home-all = { $count ->
       *[other] Lihat semua { $relics } situs
    }
home-inscription = Apa kata tulisan lama ini?
home-inscriptions = Baca inskripsi lain
home-ways = Cari menurut
home-empty-heading = Arsip masih kosong
home-empty-text = Belum ada situs yang terbit. Halaman ini akan terisi sendiri begitu situs pertama terbit.
home-empty-staff = Jika Anda bekerja untuk arsip ini
home-empty-step-1 = Masuk, lalu buat situs pertama: nama, kode, alamat, dan satu kalimat ringkasan.
home-empty-step-2 = Letakkan foto dan dokumen di halaman situs itu. Setiap berkas yang tidak diterima disertai alasannya.
home-empty-step-3 = Tekan “Terbitkan” bila daftar kekurangan sudah kosong.
home-empty-sign-in = Masuk

## Cari dan jelajah
browse-help = Cari situs, artefak, inskripsi, dan berkas di arsip ini.
browse-title = Cari “{ $q }”
browse-heading = Situs
browse-matching = yang cocok dengan “{ $q }”
ask-heading = Cara bertanya
ask-plain = Dengan atau tanpa tanda, urutan kata bebas. Tanda di bawah ini untuk bertanya lebih teliti; kesalahan tidak mengapa, dianggap kata biasa.
ask-phrase = kata-kata berdampingan, seperti tertulis
ask-phrase-example = "rumah komunal Hải Châu"
ask-minus = tanpa kata ini
ask-minus-example = genta -pagoda
ask-or = yang ini atau yang itu
ask-or-example = rumah komunal atau makam pejuang
ask-years = bertarikh antara tahun-tahun ini
ask-years-example = tahun:1800..1900
ask-times = dinasti, masa raja, dan abad dipahami sebagai waktu
ask-times-example = prasasti abad ke-19
ask-fields = hanya dalam nama, kode, tempat, jenis, peringkat, bahan
ask-fields-example = nama:prasasti tempat:"Thanh Khê" jenis:genta peringkat:nasional kode:DTG bahan:perunggu
browse-also = Juga dicari:
browse-also-years = “{ $typed }” sebagai { $first }–{ $last }
browse-also-since = “{ $typed }” sebagai sejak { $first }
browse-also-until = “{ $typed }” sebagai hingga { $last }
browse-also-units = “{ $typed }”, kini { $units }
browse-also-terms = “{ $typed }” sebagai { $terms }
browse-searched = “{ $typed }” tidak ada seperti yang diketik; yang dicari “{ $searched }”.
browse-filters = Saring
browse-filters-set = { $count ->
       *[other] ({ $count } saringan)
    }
browse-filter-results = Saring hasil
browse-apply = Terapkan
browse-clear = Hapus semua
browse-more = { $count ->
       *[other] { $count } lagi
    }
browse-from = Sejak tahun
browse-until = Hingga tahun
browse-dates = Penanggalan
browse-results = Hasil
browse-count = { $count ->
       *[other] { $total } hasil
    }
browse-page-of = halaman { $page } dari { $last }
browse-active = Disaring menurut
browse-remove = Hapus saringan:
browse-sort = Urutkan menurut
browse-sort-button = Urutkan
browse-on-map = Lihat di peta
browse-on-timeline = Lihat di lini masa
sort-relevance = Paling cocok
sort-name = Nama, a ke y
sort-date = Tertua dahulu
sort-newest = Perubahan terbaru
browse-within = Di
browse-views = Tampilan
view-list = Daftar
view-grid = Gambar
view-table = Tabel
column-name = Nama
column-what = Jenis
column-place = Tempat
column-date = Penanggalan
column-rank = Peringkat
browse-feed = Ikuti daftar ini (Atom)
browse-spot = Ditemukan di
spot-caption = keterangan gambar
spot-original = teks asli, baris { $number }
spot-reading = bacaan, baris { $number }
spot-translation = terjemahan, baris { $number }
spot-colophon = kolofon
spot-transcript = transkrip
spot-text = teks
spot-page = halaman { $number }
browse-pages = Halaman hasil
browse-page = Halaman
browse-previous = Sebelumnya
browse-next = Berikutnya
browse-empty-heading = Tidak ada yang cocok
browse-empty-suggestion = Maksud Anda
browse-empty-remove = Tanpa salah satu saringan ada:
browse-empty-ways = Telusuri menurut:
browse-empty-fewer = Coba kata yang lebih sedikit, atau satu nama saja.
browse-empty-all = Lihat semua situs
browse-empty-archive = Belum ada situs yang terbit.

## Peta
map-heading = Peta situs
map-help = Situs-situs di peta dan dalam daftar, disaring dengan cara yang sama.
map-label = Peta situs; daftarnya tepat sesudah peta
map-tools = Peta
map-count = { $count ->
       *[other] { $total } situs
    }
map-unplaced = { $count ->
       *[other] { $count } tanpa lokasi yang diumumkan
    }
map-cluster = { $count ->
       *[other] { $count } situs berdekatan, perbesar untuk melihatnya
    }
map-cluster-n = { $count } situs berdekatan, perbesar untuk melihatnya
map-in = Perbesar
map-out = Perkecil
map-home = Semua
map-near = Dekat saya
map-full = Layar penuh
map-two-fingers = Gunakan dua jari untuk menggeser peta
map-keys = Tombol panah menggeser peta; plus dan minus memperbesar dan memperkecil; 0 menampilkan semua. Tab menelusuri titik, Enter membuka, Escape menutup.
map-vague = Lingkaran putus-putus menunjukkan ketelitian yang diumumkan: situs berada di dalamnya.
map-zones = Bidang berwarna adalah zona perlindungan I dan II.
map-source = Pantai, sungai, danau: Natural Earth.
map-here = Daftar hanya yang ada dalam bingkai ini
map-list = Daftar
map-as-list = Lihat sebagai daftar, dengan jenis catatan lain
map-close = Tutup
map-open = Buka halaman situs
map-within = Dalam jarak { $metres }
map-shown = { $count } situs dalam bingkai
map-failed = Titik-titik belum dapat dimuat. Daftar di samping peta tetap lengkap.
map-near-failed = Perangkat tidak memberitahukan lokasi Anda.
map-you = Anda di sekitar sini
## Lini masa
time-heading = Lini masa
time-help = Situs dan peristiwa menurut tahun, dinasti, dan abad.
time-count = { $count ->
       *[other] { $total } entri bertanggal
    }
time-undated = { $count ->
       *[other] { $total } lainnya belum diketahui tahunnya
    }
time-all = Semua
time-periods = Dinasti dan masa
time-earlier = Lebih awal: { $years }
time-wider = Lihat lebih luas
time-later = Lebih akhir: { $years }
time-as-list = Lihat sebagai daftar situs
time-drawing = Gambar lini masa, dapat digulir ke samping
time-drawing-of = Lini masa { $years }; daftarnya di bawah gambar
time-key = Kotak penuh: tahunnya diketahui. Kotak kosong: kira-kira. Saat-saat yang terlalu berdekatan berbagi satu tempat sentuh; tekan untuk melihat lebih dekat.
time-key-many = Setiap batang adalah jumlah entri yang tanggalnya menyentuh tahun-tahun itu; yang berlangsung lama dihitung di setiap batang yang dilewatinya. Tekan batang untuk melihat lebih dekat, sampai entri satu per satu.
time-cut = Sumbu dipotong dari { $from } sampai { $until }.
time-list = Daftar menurut waktu
time-bar = { $count ->
       *[other] { $years }: { $total } entri
    }
time-of-span = { $count ->
       *[other] { $total } entri
    }
time-together = { $count } saat, { $years }
time-about = sekitar { $date }
time-dated = Pertanggalan
time-empty-heading = Belum ada tahun yang diketahui
time-empty-undated = Yang cocok dengan pertanyaan belum bertanggal, jadi belum dapat ditempatkan di lini masa.

## Festival
festivals-heading = Kalender festival
festivals-help = Hari perkiraan festival di situs-situs, menurut kalender lunar dan Masehi.
festivals-lead = Hari festival berikutnya di situs-situs, dihitung dari kalender lunar.
festivals-next = Festival berikutnya
festivals-all = Lihat seluruh kalender festival
festivals-expected = perkiraan
festivals-expected-long = Tanggal perkiraan, dihitung dari cara festival berulang; tanyakan kepada penyelenggara sebelum berangkat.
festivals-subscribe = Ikuti di kalender Anda
festivals-file = Unduh berkas kalender (.ics)
festivals-by = Urut menurut
festivals-by-solar = Bulan Masehi
festivals-by-lunar = Bulan lunar
festivals-solar = Pada hari Masehi
festivals-unknown = Harinya belum diketahui
festivals-unknown-why = Catatan belum cukup untuk mengetahui tahun atau harinya.
festivals-reckoned = Semua hari di sini adalah perkiraan: dihitung menurut kalender lunar Vietnam (UTC+7) dari cara festival berulang yang tercatat. Tanyakan kepada penyelenggara sebelum berangkat.
festivals-empty-heading = Belum ada festival
festivals-empty-text = Belum ada festival yang tercatat untuk situs yang sudah terbit.
festivals-calendar = Festival · { $archive }
lunar-month = Bulan { $month } kalender lunar
lunar-month-one = bulan { $first } kalender lunar, tahun { $year }
lunar-month-two = bulan { $first }–{ $last } kalender lunar, tahun { $year }
weekday-1 = Senin
weekday-2 = Selasa
weekday-3 = Rabu
weekday-4 = Kamis
weekday-5 = Jumat
weekday-6 = Sabtu
weekday-7 = Minggu

facet-kind = Jenis catatan
facet-relic-type = Tipe
facet-function = Fungsi
facet-rank = Peringkat
facet-unit = Provinsi dan kelurahan
facet-century = Abad
facet-material = Bahan
facet-object-type = Jenis artefak atau inskripsi
facet-language = Dapat dibaca dalam
facet-condition = Keadaan
facet-has-picture = Foto
facet-licence = Hak pakai
facet-with-picture = Dengan foto
facet-without-picture = Tanpa foto

## Halaman situs
section-more-pictures = Gambar lain
section-papers = Dokumen
section-related = Situs serupa
section-facts = Fakta
section-place = Letak
section-history = Sejarah
section-timeline = Tonggak waktu
section-description = Pemerian
section-significance = Nilai penting
section-features = Ciri khas
section-subject = Pokok gambar
section-visit = Kunjungan dan festival
section-parts = Bagian
section-artefacts = Artefak
section-inscriptions = Inskripsi
section-rights = Hak dan kutipan
section-sources = Sumber
section-lines = Baris demi baris
section-technical = Data teknis
section-regions = Ditandai dalam gambar
section-downloads = Unduh
section-transcript = Kata-kata dalam berkas ini
section-shows = Menampilkan
also-called = Disebut juga
fact-relic-type = Tipe
fact-function = Fungsi
fact-rank = Peringkat
fact-flags = Gelar
fact-dating = Penanggalan
fact-worship = Yang dihormati
fact-people = Tokoh
fact-material = Bahan
fact-technique = Teknik
fact-area = Luas
fact-condition = Keadaan
fact-owner = Pemilik
fact-manager = Pengelola
fact-address-current = Alamat kini
fact-address-recorded = Alamat menurut berkas
fact-units = Satuan administratif
fact-route = Jalan ke sana
fact-point = Koordinat
fact-festival = Festival
fact-hours = Jam buka
fact-fee = Tiket
fact-access = Akses
fact-dress = Pakaian
fact-photo-rule = Pemotretan
fact-part-type = Jenis bagian
fact-measures = Ukuran
fact-object-type = Jenis artefak
fact-legal-class = Golongan hukum
fact-maker = Pembuat
fact-kept-in = Disimpan di
fact-held-by = Dipegang oleh
fact-inventory-no = Nomor inventaris
fact-script = Aksara
fact-direction = Arah baca
fact-carrier = Pada
fact-position = Posisi
fact-author = Penyusun
fact-carver = Pengukir
fact-inscription-state = Yang tersisa
fact-char-count = Jumlah aksara
fact-asset-kind = Jenis berkas
fact-view = Sudut pandang
fact-creator = Dibuat oleh
fact-captured = Diambil atau dibuat
fact-file = Berkas asli
fact-sha256 = SHA-256
fact-language = Bahasa
note-disputed = sumber berbeda pendapat
note-unsure = belum pasti
note-general = pengetahuan umum, perlu diperiksa
note-computed = tahun Masehi dihitung oleh mesin
point-words = { $lat }° { $north }, { $lon }° { $east }
point-north = lintang utara
point-south = lintang selatan
point-east = bujur timur
point-west = bujur barat
point-exact = Koordinat tepat.
point-vague = Dibulatkan dalam jarak { $precision } demi keamanan situs.
point-hidden = Letak tepat tidak diumumkan demi keamanan situs.
point-own = Di peta, dengan yang di sekitarnya
point-map = Buka OpenStreetMap
point-route = Buka aplikasi penunjuk jalan
precision-100m = 100 m
precision-1km = 1 km
precision-10km = 10 km
inscriptions-empty = Belum ada inskripsi situs ini yang dibaca dan diterbitkan.
rights-credit = Kredit: “{ $credit }”.
rights-holder = Pemegang hak: { $holder }.
rights-terms = Ketentuan lengkap
rights-not-stated = Hak pakai belum dinyatakan. Tanyakan kepada arsip sebelum memakai ulang.
rights-notices = Masyarakat penjaga situs ini meminta:
durable-address = Alamat tetap:
data-forms = Bentuk data:
version-line = Versi { $version } · diperbarui { $day }.
report-line = Ada yang keliru, atau foto yang perlu dihapus?
report-link = Cara memberi tahu arsip
parts-of = Bagian dari { $relic }

## Inskripsi
lines-original = Teks asli
lines-original-rtl = Teks asli, dibaca dari kanan ke kiri
lines-reading = Bacaan Sino-Vietnam
lines-reading-plain = Bacaan
lines-translation = Terjemahan
lines-colophon = Kolofon
lines-signed = Dibaca dan ditandatangani oleh
lines-unsigned = belum ditandatangani pembaca
lines-no-original = Belum ada teks asli
lines-no-reading = Belum ada bacaan.
lines-no-translation = Belum ada terjemahan.
lines-more = Baca selengkapnya
carried-inscriptions = Tulisan pada benda ini

## Halaman berkas
asset-region-to = Lihat:
asset-viewer = Penampil gambar
asset-stage = Gambar yang dapat diperbesar: tombol plus, minus, panah; 0 untuk muat layar
asset-tools = Alat penampil
asset-zoom-in = Perbesar
asset-zoom-out = Perkecil
asset-fit = Muat layar
asset-full-screen = Layar penuh
asset-leave-full-screen = Keluar layar penuh
asset-previous = Sebelumnya
asset-next = Berikutnya
asset-number = { $number } dari { $count }
asset-film = Gambar situs ini
asset-picture-n = Gambar { $number }
asset-no-preview = Tanpa pratinjau
asset-original-offered = Berkas asli disimpan utuh dan dapat diunduh di bawah.
asset-original-closed = Berkas asli disimpan utuh tetapi tidak dapat diunduh umum.
asset-leaf = Halaman
asset-leaf-go = Buka
asset-leaf-wrong = Dokumen ini berhalaman 1 sampai { $count }.
asset-leaves = Halaman-halaman dokumen
asset-page-n = Halaman { $number }
asset-page-of = Halaman { $number } dari { $count }
asset-page-text = Teks dokumen
asset-page-text-n = Teks halaman { $number }
viewer-keys = Plus dan minus memperbesar dan memperkecil; panah menggeser gambar; 0 muat layar; R memutar; F layar penuh; C membandingkan; Page Up dan Page Down ke gambar lain.
viewer-turn = Putar
viewer-compare = Bandingkan
viewer-with = Gambar pembanding
viewer-side = Berdampingan
viewer-slide = Penggeser
viewer-divide = Batas antara kedua gambar
viewer-comparing = Membandingkan dua gambar
viewer-making = Halaman ini sedang dibuat …
viewer-missing = Halaman ini tidak dapat ditampilkan
viewer-level = Diperbesar { $level } kali
viewer-turned = Diputar { $degrees }°
viewer-point = ,
viewer-copied = Tersalin
viewer-copy = Salin
viewer-part = Bagian yang tampak
viewer-here = Tautan ke tampilan ini
viewer-iiif = Alamat IIIF bagian yang tampak
download-small = Kecil
download-middle = Sedang
download-large = Besar
download-original = Berkas asli
download-credit = Bila dipakai ulang, tuliskan: “{ $credit }”.
download-none = Tidak ada yang dapat diunduh umum di sini.
iiif-address = Alamat IIIF
tech-format = Format
tech-size = Ukuran asli
tech-pages = Jumlah halaman
tech-encoding = Pengodean teks
tech-camera = Kamera
tech-lens = Lensa
tech-exposure = Pajanan
tech-date = Tanggal dalam berkas
tech-software = Perangkat lunak
tech-profile = Profil warna

## Tentang
about-keeps = Arsip ini menyimpan foto, gambar, inskripsi, dan berkas situs warisan. Setiap fakta menyebut sumbernya; bila sumber berbeda pendapat, keduanya berdiri berdampingan.
about-read-heading = Cara membaca halaman
about-read-sources = Angka kecil dalam kurung siku menuju sumber di akhir halaman.
about-read-unknown = “Belum diketahui” berarti belum ada sumber yang menyebutnya; arsip tidak menebak.
about-read-claims = “Sumber berbeda pendapat” membuka semua pendapat dengan sumbernya, dan alasan satu di antaranya dipakai.
about-read-place = Koordinat umumnya dibulatkan, agar makam, benda, dan warga di sana tidak terusik.
about-read-machine = Terjemahan mesin yang belum diperiksa selalu diberi keterangan.
about-reuse-heading = Penggunaan ulang
about-reuse-rights = Setiap gambar dan dokumen mempunyai ketentuan dan baris kredit sendiri, tepat di atas tempat unduhan.
about-reuse-address = Alamat berbentuk /r/KODE tidak pernah berubah: pakailah dalam kutipan dan pada papan QR.
about-reuse-data = Setiap situs juga tersedia sebagai data JSON dan LIDO; setiap gambar mempunyai alamat IIIF.
about-take-down-heading = Laporkan kesalahan, minta penghapusan
about-take-down-text = Siapa pun yang tampak dalam foto, keluarga pemilik makam, warga penjaga situs, atau pemegang hak boleh meminta penghapusan atau perbaikan. Tulislah kepada pengelola arsip dengan menyebut alamat halamannya. Arsip menyembunyikan dahulu, memeriksa kemudian; halaman yang ditarik tetap beralamat sama dan menyebut alasannya.
about-privacy-heading = Privasi
about-privacy-text = Halaman umum tidak memasang kuki, tidak memanggil peladen lain, dan tidak mencatat siapa membaca apa. Pilihan terang, gelap, dan ukuran huruf hanya tersimpan di peramban Anda.
about-access-heading = Untuk setiap pembaca
about-access-text = Halaman dapat dibaca tanpa skrip, dengan papan ketik, dengan pembaca layar, diperbesar hingga 400 %, dan dicetak. Ukuran huruf, terang dan gelap dipilih di kaki setiap halaman.
about-program = Berjalan dengan Reliquary, perangkat lunak bebas.

## Kesalahan
error-status = Kode { $status }
error-heading-missing = Halaman tidak ditemukan
error-heading-gone = Halaman ini ditarik
error-heading-signed-out = Anda perlu masuk
error-heading-denied = Anda tidak diizinkan melakukan ini
error-heading-busy = Peladen sedang sibuk
error-heading-broken = Peladen belum dapat melakukannya
error-heading-invalid = Permintaan tidak tepat
error-missing = Alamatnya mungkin salah ketik, atau halamannya belum terbit.
error-broken = Kesalahan ada pada kami dan sudah dicatat. Isi arsip tidak terpengaruh.
error-busy = Banyak orang membaca bersamaan. Tunggu beberapa detik, lalu muat ulang halaman.
error-invalid = Peladen tidak memahami permintaan ini. Kembali dan coba sekali lagi.
error-retry-broken = Coba lagi beberapa menit lagi.
error-retry-after = { $seconds ->
       *[other] Coba lagi dalam { $seconds } detik.
    }
error-reload = Muat ulang
error-withdrawn = Halaman ini ditarik sejak { $day }
error-withdrawn-note = Alasan: { $note }
error-withdrawn-address = Kode QR dan alamat ini tetap; bila halaman dibuka lagi, Anda membacanya di sini.
error-sign-in = Masuk
error-search = Cari menurut nama
error-to-home = Ke beranda
error-to-relics = Lihat situs-situs
error-to-desk = Kembali ke meja kerja
