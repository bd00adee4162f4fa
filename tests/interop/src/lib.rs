// SPDX-License-Identifier: MIT
//! What a pool and a miner that are not ours have in common: lines, and the header of a share.
use std::io::Write;
use std::net::TcpStream;

use bitcoin::hashes::{sha256d, Hash};
use sv1_api::client_to_server::Submit;
use sv1_api::server_to_client::Notify;
use sv1_api::Message;

/// Sends one message as a line.
pub fn send(stream: &mut TcpStream, message: &Message) -> std::io::Result<()> {
    let mut line = serde_json::to_string(message).expect("a message is JSON");
    line.push('\n');
    stream.write_all(line.as_bytes())
}

/// A pool's job, and what else its headers are made of.
pub struct Work {
    pub notify: Notify,
    pub extranonce1: Vec<u8>,
    /// The version bits that may be rolled.
    pub mask: u32,
}

impl Work {
    /// The block header that a share stands for, hashed twice.
    pub fn hash(&self, share: &Submit) -> sha256d::Hash {
        let notify = &self.notify;
        let coinbase = [
            notify.coin_base1.as_ref().as_slice(),
            &self.extranonce1,
            share.extra_nonce2.as_ref(),
            notify.coin_base2.as_ref().as_slice(),
        ]
        .concat();
        let root =
            notify
                .merkle_branch
                .iter()
                .fold(sha256d::Hash::hash(&coinbase), |root, node| {
                    sha256d::Hash::hash(&[root.as_byte_array().as_slice(), node.as_ref()].concat())
                });
        let bits = share.version_bits.as_ref().map_or(0, |b| b.0);
        let header = [
            ((notify.version.0 & !self.mask) | bits)
                .to_le_bytes()
                .as_slice(),
            AsRef::<[u8]>::as_ref(&notify.prev_hash),
            root.as_byte_array(),
            &share.time.0.to_le_bytes(),
            &notify.bits.0.to_le_bytes(),
            &share.nonce.0.to_le_bytes(),
        ]
        .concat();
        sha256d::Hash::hash(&header)
    }
}
