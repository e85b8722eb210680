# Paket: halaman pembuka, daftar, cara memeriksa.

export-name-museum = Paket untuk museum
export-name-preservation = Paket untuk penyimpanan jangka panjang
export-name-portal = Paket publik
export-name-loan = Paket untuk peminjaman
export-name-backup = Salinan objek penyimpanan

export-museum = Paket untuk museum yang mengambil alih bahan: berkas asli dan gambar, catatan tanpa bagian tertutup (letak tepat artefak, posisi pemotretan, persetujuan orang yang terekam). Berkas asli tidak diubah, termasuk posisi yang ditulis kamera di dalamnya.
export-preservation = Paket untuk penyimpanan jangka panjang: semua berkas asli, semua versi catatan, dan semua tindakan atasnya. Memuat bagian tertutup; persetujuan orang yang terekam tidak disertakan.
export-portal = Paket publik: apa yang boleh dilihat siapa pun, sesuai yang diterbitkan. Bila berkas asli tidak boleh dibagikan, gambarnya menggantikan.
export-loan = Paket untuk lembaga peminjam: pemerian, kondisi, dan gambar; tanpa berkas asli.
export-backup = Salinan bita demi bita dari objek dalam penyimpanan, termasuk bagian tertutup. Tidak untuk diserahkan kepada pihak luar.

export-heading = { $archive } – paket
export-as-of = Menurut perubahan terakhir pada catatan ini, { $day }.
export-children = Bagian, artefak, inskripsi
export-files = Aset digital
export-type = Jenis
export-class = Kelas
export-place = Lokasi
export-dating = Pertanggalan
export-rights = Hak
export-page = Halaman di web
export-machine = terjemahan mesin, belum diperiksa
export-comes-from = Paket ini berasal dari

export-note-damaged = berkas sudah rusak saat diterima
export-note-kept-back = berkas asli tidak termasuk dalam paket ini
export-note-no-originals = paket jenis ini tidak memuat berkas asli

export-layout-heading = Isi paket
export-layout-readme = Halaman ini; ada juga dalam bahasa Vietnam dan Inggris.
export-layout-check = Cara memeriksa keutuhan paket.
export-layout-inventory = Satu baris untuk setiap berkas: apa yang ditampilkan, nama semula, ukuran, kode pemeriksa, pembuat, hak. Dapat dibuka dengan Excel.
export-layout-objects = Satu baris untuk setiap situs, bagian, dan artefak, menurut standar Object ID, beserta kondisinya. Dapat dibuka dengan Excel.
export-layout-records = Catatan lengkap dalam JSON: situs; bagian, artefak, inskripsi, keputusan, peristiwa, dan sumber; aset digital.
export-layout-schema = Bentuk berkas catatan (JSON Schema).
export-layout-standards = Catatan dalam LIDO 1.1 dan Dublin Core, untuk program lain.
export-layout-technical = Data teknis yang terbaca dari setiap berkas.
export-layout-premis = Tindakan atas catatan dan berkas, dalam PREMIS 3.
export-layout-originals = Berkas asli, tanpa perubahan satu bita pun. Namanya dari arsip; nama semula tercantum di inventory.csv.
export-layout-pictures = Gambar untuk dilihat, sisi terpanjang 2.048 dan 512 piksel, tanpa metadata.
export-layout-versions = Versi catatan sebelumnya.
export-layout-store = Akar penyimpanan OCFL 1.1: setiap catatan dan setiap aset adalah satu objek dengan semua versinya.

export-check-heading = Memeriksa keutuhan paket
export-how-to-check =
    Paket ini adalah «tas» menurut BagIt 1.0 (RFC 8493). Kode pemeriksa semua berkas tercantum dalam manifest-sha256.txt dan manifest-sha512.txt, di samping folder data.

    1. Ekstrak berkas zip, lalu buka baris perintah di folder hasilnya (yang berisi berkas bagit.txt).
    2. Linux:   sha256sum --check --quiet manifest-sha256.txt
       macOS:   shasum -a 256 --check manifest-sha256.txt
       Windows: Get-FileHash BERKAS -Algorithm SHA256 (PowerShell), lalu bandingkan dengan baris berkas itu di manifest-sha256.txt
    3. Bila tidak ada pesan kegagalan, setiap berkas masih seperti saat dikemas.

    Dengan Python, seluruh paket dapat diperiksa dengan: bagit.py --validate FOLDER

export-failed-damaged = Berkas asli suatu aset tidak lagi cocok dengan kode pemeriksanya. Jalankan «reliquary verify» untuk mengetahui yang mana, lalu pesan paket lagi.
export-failed-missing = Situs yang akan dikemas sudah tidak ada, atau pemesan tidak boleh lagi melihatnya.
export-failed-denied = Peran pemesan tidak mengizinkan paket jenis ini.
