//! Starting, stopping, and what survives.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
};

use intyg_simulator::{Config, JournalError, StartError, start};

use crate::{
    client::{REGISTER, SEND, Seen, call, config, http, simulator},
    samples::{ID, PATIENT, register, send, signed},
};

#[tokio::test]
async fn only_loopback_is_listened_on() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let config = Config {
            listen: address.parse().unwrap(),
            ..config()
        };
        assert!(matches!(
            start(config).await.unwrap_err(),
            StartError::NotLoopback(_)
        ));
    }
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let first = simulator().await;
    let config = Config {
        listen: first.address(),
        ..config()
    };
    let error = start(config).await.unwrap_err();
    assert!(error.to_string().contains(&first.address().to_string()));
}

#[tokio::test]
async fn the_next_start_finds_what_was_received() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("simulator.jsonl");
    let kept = || Config {
        state: Some(file.clone()),
        ..config()
    };
    let first = start(kept()).await.unwrap();
    call(&first, REGISTER, &signed(ID)).await;
    call(&first, SEND, &send(ID, PATIENT, "FKASSA")).await;
    let before = first.snapshot();
    first.shutdown().await;

    // A line that was cut off by the end of the machine was never answered.
    let mut end = std::fs::OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap();
    end.write_all(b"{\"event\":\"revo").unwrap();
    let second = start(kept()).await.unwrap();
    assert_eq!(second.snapshot(), before);
    assert_eq!(
        call(&second, REGISTER, &register(ID, PATIENT)).await,
        Seen::info("Certificate already exists")
    );
    let numbers: Vec<u64> = second
        .snapshot()
        .transmissions
        .iter()
        .map(|t| t.number)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);

    let reset = format!("{}/api/reset", second.url());
    assert_eq!(http().post(reset).send().await.unwrap().status(), 204);
    assert!(second.snapshot().transmissions.is_empty());
    second.shutdown().await;
    let third = start(kept()).await.unwrap();
    assert!(third.snapshot().intygstjansten.is_empty());
}

#[tokio::test]
async fn a_file_of_something_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    for text in ["Hej!\n", "Hej!", "{}\n", "{\"even", "{\"event\":1}\n"] {
        std::fs::write(&file, text).unwrap();
        let config = Config {
            state: Some(file.clone()),
            ..config()
        };
        let is_torn = text == "{\"even";
        match start(config).await {
            Ok(_) => assert!(is_torn),
            Err(error) => {
                let refused = matches!(
                    error,
                    StartError::Journal(JournalError::Line { line: 1, .. })
                );
                assert!(refused, "{error}");
                assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
            }
        }
    }
}

#[tokio::test]
async fn the_state_is_told_in_json() {
    let simulator = simulator().await;
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    let text = http()
        .get(format!("{}/api/state", simulator.url()))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let state: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(state["intygstjansten"][0]["id"], ID);
    assert_eq!(state["forsakringskassan"].as_array().unwrap().len(), 0);
    assert_eq!(state["transmissions"][0]["outcome"]["outcome"], "done");
    assert_eq!(state["faults"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act() {
    let simulator = simulator().await;
    for (origin, expected) in [
        ("http://evil.example".to_owned(), 403),
        ("null".to_owned(), 403),
        (simulator.url(), 204),
    ] {
        let answer = http()
            .post(format!("{}/api/reset", simulator.url()))
            .header("Origin", origin)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), expected);
    }
}

#[tokio::test]
async fn the_same_address_can_be_used_again_after_a_shutdown() {
    let first = simulator().await;
    let address = first.address();
    call(&first, REGISTER, &register(ID, PATIENT)).await;
    first.shutdown().await;
    let again = start(Config {
        listen: address,
        ..config()
    })
    .await
    .unwrap();
    assert_eq!(
        call(&again, REGISTER, &register(ID, PATIENT)).await,
        Seen::ok()
    );
}

#[test]
fn the_program_says_where_it_listens_and_ends_when_asked() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_intyg-simulator"))
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim_end()
        .strip_prefix("simulator listening on http://")
        .unwrap();
    assert!(std::net::TcpStream::connect(address).is_ok());
    let asked = Command::new("kill")
        .args(["-TERM", &program.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    assert!(program.wait().unwrap().success());
}

#[test]
fn the_program_refuses_other_addresses_in_one_line() {
    let refused = Command::new(env!("CARGO_BIN_EXE_intyg-simulator"))
        .args(["--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("not a loopback address"), "{said}");
}

/// Whoever follows the clock answers each move with a line, and only then does the simulator go on.
#[tokio::test]
async fn the_program_tells_its_clock_and_waits_to_be_followed() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_intyg-simulator"))
        .args(["--listen", "127.0.0.1:0", "--tell-clock"])
        .args(["--at", "2026-03-02T08:00:00Z"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut next = move || lines.next().unwrap().unwrap();
    assert_eq!(next(), "simulator clock moved on by 0");
    let listens = next();
    let url = listens.strip_prefix("simulator listening on ").unwrap();

    let advanced = tokio::spawn(
        http()
            .post(format!("{url}/api/clock/advance"))
            .header("Content-Type", "application/json")
            .body("{\"seconds\": 3660}")
            .send(),
    );
    let told = tokio::task::spawn_blocking(next).await.unwrap();
    assert_eq!(told, "simulator clock moved on by 3660000");
    assert!(!advanced.is_finished());
    let mut answers = program.stdin.take().unwrap();
    answers.write_all(b"followed\n").unwrap();
    let answer = advanced.await.unwrap().unwrap().text().await.unwrap();
    assert!(
        answer.contains("\"now\":\"2026-03-02T09:01:00Z\""),
        "{answer}"
    );
    program.kill().unwrap();
    program.wait().unwrap();
}

#[test]
fn the_program_names_what_is_wrong_with_a_file_of_scenarios() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        "[[scenario]]\nid = \"a\"\ntitle = \"A\"\nstep = []\n",
    )
    .unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_intyg-simulator"))
        .args(["--listen", "127.0.0.1:0", "--scenarios"])
        .arg(file.path())
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("scenario a: it has no steps"), "{said}");
}

#[tokio::test]
async fn what_an_earlier_version_did_not_keep_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("simulator.jsonl");
    let kept = || Config {
        state: Some(file.clone()),
        ..config()
    };
    let first = start(kept()).await.unwrap();
    call(&first, REGISTER, &register(ID, PATIENT)).await;
    let before = first.snapshot();
    first.shutdown().await;
    let text = std::fs::read_to_string(&file).unwrap();
    let mut event: serde_json::Value = serde_json::from_str(&text).unwrap();
    let certificate = event["effect"]["certificate"].as_object_mut().unwrap();
    let facts = certificate.remove("facts").unwrap();
    assert_eq!(facts["unit"], "SE5561234567-E001");
    // The journal knows its lines by how they begin.
    let kind = event.as_object_mut().unwrap().remove("event").unwrap();
    let rest = event.to_string();
    let line = format!("{{\"event\":{kind},{}\n", &rest[1..]);
    std::fs::write(&file, line).unwrap();
    assert_eq!(start(kept()).await.unwrap().snapshot(), before);
}
