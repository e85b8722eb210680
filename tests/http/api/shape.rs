//! The description of the API, and that it is true of the router.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::goldens;

#[tokio::test]
async fn every_call_that_is_described_is_served() {
    let archive = Archive::new().await;
    let description = archive.get("/api/openapi.json").await.must_be(200).json();
    assert_eq!(description["openapi"], "3.1.0");
    let mut calls = String::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let statuses: BTreeSet<&str> =
                operation["responses"].as_object().unwrap().keys().map(String::as_str).collect();
            let signed = if operation["security"].is_array() { "signed" } else { "anyone" };
            let statuses: Vec<&str> = statuses.into_iter().collect();
            writeln!(calls, "{:7} {path} {signed} {}", method.to_uppercase(), statuses.join(" ")).unwrap();
            let address = path.replace("{code}", "NOSUCH").replace("{asset}", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
            let address = address
                .replace("{upload}", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
                .replace("{job}", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
            let ask = Ask::new(&method.to_uppercase(), &address).header("tus-resumable", "1.0.0");
            let answer = archive.ask(ask).await;
            let status = answer.status.to_string();
            assert!(answer.status != 405 && statuses.contains(&status.as_str()), "{method} {path} answers {status}");
            if operation["security"].is_array() {
                assert_eq!(answer.status, 401, "{method} {path}");
            }
        }
    }
    goldens(&[("http/api-calls.txt".to_owned(), calls)]);
    let schema = archive.get("/api/schema/record.schema.json").await.must_be(200).json();
    assert_eq!(schema["oneOf"].as_array().map(Vec::len), Some(9));
}
