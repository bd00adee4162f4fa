// SPDX-License-Identifier: MIT
//! The client's state, and what it makes of the pool's lines: what sv1_api leaves to a client.
use std::collections::HashSet;

use serde_json::{json, Value};
use sv1_api::client_to_server::Submit;
use sv1_api::error::Error;
use sv1_api::server_to_client::{
    Configure, Notify, SetDifficulty, SetExtranonce, SetVersionMask, Subscribe,
};
use sv1_api::utils::{Extranonce, HexU32Be};
use sv1_api::{ClientStatus, IsClient, Message};
use sv1_peers::Work;

use crate::shares;

pub const USER: &str = "rig.7";
const PASSWORD: &str = "secret";
const AUTHORIZE_ID: u64 = 2;
const FIRST_SHARE_ID: u64 = 10;

type Server = Option<usize>;

pub struct Client {
    status: ClientStatus,
    mask: Option<HexU32Be>,
    extranonce1: Vec<u8>,
    extranonce2_size: usize,
    login_sent: bool,
    authorized: bool,
    difficulty: f64,
    job: Option<Notify>,
    unanswered: HashSet<u64>,
    submitted: bool,
    heard: Value,
}

impl Client {
    /// With a mask it asks for version rolling.
    pub fn new(mask: Option<HexU32Be>) -> Self {
        Client {
            status: ClientStatus::Init,
            mask,
            extranonce1: Vec::new(),
            extranonce2_size: 0,
            login_sent: false,
            authorized: false,
            difficulty: 1.0,
            job: None,
            unanswered: HashSet::new(),
            submitted: false,
            heard: Value::Null,
        }
    }

    /// What was decoded last.
    pub fn take_heard(&mut self) -> Value {
        self.heard.take()
    }

    /// The login, when its time has come.
    pub fn next_login(&mut self) -> Option<Message> {
        if self.login_sent || self.status != ClientStatus::Subscribed {
            return None;
        }
        self.login_sent = true;
        let login = self.authorize(None, AUTHORIZE_ID, USER.into(), PASSWORD.into());
        Some(login.expect("subscribed"))
    }

    /// The shares, once, when there is work, each with its description.
    pub fn next_shares(&mut self) -> Vec<(Value, Submit)> {
        let Some(notify) = self.job.clone().filter(|_| self.authorized) else {
            return Vec::new();
        };
        if std::mem::replace(&mut self.submitted, true) {
            return Vec::new();
        }
        let work = Work {
            notify,
            extranonce1: self.extranonce1.clone(),
            mask: self.mask.as_ref().map_or(0, |m| m.0),
        };
        let made = shares::make(&work, self.extranonce2_size, self.difficulty);
        (FIRST_SHARE_ID..)
            .zip(made)
            .map(|(id, (wrong, share))| {
                let share = Submit { id, ..share };
                self.unanswered.insert(id);
                (shares::describe(&work, wrong, &share), share)
            })
            .collect()
    }

    /// Every share has been answered.
    pub fn done(&self) -> bool {
        self.submitted && self.unanswered.is_empty()
    }
}

impl IsClient for Client {
    type Error = Error;

    fn handle_error_message(
        &mut self,
        _: Server,
        message: Message,
    ) -> Result<Option<Message>, Error> {
        if let Message::ErrorResponse(reply) = message {
            let error = reply.error.expect("it is an error");
            self.unanswered.remove(&reply.id);
            self.heard = json!({"heard": "refusal", "id": reply.id, "code": error.code,
                                "text": error.message});
        }
        Ok(None)
    }

    fn id_is_authorize(&mut self, _: Server, id: &u64) -> Result<Option<String>, Error> {
        Ok((*id == AUTHORIZE_ID).then(|| USER.into()))
    }

