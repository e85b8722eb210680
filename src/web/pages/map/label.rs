//! Names on the map: the chief places of Việt Nam's provinces and cities and its archipelagos, in three languages.
//! Why by hand: what stands on the public map of a Vietnamese archive is its own word, not that of a foreign data set.

use crate::model::text::Lang;

/// A name on the map.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
    /// The zoom from which on it is drawn.
    pub from: f64,
    /// True for archipelagos, whose names stand on the sea without a dot and are never left out for others.
    pub is_sea: bool,
    /// In Vietnamese, English, Indonesian.
    names: [&'static str; 3],
}

impl Label {
    /// Returns the name in a language.
    pub fn name(&self, lang: Lang) -> &'static str {
        let [vi, en, id] = self.names;
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
            Lang::Id => id,
        }
    }
}

const fn sea(lat: f64, lon: f64, names: [&'static str; 3]) -> Label {
    Label { lat, lon, from: 3.5, is_sea: true, names }
}

const fn city(lat: f64, lon: f64, from: f64, names: [&'static str; 3]) -> Label {
    Label { lat, lon, from, is_sea: false, names }
}

/// A place with one name in all languages.
const fn town(lat: f64, lon: f64, from: f64, name: &'static str) -> Label {
    city(lat, lon, from, [name, name, name])
}

/// The names, the first goes before the next where there is room for one alone.
pub const LABELS: &[Label] = &[
    sea(16.4, 112.2, ["Quần đảo Hoàng Sa (Đà Nẵng)", "Hoàng Sa Islands (Da Nang)", "Kepulauan Hoàng Sa (Da Nang)"]),
    sea(
        9.6,
        113.6,
        ["Quần đảo Trường Sa (Khánh Hòa)", "Trường Sa Islands (Khánh Hòa)", "Kepulauan Trường Sa (Khánh Hòa)"],
    ),
    city(16.068, 108.224, 3.5, ["Đà Nẵng", "Da Nang", "Da Nang"]),
    city(21.028, 105.852, 3.5, ["Hà Nội", "Hanoi", "Hanoi"]),
    city(10.776, 106.701, 3.5, ["Thành phố Hồ Chí Minh", "Ho Chi Minh City", "Kota Ho Chi Minh"]),
    city(16.464, 107.590, 5.0, ["Huế", "Hue", "Hue"]),
    city(20.857, 106.683, 5.0, ["Hải Phòng", "Hai Phong", "Hai Phong"]),
    city(10.034, 105.778, 5.0, ["Cần Thơ", "Can Tho", "Can Tho"]),
    town(15.880, 108.333, 8.0, "Hội An"),
    town(15.573, 108.474, 7.5, "Tam Kỳ"),
    town(15.121, 108.804, 6.0, "Quảng Ngãi"),
    town(18.679, 105.682, 5.5, "Vinh"),
    town(12.245, 109.194, 5.5, "Nha Trang"),
    town(11.940, 108.438, 6.0, "Đà Lạt"),
    town(12.682, 108.038, 6.0, "Buôn Ma Thuột"),
    town(13.776, 109.224, 6.0, "Quy Nhơn"),
    town(13.983, 108.000, 6.5, "Pleiku"),
    town(17.468, 106.622, 6.0, "Đồng Hới"),
    town(16.816, 107.100, 7.0, "Đông Hà"),
    town(18.343, 105.906, 6.5, "Hà Tĩnh"),
    town(19.807, 105.777, 6.0, "Thanh Hóa"),
    town(20.251, 105.975, 6.5, "Ninh Bình"),
    town(20.646, 106.051, 7.5, "Hưng Yên"),
    town(21.186, 106.076, 7.5, "Bắc Ninh"),
    town(20.951, 107.080, 6.5, "Hạ Long"),
    town(21.594, 105.848, 6.5, "Thái Nguyên"),
    town(21.322, 105.402, 7.0, "Việt Trì"),
    town(21.853, 106.761, 6.5, "Lạng Sơn"),
    town(22.666, 106.258, 6.5, "Cao Bằng"),
    town(21.823, 105.214, 7.0, "Tuyên Quang"),
    town(22.823, 104.984, 7.0, "Hà Giang"),
    town(22.486, 103.975, 6.5, "Lào Cai"),
    town(21.386, 103.023, 6.0, "Điện Biên Phủ"),
    town(22.397, 103.459, 7.0, "Lai Châu"),
    town(21.328, 103.914, 6.5, "Sơn La"),
    town(20.817, 105.338, 7.5, "Hòa Bình"),
    town(14.354, 108.000, 7.0, "Kon Tum"),
    town(13.089, 109.309, 7.0, "Tuy Hòa"),
    town(11.567, 108.988, 7.0, "Phan Rang"),
    town(10.929, 108.102, 6.5, "Phan Thiết"),
    town(10.945, 106.824, 7.5, "Biên Hòa"),
    town(10.346, 107.084, 7.0, "Vũng Tàu"),
    town(11.310, 106.098, 7.0, "Tây Ninh"),
    town(10.254, 105.973, 7.5, "Vĩnh Long"),
    town(10.360, 106.360, 7.5, "Mỹ Tho"),
    town(10.012, 105.081, 6.5, "Rạch Giá"),
    town(10.386, 105.435, 7.5, "Long Xuyên"),
    town(9.177, 105.152, 6.0, "Cà Mau"),
    town(10.217, 103.960, 7.0, "Phú Quốc"),
    town(8.690, 106.609, 7.0, "Côn Đảo"),
    town(15.380, 109.117, 8.0, "Lý Sơn"),
];
