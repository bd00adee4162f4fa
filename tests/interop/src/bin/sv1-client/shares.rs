// SPDX-License-Identifier: MIT
//! One share that is right, and what a pool has to refuse.
use bitcoin::hashes::Hash;
use serde_json::{json, Value};
use sv1_api::client_to_server::Submit;
use sv1_api::utils::{Extranonce, HexU32Be};
use sv1_peers::Work;

use crate::client::USER;

/// Of a hash, as pools count it: 1 is a hash of 2^224 - 2^208.
fn difficulty_of(work: &Work, share: &Submit) -> f64 {
    let hash = work.hash(share).to_byte_array();
    let number = hash
        .iter()
        .rfold(0.0, |n, &byte| n * 256.0 + f64::from(byte));
    65535.0 * 2f64.powi(208) / number
}

/// The first share from `nonce` on that is as good as `wanted`, or the first that is not.
fn find(work: &Work, share: &Submit, difficulty: f64, wanted: bool) -> Submit {
    let mut share = share.clone();
    while (difficulty_of(work, &share) >= difficulty) != wanted {
        share.nonce.0 += 1;
    }
    share
}

/// What is submitted, with the name of what is wrong about it.
pub fn make(work: &Work, extranonce2_size: usize, difficulty: f64) -> Vec<(&'static str, Submit)> {
    let extranonce2 = |size: usize| {
        let bytes: Vec<u8> = (1..=size as u8).collect();
        Extranonce::try_from(bytes).expect("at most 32 bytes")
    };
    let begin = Submit {
        user_name: USER.into(),
        job_id: work.notify.job_id.clone(),
        extra_nonce2: extranonce2(extranonce2_size),
        time: HexU32Be(work.notify.time.0 + 1),
        nonce: HexU32Be(0x1234_0000),
        // Some of the bits, so that the others show when they are taken for these.
        version_bits: (work.mask != 0).then_some(HexU32Be(work.mask & 0x00c0_e000)),
        id: 0,
    };
    let good = find(work, &begin, difficulty, true);
    let mut unknown_job = good.clone();
    unknown_job.job_id.push('0');
    let mut short = good.clone();
    short.extra_nonce2 = extranonce2(extranonce2_size - 1);
    vec![
        ("nothing", good.clone()),
        ("duplicate", good),
        ("low difficulty", find(work, &begin, difficulty, false)),
        ("unknown job", unknown_job),
        ("short extranonce2", short),
    ]
}

/// What the test compares with what the pool saw.
pub fn describe(work: &Work, wrong: &str, share: &Submit) -> Value {
    json!({
        "submits": share.id, "wrong": wrong, "job": share.job_id,
        "extranonce2": share.extra_nonce2.to_string(), "ntime": share.time.to_string(),
        "nonce": share.nonce.to_string(),
        "version_bits": share.version_bits.as_ref().map(|b| b.to_string()),
        "hash": work.hash(share).to_string(),
    })
}
