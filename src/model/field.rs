//! Names of fields: the nearest known one to a name nobody knows.

/// Returns the known name nearest to an unknown one, when it is near enough to be meant.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (distance(unknown, name), name))
        .filter(|(distance, name)| *distance <= 3 && *distance < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

/// Counts insertions, deletions, changes and swaps of neighbours between two names.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_name() {
        assert_eq!(nearest("sumary", ["name", "summary", "dating"]), Some("summary"));
        assert_eq!(nearest("nmae", ["name", "summary"]), Some("name"));
        assert_eq!(nearest("zzzzzzzz", ["name", "summary"]), None);
    }
}
