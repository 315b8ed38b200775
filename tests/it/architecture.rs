//! Which crate may know which. The compiler keeps a crate from using what it does not depend on, so the whole
//! architecture is in these edges.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// Crate → crates of the workspace that it may depend on, also for its tests. What is absent is forbidden.
const EDGES: &[(&str, &[&str])] = &[
    ("api", &["domain", "platform"]),
    ("bench", &[]),
    ("bench-search", &["search", "sentences", "vectors"]),
    ("domain", &["entity", "vectors"]),
    ("entity", &[]),
    ("migration", &[]),
    ("openapi", &["api"]),
    ("penden", &["api", "domain", "migration", "platform", "sandbox", "scheduler", "worker"]),
    ("platform", &["domain", "search", "sentences"]),
    ("sandbox", &[]),
    ("scheduler", &["domain", "platform"]),
    ("search", &[]),
    ("sentences", &[]),
    (
        "tests",
        &[
            "api",
            "bench",
            "domain",
            "entity",
            "migration",
            "openapi",
            "penden",
            "platform",
            "sandbox",
            "scheduler",
            "worker",
        ],
    ),
    ("vectors", &[]),
    ("worker", &["domain", "platform"]),
];

#[test]
fn crates_know_only_whom_they_may() {
    let packages = packages();
    let known: BTreeSet<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let expected: BTreeSet<&str> = EDGES.iter().map(|(name, _)| *name).collect();
    assert_eq!(known, expected, "every crate has a line in the table above");

    let mut forbidden = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        let (_, allowed) = EDGES.iter().find(|(known, _)| *known == name).unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let dependency = dependency["name"].as_str().unwrap();
            if known.contains(dependency) && !allowed.contains(&dependency) {
                forbidden.push(format!("{name} → {dependency}"));
            }
        }
    }
    assert!(forbidden.is_empty(), "forbidden: {}", forbidden.join(", "));
}

fn packages() -> Vec<Value> {
    let arguments = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let output = Command::new(env!("CARGO")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}
