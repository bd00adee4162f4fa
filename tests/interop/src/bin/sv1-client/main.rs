// SPDX-License-Identifier: MIT
//! A miner that is not ours: the crate sv1_api says what a miner says and reads what a pool says,
//! the crate bitcoin hashes. `sv1-client PORT [VERSION-MASK]` logs in to a pool on this machine,
//! finds one share, submits it and some that are wrong, and ends when each has been answered.
//! Standard output: one JSON object for each line of the pool (what was decoded, or why it could
//! not be), and one for each share that is submitted.
use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use serde_json::{json, Value};
use sv1_api::utils::HexU32Be;
use sv1_api::{IsClient, Message};
use sv1_peers::send;

mod client;
mod shares;
use client::Client;

/// Has the client decode a line; what came of it, and what the client wants to say then.
fn hear(client: &mut Client, line: &str) -> (Value, Option<Message>) {
    let message: Message = match serde_json::from_str(line) {
        Ok(message) => message,
        Err(why) => return (json!({"heard": null, "why": why.to_string()}), None),
    };
    match client.handle_message(None, message) {
        Ok(reply) => (client.take_heard(), reply),
        Err(why) => (
            json!({"heard": null, "line": line, "why": format!("{why:?}")}),
            None,
        ),
    }
}

fn main() -> std::io::Result<()> {
    let mut words = std::env::args().skip(1);
    let port = words.next().and_then(|word| word.parse::<u16>().ok());
    let mask = words.next().map(|mask| HexU32Be::try_from(mask.as_str()));
    let mut client = Client::new(mask.transpose().expect("hex digits"));
    let mut stream = TcpStream::connect(("127.0.0.1", port.expect("a port")))?;
    send(&mut stream, &client.configure(None, 1).expect("infallible"))?;
    for line in BufReader::new(stream.try_clone()?).lines() {
        let (heard, reply) = hear(&mut client, &line?);
        println!("{heard}");
        for message in reply.into_iter().chain(client.next_login()) {
            send(&mut stream, &message)?;
        }
        for (what, share) in client.next_shares() {
            println!("{what}");
            send(&mut stream, &share.into())?;
        }
        if client.done() {
            break;
        }
    }
    Ok(())
}
