//! An archive in a temporary folder, open in process, with its site. Its sandbox children are the built program.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use reliquary::base::id::RecordId;
use reliquary::config::Config;
use reliquary::config::Shutter;
use reliquary::desk::Description;
use reliquary::desk::Desk;
use reliquary::desk::Home;
use reliquary::desk::Step;
use reliquary::desk::Taken;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Role;
use reliquary::model::access::Viewer;
use reliquary::model::asset::Asset;
use reliquary::model::asset::Shows;
use reliquary::model::record::Record;
use reliquary::model::text::LangText;
use reliquary::model::value::AgentRef;
use reliquary::model::value::Ref;
use reliquary::sandbox::Sandbox;
use reliquary::web;
use reliquary::web::Site;
use tempfile::TempDir;

use crate::support::Answer;
use crate::support::Ask;
use crate::support::photo;
use crate::support::server::program;

/// The public address of archives made here.
pub const PUBLIC_URL: &str = "http://archive.test";

/// An archive for one test; gone with it.
pub struct Archive {
    /// The open archive.
    pub desk: Arc<Desk>,
    /// Its site.
    pub site: Arc<Site>,
    /// Its router.
    pub router: Router,
    folder: TempDir,
}

/// Somebody with an account, a session and a token.
#[derive(Debug, Clone)]
pub struct Person {
    /// As whom they ask.
    pub viewer: Viewer,
    /// Name of the account.
    pub name: String,
    /// The password.
    pub password: String,
    /// The session's secret: the value of its cookie.
    pub secret: String,
    /// The token every change carries.
    pub csrf: String,
    /// A bearer token.
    pub token: String,
}

impl Archive {
    /// Makes an empty archive. No worker runs: `settle` does the work that waits.
    pub async fn new() -> Archive {
        Archive::with(&[]).await
    }

    /// Makes an empty archive with settings.
    pub async fn with(settings: &[(&'static str, &str)]) -> Archive {
        Archive::open(tempfile::tempdir().expect("a temporary folder"), settings).await
    }

    /// Closes the archive, wherever its work stands, and opens it again.
    pub async fn again(self) -> Archive {
        self.desk.close().await;
        let Archive { desk, site, router, folder } = self;
        drop((desk, site, router));
        Archive::open(folder, &[]).await
    }

    /// Opens what lies in a folder.
    pub async fn open(folder: TempDir, settings: &[(&'static str, &str)]) -> Archive {
        let mut flags = vec![("public_url", PUBLIC_URL.to_owned()), ("reserve_bytes", "0".to_owned())];
        flags.extend(settings.iter().map(|(key, value)| (*key, (*value).to_owned())));
        let config = Config::read(folder.path(), &|_| None, &flags).expect("good settings");
        let sandbox = Sandbox::new(program(), Shutter::Strict);
        let desk = Desk::open(Home::new(folder.path()), config, sandbox, true).await.expect("an archive");
        let site = Site::new(Arc::clone(&desk), ([127, 0, 0, 1], 8080).into()).expect("a site");
        let router = web::router(Arc::clone(&site));
        Archive { desk, site, router, folder }
    }

    /// Returns its folder.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Sends a request.
    pub async fn ask(&self, ask: Ask) -> Answer {
        ask.send(&self.router).await
    }

    /// Gets an address as a visitor.
    pub async fn get(&self, address: &str) -> Answer {
        self.ask(Ask::get(address)).await
    }

    /// Does all work that waits and brings the index up to date.
    pub async fn settle(&self) {
        self.desk.work_off(&mut |_| {}).await.expect("the work is done");
    }

    /// Adds a record as a draft; returns its id.
    pub async fn add(&self, record: Record) -> RecordId {
        self.desk.create(&Viewer::Operator, record).await.expect("a record").record.envelope.id
    }

    /// Adds a picture of a record, described and open to all, and makes what is shown of it.
    pub async fn add_photo(&self, of: &str, number: u32) -> RecordId {
        self.add_file(of, "anh.jpg", &photo(number), open()).await.id
    }

    /// Adds a file of a record with all that the publish minimum asks of it, and makes what is shown of it.
    pub async fn add_file(&self, of: &str, name: &str, bytes: &[u8], access: Access) -> Taken {
        let taken = self.send_file(of, name, bytes, access).await;
        self.settle().await;
        taken
    }

    /// Adds a file of which nothing is made yet.
    pub async fn send_file(&self, of: &str, name: &str, bytes: &[u8], access: Access) -> Taken {
        let said = Description {
            name: name.to_owned(),
            of: vec![Shows { record: Ref::code(of), relation: "depicts".to_owned() }],
            asset: Asset {
                title: LangText::of("vi", &format!("Ảnh {name} của {of}")),
                alt_text: LangText::of("vi", &format!("Ảnh thử của {of}")),
                creator: Some(AgentRef {
                    name: Some(LangText::of("vi", "Người chụp thử")), ..AgentRef::default()
                }),
                rights: serde_json::from_value(serde_json::json!({
                    "statement": "https://creativecommons.org/licenses/by/4.0/"
                }))
                .expect("rights"),
                ..Asset::default()
            },
            access: Some(access),
            ..Description::default()
        };
        let mut receiver = self.desk.begin_receiving(&Viewer::Operator, Some(bytes.len() as u64)).expect("room");
        receiver.write(bytes).expect("written");
        let received = receiver.finish().expect("received");
        self.desk.take(&Viewer::Operator, received, said).await.expect("taken in")
    }

    /// Adds a relic with one picture and publishes it; returns its id and the picture's.
    pub async fn publish(&self, relic: Record) -> (RecordId, RecordId) {
        let code = relic.envelope.code.clone().expect("a code");
        let id = self.add(relic).await;
        let number = code.bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        let photo = self.add_photo(&code, number).await;
        self.step(&id, Step::Publish { opens: false }).await;
        self.settle().await;
        (id, photo)
    }

    /// Takes a step of the workflow as the operator.
    pub async fn step(&self, id: &RecordId, step: Step) {
        self.desk.step(&Viewer::Operator, id, None, step).await.expect("the step is taken");
    }

    /// Changes a record as the operator.
    pub async fn edit(&self, id: &RecordId, change: impl FnOnce(&mut Record)) {
        let (mut record, row) = self.desk.record(&Viewer::Operator, &id.to_string()).await.expect("a record");
        change(&mut record);
        self.desk.edit(&Viewer::Operator, id, &row.inventory, record).await.expect("the change is kept");
        self.settle().await;
    }

    /// Adds an account of a role, signs it in and makes it a token. Approvers may manage accounts.
    pub async fn person(&self, role: Role) -> Person {
        let name = role.name().to_owned();
        let is_admin = role == Role::Approver;
        let password = self.desk.add_account(&Viewer::Operator, &name, role, is_admin, None).await.expect("an account");
        let signed_in = self.desk.sign_in(&name, &password, "test").await.expect("signed in");
        let token = self.desk.new_token(&Viewer::Operator, &name).await.expect("a token");
        Person { viewer: signed_in.viewer, name, password, secret: signed_in.secret, csrf: signed_in.csrf, token }
    }
}

/// Returns the access rule open to all.
pub fn open() -> Access {
    Access { level: Level::Public, ..Access::default() }
}
