// SPDX-License-Identifier: MIT
//! The pool's state and its judgement of shares: what sv1_api leaves to a server.
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::time::{SystemTime, UNIX_EPOCH};

use bitcoin::hashes::Hash;
use sv1_api::client_to_server::{
    Authorize, Configure, Submit, SubmitError, SubmitOutcome, Subscribe,
};
use sv1_api::error::Error;
use sv1_api::server_to_client::{Notify, VersionRollingParams};
use sv1_api::utils::{Extranonce, HexU32Be, MerkleNode, PrevHash};
use sv1_api::{IsServer, Message};
use sv1_peers::Work;

type Client = Option<usize>;

/// After so many good shares each, the pool changes something: the job, the extranonce.
pub const CHAPTER: usize = 6;
/// 2^-16: the difficulty of a hash whose first four bytes, as people read it, are 0000ffff.
const DIFFICULTY: f64 = 1.0 / 65536.0;
const TARGET: [u8; 4] = [0, 0, 0xff, 0xff];
/// What may be rolled (BIP 320). It does not change: sv1_api 6.0.0 writes "mining.set_version" for
/// mining.set_version_mask, which it does not read itself.
const MASK: u32 = 0x1fff_e000;
/// Bytes of no meaning, each in a place of its own, so that a wrong order does not go unnoticed.
const PREV_HASH: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

#[derive(Default)]
pub struct Pool {
    users: Vec<String>,
    extranonce1: Vec<u8>,
    extranonce2_size: usize,
    mask: Option<HexU32Be>,
    jobs: HashMap<String, Work>,
    seen: RefCell<HashSet<String>>,
    good: Cell<usize>,
    last_hash: RefCell<Option<String>>,
}

impl Pool {
    /// Shares that were accepted.
    pub fn good(&self) -> usize {
        self.good.get()
    }

    /// The hash of the share that was judged last, as people read it.
    pub fn take_hash(&self) -> Option<String> {
        self.last_hash.take()
    }

    /// What follows a login.
    pub fn begin(&mut self) -> Vec<Message> {
        let difficulty = self.handle_set_difficulty(None, DIFFICULTY);
        vec![
            difficulty.expect("infallible"),
            self.notify(None).expect("infallible"),
        ]
    }

    /// A job with one branch more, and once another extranonce with it.
    pub fn turn_page(&mut self, page: usize) -> Vec<Message> {
        let mut out = Vec::new();
        if page == 2 {
            let change = self.update_extranonce(None, extranonce(&[0xee; 5]), 7);
            out.push(change.expect("infallible"));
        }
        out.push(self.notify(None).expect("infallible"));
        out
    }

    fn judge(&self, share: &Submit) -> Result<(), SubmitError> {
        let job = self
            .jobs
            .get(&share.job_id)
            .ok_or(SubmitError::JobNotFound)?;
        let hash = job.hash(share);
        let mut shown = hash.to_byte_array();
        shown.reverse();
        self.last_hash.replace(Some(hash.to_string()));
        if shown[..4] >= TARGET[..] {
            return Err(SubmitError::LowDifficultyShare);
        }
        if !self.seen.borrow_mut().insert(hash.to_string()) {
            return Err(SubmitError::DuplicateShare);
        }
        Ok(())
    }
}

fn extranonce(bytes: &[u8]) -> Extranonce {
    Extranonce::try_from(bytes.to_vec()).expect("at most 32 bytes")
}

impl IsServer for Pool {
    type Error = Error;

    fn handle_configure(
        &mut self,
        _: Client,
        request: &Configure,
    ) -> Result<(Option<VersionRollingParams>, Option<bool>), Error> {
        let asked = request.version_rolling_mask();
        self.mask = asked.map(|mask| HexU32Be(mask.0 & MASK));
        let params = self
            .mask
            .clone()
            .map(|mask| VersionRollingParams::new(mask, HexU32Be(2)));
        Ok((params, None))
    }

    fn handle_subscribe(&self, _: Client, _: &Subscribe) -> Result<Vec<(String, String)>, Error> {
        Ok(vec![
            ("mining.notify".into(), "1".into()),
            ("mining.set_difficulty".into(), "2".into()),
        ])
    }

    fn handle_authorize(&self, _: Client, request: &Authorize) -> Result<bool, Error> {
        Ok(request.password == "secret")
    }

    fn handle_submit(&self, _: Client, share: &Submit) -> Result<SubmitOutcome, Error> {
        Ok(match self.judge(share) {
            Ok(()) => {
                self.good.set(self.good() + 1);
                SubmitOutcome::Accepted
            }
            Err(why) => SubmitOutcome::Rejected(why),
        })
    }

    fn handle_extranonce_subscribe(&mut self, _: Client) -> Result<(), Error> {
        Ok(())
    }

    fn is_authorized(&self, _: Client, name: &str) -> Result<bool, Error> {
        Ok(self.users.iter().any(|user| user == name))
    }

    fn authorize(&mut self, _: Client, name: &str) -> Result<(), Error> {
        self.users.push(name.to_string());
        Ok(())
    }

    fn set_extranonce1(&mut self, _: Client, new: Option<Extranonce>) -> Result<Extranonce, Error> {
        let new = new.unwrap_or_else(|| extranonce(&[0xa1, 0xb2, 0xc3, 0xd4]));
        self.extranonce1 = new.clone().into();
        Ok(new)
    }

    fn extranonce1(&self, _: Client) -> Result<Extranonce, Error> {
        Ok(extranonce(&self.extranonce1))
    }

    fn set_extranonce2_size(&mut self, _: Client, new: Option<usize>) -> Result<usize, Error> {
        self.extranonce2_size = new.unwrap_or(4);
        Ok(self.extranonce2_size)
    }

    fn extranonce2_size(&self, _: Client) -> Result<usize, Error> {
        Ok(self.extranonce2_size)
    }

    fn version_rolling_mask(&self, _: Client) -> Result<Option<HexU32Be>, Error> {
        Ok(self.mask.clone())
    }

    fn set_version_rolling_mask(&mut self, _: Client, _: Option<HexU32Be>) -> Result<(), Error> {
        Ok(()) // handle_configure has the last word
    }

    fn set_version_rolling_min_bit(&mut self, _: Client, _: Option<HexU32Be>) -> Result<(), Error> {
        Ok(())
    }

    /// A new job; all earlier ones are void. Each has one branch more than the one before.
    fn notify(&mut self, _: Client) -> Result<Message, Error> {
        let number = self.good.get() as u8;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |t| t.as_secs() as u32);
        let notify = Notify {
            job_id: format!("job-{number}"),
            prev_hash: PrevHash::try_from(PREV_HASH)?,
            coin_base1: (0..41u8).collect::<Vec<u8>>().into(),
            coin_base2: (41..90u8).collect::<Vec<u8>>().into(),
            merkle_branch: (0..number / CHAPTER as u8)
                .map(|n| MerkleNode::try_from(vec![n + 1; 32]))
                .collect::<Result<_, _>>()?,
            version: HexU32Be(0x2000_0000),
            bits: HexU32Be(0x1d00_ffff),
            time: HexU32Be(now),
            clean_jobs: true,
        };
        self.jobs.clear();
        let job = Work {
            notify: notify.clone(),
            extranonce1: self.extranonce1.clone(),
            mask: self.mask.as_ref().map_or(0, |m| m.0),
        };
        self.jobs.insert(notify.job_id.clone(), job);
        Ok(notify.into())
    }
}