    /// The only place where a "yes" to a share is told of. The answer has to be false: sv1_api
    /// 6.0.0 takes an answer to nothing else for one to a share, and calls the others unknown.
    fn id_is_submit(&mut self, _: Server, id: &u64) -> Result<bool, Error> {
        if self.unanswered.remove(id) {
            self.heard = json!({"heard": "acceptance", "id": id});
        }
        Ok(false)
    }

    fn handle_notify(&mut self, _: Server, notify: Notify) -> Result<(), Error> {
        self.heard = json!({"heard": "notify", "job": notify.job_id});
        self.job = Some(notify);
        Ok(())
    }

    fn handle_configure(&mut self, _: Server, reply: &mut Configure) -> Result<(), Error> {
        let mask = reply.version_rolling_mask().map(|mask| mask.to_string());
        self.heard = json!({"heard": "configure", "mask": mask});
        Ok(())
    }

    fn handle_set_difficulty(&mut self, _: Server, new: &mut SetDifficulty) -> Result<(), Error> {
        self.heard = json!({"heard": "set_difficulty", "difficulty": new.value});
        self.difficulty = new.value;
        Ok(())
    }

    fn handle_set_extranonce(&mut self, _: Server, new: &mut SetExtranonce) -> Result<(), Error> {
        self.heard = json!({"heard": "set_extranonce"});
        self.set_extranonce1(None, new.extra_nonce1.clone())?;
        self.set_extranonce2_size(None, new.extra_nonce2_size)
    }

    fn handle_set_version_mask(
        &mut self,
        _: Server,
        new: &mut SetVersionMask,
    ) -> Result<(), Error> {
        self.heard = json!({"heard": "set_version_mask"});
        self.set_version_rolling_mask(None, Some(new.version_mask.clone()))
    }

    fn handle_subscribe(&mut self, _: Server, reply: &Subscribe) -> Result<(), Error> {
        self.heard = json!({"heard": "subscribe", "extranonce1": reply.extra_nonce1.to_string(),
                            "extranonce2_size": reply.extra_nonce2_size});
        Ok(())
    }

    fn set_extranonce1(&mut self, _: Server, new: Extranonce) -> Result<(), Error> {
        self.extranonce1 = new.into();
        Ok(())
    }

    fn extranonce1(&self, _: Server) -> Result<Extranonce, Error> {
        Extranonce::try_from(self.extranonce1.clone())
    }

    fn set_extranonce2_size(&mut self, _: Server, size: usize) -> Result<(), Error> {
        self.extranonce2_size = size;
        Ok(())
    }

    fn extranonce2_size(&self, _: Server) -> Result<usize, Error> {
        Ok(self.extranonce2_size)
    }

    fn version_rolling_mask(&self, _: Server) -> Result<Option<HexU32Be>, Error> {
        Ok(self.mask.clone())
    }

    fn set_version_rolling_mask(&mut self, _: Server, new: Option<HexU32Be>) -> Result<(), Error> {
        self.mask = new;
        Ok(())
    }

    fn set_version_rolling_min_bit(&mut self, _: Server, _: Option<HexU32Be>) -> Result<(), Error> {
        Ok(())
    }

    fn version_rolling_min_bit(&mut self, _: Server) -> Result<Option<HexU32Be>, Error> {
        Ok(None)
    }

    fn set_status(&mut self, _: Server, status: ClientStatus) -> Result<(), Error> {
        self.status = status;
        Ok(())
    }

    fn signature(&self, _: Server) -> Result<String, Error> {
        Ok("sv1-client/0.0.0".into())
    }

    fn status(&self, _: Server) -> Result<ClientStatus, Error> {
        Ok(self.status)
    }

    fn last_notify(&self, _: Server) -> Result<Option<Notify>, Error> {
        Ok(self.job.clone())
    }

    fn is_authorized(&self, _: Server, name: &String) -> Result<bool, Error> {
        Ok(self.authorized && name == USER)
    }

    fn authorize_user_name(&mut self, _: Server, name: String) -> Result<(), Error> {
        self.heard = json!({"heard": "authorize", "user": name});
        self.authorized = true;
        Ok(())
    }
}
