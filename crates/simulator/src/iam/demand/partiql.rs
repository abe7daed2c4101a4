//! Which table a PartiQL statement is about.

/// The verb of `dynamodb:PartiQL…`, and the table.
pub(super) fn target(statement: &str) -> (&'static str, Option<&str>) {
    let mut words = statement.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is = |word: &str, name: &str| word.eq_ignore_ascii_case(name);
    let (verb, table) = if is(first, "INSERT") {
        (
            "Insert",
            words.find(|word| is(word, "INTO")).and(words.next()),
        )
    } else if is(first, "UPDATE") {
        ("Update", words.next())
    } else if is(first, "DELETE") {
        (
            "Delete",
            words.find(|word| is(word, "FROM")).and(words.next()),
        )
    } else {
        (
            "Select",
            words.find(|word| is(word, "FROM")).and(words.next()),
        )
    };
    // `"table"`, `table`, `"table"."index"`.
    let name = table.and_then(|table| {
        let table = table.trim_end_matches(';');
        match table.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => table.split('.').next(),
        }
    });
    (verb, name.filter(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("SELECT * FROM \"lexDR\" WHERE a = 'x'", "Select", Some("lexDR"))]
    #[case("select a from lexDR", "Select", Some("lexDR"))]
    #[case("SELECT * FROM \"lexDR\".\"by_region\"", "Select", Some("lexDR"))]
    #[case("INSERT INTO lexDR VALUE {'a': 1}", "Insert", Some("lexDR"))]
    #[case("UPDATE \"lex.DR\" SET a = 1", "Update", Some("lex.DR"))]
    #[case("DELETE FROM lexDR;", "Delete", Some("lexDR"))]
    #[case("EXPLAIN", "Select", None)]
    #[case("", "Select", None)]
    fn statements(#[case] text: &str, #[case] verb: &str, #[case] table: Option<&str>) {
        assert_eq!(target(text), (verb, table));
    }
}
