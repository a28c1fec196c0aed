//! The council's mail server: it speaks SMTP over a real socket, with STARTTLS by a certificate of its own, keeps what it
//! takes, and refuses what the test says.

use crate::tls::Certified;
use crate::whims::{SLOW, Whim, Whims};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A message that was taken.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: String,
    pub text: String,
    pub was_private: bool,
}

impl Letter {
    /// What a reader sees of it, whatever it is encoded by.
    pub fn read(&self) -> String {
        let mail = mailparse::parse_mail(self.text.as_bytes()).expect("a letter");
        let headers = mail.headers.iter().map(|it| format!("{}: {}\n", it.get_key(), it.get_value()));
        let bodies = mail.parts().map(|part| part.get_body().expect("its text"));
        headers.chain(bodies).collect()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        let found = self.text.lines().take_while(|line| !line.is_empty());
        let mut found = found.filter_map(|line| line.split_once(": ")).filter(|(header, _)| *header == name);
        found.next().unwrap_or_else(|| panic!("no {name} in {}", self.text)).1
    }
}

/// Where in a talk a server says nothing any more, and does not hang up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It takes the connection.
    AtOnce,
    /// It has taken the letter.
    AfterData,
}

/// How one gets in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doors {
    /// In the open.
    Plain,
    /// In the open, and on in private.
    Starttls,
    /// In private.
    Tls,
}

#[derive(Default)]
struct Desk {
    silence: Mutex<Option<Silence>>,
    letters: Mutex<Vec<Letter>>,
    refusals: Mutex<VecDeque<&'static str>>,
    whims: Mutex<Option<Arc<Whims>>>,
    pause: Mutex<Duration>,
}

/// The server.
pub struct PostOffice {
    pub port: u16,
    /// Whom to trust to talk to it.
    pub authority: PathBuf,
    desk: Arc<Desk>,
    _certified: Certified,
}

impl PostOffice {
    /// One that offers STARTTLS.
    pub async fn start() -> Self {
        Self::offering(true).await
    }

    /// One that may not offer it.
    pub async fn offering(tls: bool) -> Self {
        Self::open(if tls { Doors::Starttls } else { Doors::Plain }).await
    }

    /// One that talks in private from the start.
    pub async fn private_from_the_start() -> Self {
        Self::open(Doors::Tls).await
    }

    async fn open(doors: Doors) -> Self {
        let (certified, acceptor) = Certified::for_name("localhost");
        let authority = certified.authority.clone();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let desk = Arc::<Desk>::default();
        let serving = desk.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                // Who hangs up in the middle has said all there is to know.
                tokio::spawn(serve(socket, (doors, acceptor.clone()), serving.clone()));
            }
        });
        Self { port, authority, desk, _certified: certified }
    }

    /// Refuses the next recipients so, as "550 No such mailbox".
    pub fn refuse(&self, refusals: impl IntoIterator<Item = &'static str>) {
        self.desk.refusals.lock().expect("the desk").extend(refusals);
    }

    /// From now on says nothing any more, or goes on.
    pub fn fall_silent(&self, silence: Option<Silence>) {
        *self.desk.silence.lock().expect("the desk") = silence;
    }

    /// From now on thinks for so long about each recipient.
    pub fn be_slow(&self, pause: Duration) {
        *self.desk.pause.lock().expect("the desk") = pause;
    }

    /// From now on refuses recipients as chance has it, or is slow about them.
    pub fn act_on(&self, whims: &Arc<Whims>) {
        *self.desk.whims.lock().expect("the desk") = Some(whims.clone());
    }

    /// What was taken.
    pub fn letters(&self) -> Vec<Letter> {
        self.desk.letters.lock().expect("the desk").clone()
    }
}

impl Desk {
    /// Never returns where it says nothing any more.
    async fn keeps_silent(&self, at: Silence) {
        let silent = *self.silence.lock().expect("the desk");
        if silent == Some(at) {
            std::future::pending::<()>().await;
        }
    }
}

async fn serve(
    mut socket: TcpStream,
    (doors, acceptor): (Doors, TlsAcceptor),
    desk: Arc<Desk>,
) -> std::io::Result<()> {
    const HELLO: &[u8] = b"220 post office\r\n";
    desk.keeps_silent(Silence::AtOnce).await;
    let mut session = Session { offers_tls: doors == Doors::Starttls, is_private: doors == Doors::Tls, desk };
    if doors == Doors::Tls {
        let mut socket = acceptor.accept(socket).await?;
        socket.write_all(HELLO).await?;
        session.talk(&mut socket).await?;
        return Ok(());
    }
    socket.write_all(HELLO).await?;
    if session.talk(&mut socket).await? {
        let mut socket = acceptor.accept(socket).await?;
        session.is_private = true;
        session.talk(&mut socket).await?;
    }
    Ok(())
}

struct Session {
    offers_tls: bool,
    is_private: bool,
    desk: Arc<Desk>,
}

impl Session {
    /// Answers until the client goes, or wants to go on in private.
    async fn talk(&mut self, socket: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> std::io::Result<bool> {
        let mut lines = BufReader::new(socket);
        let mut to = String::new();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            let word = line.split([' ', '\r', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match word.as_str() {
                "EHLO" if self.offers_tls && !self.is_private => "250-post office\r\n250 STARTTLS".to_owned(),
                "EHLO" => "250-post office\r\n250 8BITMIME".to_owned(),
                "STARTTLS" if self.offers_tls => {
                    lines.write_all(b"220 go on\r\n").await?;
                    return Ok(true);
                }
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    let refusal = self.desk.refusals.lock().expect("the desk").pop_front();
                    let pause = *self.desk.pause.lock().expect("the desk");
                    tokio::time::sleep(pause).await;
                    let whims = self.desk.whims.lock().expect("the desk").clone();
                    match refusal {
                        Some(refusal) => refusal.to_owned(),
                        None => about(whims).await.to_owned(),
                    }
                }
                "DATA" => {
                    lines.write_all(b"354 go on\r\n").await?;
                    let text = letter(&mut lines).await?;
                    let letter = Letter { to: to.clone(), text, was_private: self.is_private };
                    self.desk.letters.lock().expect("the desk").push(letter);
                    self.desk.keeps_silent(Silence::AfterData).await;
                    "250 taken".to_owned()
                }
                "MAIL" | "RSET" | "NOOP" => "250 yes".to_owned(),
                "QUIT" => {
                    lines.write_all(b"221 bye\r\n").await?;
                    return Ok(false);
                }
                _ => "502 no such command".to_owned(),
            };
            lines.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }
}

/// What is said about a recipient whom the test says nothing of.
async fn about(whims: Option<Arc<Whims>>) -> &'static str {
    match whims.map_or(Whim::Nothing, |whims| whims.next()) {
        Whim::Nothing => "250 yes",
        Whim::TooMuch => "451 Try later",
        Whim::Fails => "421 Going away",
        Whim::Slow => {
            tokio::time::sleep(SLOW).await;
            "250 yes"
        }
    }
}

/// Reads up to the lone full stop.
async fn letter(lines: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            // What broke off was not taken.
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(text.replace("\r\n", "\n"));
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
