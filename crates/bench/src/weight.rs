//! What a browser fetches for the editor, compressed: the page and every file that it and its files name.

use std::collections::BTreeSet;

use reqwest::Client;

use crate::{Aim, note, report};

/// Where styles, scripts and pictures are.
const FILES: &str = "/static/";

pub(crate) async fn report_weight(site: &str, editor: &str, token: &str) -> anyhow::Result<()> {
    let client = Client::builder().no_proxy().build()?;
    let mut open = vec![editor.to_owned()];
    let mut seen = BTreeSet::from([editor.to_owned()]);
    let mut total = 0;
    while let Some(address) = open.pop() {
        let url = format!("{site}{address}");
        let compressed = fetch(&client, &url, token, "br").await?.len();
        total += compressed;
        let text = fetch(&client, &url, token, "identity").await?;
        for file in files_named_in(&String::from_utf8_lossy(&text)) {
            if seen.insert(file.clone()) {
                open.push(file);
            }
        }
    }
    note("files of the editor, page included", count(seen.len())?, "")?;
    report(
        "weight of the editor, compressed, all files",
        count(total)? / 1000.0,
        "kB",
        &Aim::Below(120.0),
    )
}

async fn fetch(client: &Client, url: &str, token: &str, coding: &str) -> anyhow::Result<Vec<u8>> {
    let response = client
        .get(url)
        .header("cookie", format!("sid={token}"))
        .header("accept-encoding", coding)
        .send()
        .await?
        .error_for_status()?;
    Ok(response.bytes().await?.to_vec())
}

fn files_named_in(text: &str) -> Vec<String> {
    text.match_indices(FILES)
        .filter_map(|(at, _)| text.get(at..))
        .map(|rest| {
            let is_name = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
            rest.chars().take_while(|c| is_name(*c)).collect()
        })
        .filter(|file: &String| file.len() > FILES.len())
        .collect()
}

fn count(number: usize) -> anyhow::Result<f64> {
    Ok(f64::from(u32::try_from(number)?))
}
