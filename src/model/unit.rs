//! Administrative units the archive meets most (DOMAIN §6): our own small table, a help for typing and no authority.
//! A code can stay while its area grows: it is always kept together with the day from which the unit has its shape.

/// A unit as it is or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: &'static str,
    /// Its official code.
    pub code: &'static str,
    /// `ward` or `commune`.
    pub level: &'static str,
    /// True for units in force since 2025-07-01.
    pub is_today: bool,
}

/// The day the units of today came into force.
pub const TODAY_SINCE: &str = "2025-07-01";

const fn today(name: &'static str, code: &'static str, level: &'static str) -> Unit {
    Unit { name, code, level, is_today: true }
}

const fn before(name: &'static str, code: &'static str, level: &'static str) -> Unit {
    Unit { name, code, level, is_today: false }
}

/// The units, those of today first.
pub const UNITS: &[Unit] = &[
    today("phường Thanh Khê", "20209", "ward"),
    today("phường Hải Châu", "20242", "ward"),
    today("phường Hòa Cường", "20257", "ward"),
    today("phường Ngũ Hành Sơn", "20285", "ward"),
    today("phường Hải Vân", "20194", "ward"),
    today("phường Cẩm Lệ", "20260", "ward"),
    today("xã Hòa Vang", "20320", "commune"),
    today("phường Hội An", "20410", "ward"),
    today("phường Điện Bàn", "20551", "ward"),
    today("phường Bàn Thạch", "20335", "ward"),
    today("xã Thu Bồn", "20611", "commune"),
    today("xã Đồng Dương", "20818", "commune"),
    today("xã Chân Mây – Lăng Cô", "20137", "commune"),
    before("phường Thanh Khê Đông, quận Thanh Khê", "20207", "ward"),
    before("phường Thanh Khê Tây, quận Thanh Khê", "20206", "ward"),
    before("phường Xuân Hà, quận Thanh Khê", "20209", "ward"),
    before("phường Chính Gián, quận Thanh Khê", "20215", "ward"),
    before("phường Thạc Gián, quận Thanh Khê", "20218", "ward"),
    before("phường Hải Châu, quận Hải Châu", "20242", "ward"),
    before("phường Hòa Thuận Tây, quận Hải Châu", "20245", "ward"),
    before("phường Bình Thuận, quận Hải Châu", "20254", "ward"),
    before("phường Hòa Cường Bắc, quận Hải Châu", "20257", "ward"),
    before("phường Hòa Cường Nam, quận Hải Châu", "20258", "ward"),
    before("phường Hòa Hiệp Bắc, quận Liên Chiểu", "20194", "ward"),
    before("phường Khuê Trung, quận Cẩm Lệ", "20260", "ward"),
    before("xã Hòa Phong, huyện Hòa Vang", "20320", "commune"),
    before("phường Minh An, thành phố Hội An", "20398", "ward"),
    before("phường Điện Phương, thị xã Điện Bàn", "20596", "ward"),
    before("xã Tam Thăng, thành phố Tam Kỳ", "20362", "commune"),
    before("xã Duy Phú, huyện Duy Xuyên", "20605", "commune"),
    before("xã Bình Định, huyện Thăng Bình", "20821", "commune"),
];

/// Returns the unit of exactly that name, today's or an older one.
pub fn find(name: &str, is_today: bool) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.is_today == is_today && unit.name == name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_alone_is_no_identity() {
        assert_eq!(find("phường Thanh Khê", true).map(|unit| unit.code), Some("20209"));
        assert_eq!(find("phường Xuân Hà, quận Thanh Khê", false).map(|unit| unit.code), Some("20209"));
        assert_eq!(find("phường Thanh Khê", false), None);
    }
}
