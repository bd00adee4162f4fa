// SPDX-License-Identifier: MIT
//! A pool that is not ours: the crate sv1_api reads what a miner says and writes what a pool says,
//! the crate bitcoin hashes the shares. Serves one miner on a free port of this machine, then ends.
//! Standard output: "listening PORT", then for each line of the miner one JSON object: what was
//! decoded, or why it could not be.
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};

use serde_json::{json, Value};
use sv1_api::methods::Client2Server;
use sv1_api::{IsServer, Message};
use sv1_peers::send;

mod pool;
use pool::{Pool, CHAPTER};

fn decode(line: &str) -> Result<Client2Server, String> {
    let message: Message = serde_json::from_str(line).map_err(|why| why.to_string())?;
    Client2Server::try_from(message).map_err(|why| format!("{why:?}"))
}

/// What a decoded call holds, for the test to compare with what the miner meant.
fn fields(call: &Client2Server) -> Value {
    match call {
        Client2Server::SuggestDifficulty() => json!({"call": "suggest_difficulty"}),
        Client2Server::Subscribe(c) => json!({"call": "subscribe", "agent": c.agent_signature}),
        Client2Server::Authorize(c) => {
            json!({"call": "authorize", "user": c.name, "password": c.password})
        }
        Client2Server::ExtranonceSubscribe(_) => json!({"call": "extranonce_subscribe"}),
        Client2Server::Configure(c) => {
            json!({"call": "configure", "mask": c.version_rolling_mask().map(|m| m.to_string())})
        }
        Client2Server::Submit(s) => json!({
            "call": "submit", "user": s.user_name, "job": s.job_id,
            "extranonce2": s.extra_nonce2.to_string(), "ntime": s.time.to_string(),
            "nonce": s.nonce.to_string(),
            "version_bits": s.version_bits.as_ref().map(|b| b.to_string()),
        }),
    }
}

/// The answer, and what the pool has to say after it.
fn answer(pool: &mut Pool, call: Client2Server) -> Vec<Message> {
    let authorizes = matches!(call, Client2Server::Authorize(_));
    let good_before = pool.good();
    let reply = pool
        .handle_parsed_request(None, call)
        .expect("the pool's state is sound");
    let mut out: Vec<Message> = reply.map(Message::from).into_iter().collect();
    if authorizes {
        out.extend(pool.begin());
    }
    if pool.good() > good_before && pool.good() % CHAPTER == 0 {
        out.extend(pool.turn_page(pool.good() / CHAPTER));
    }
    out
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut pool = Pool::default();
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?;
        let call = match decode(&line) {
            Ok(call) => call,
            Err(why) => {
                println!("{}", json!({"call": null, "line": line, "why": why}));
                continue;
            }
        };
        let mut seen = fields(&call);
        let messages = answer(&mut pool, call);
        seen["hash"] = json!(pool.take_hash());
        println!("{seen}");
        for message in messages {
            send(&mut stream, &message)?;
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("listening {}", listener.local_addr()?.port());
    let (stream, _) = listener.accept()?;
    serve(stream).or(Ok(())) // a miner that hangs up in the middle of a line is no fault of ours
}
