//! A proxy between a driver and its server that breaks the line where a test says.
//!
//! It reads just enough of the protocols to know where one request of the client ends, holds each
//! until it is whole, and counts them. A request is what the server answers as one: a simple query,
//! a `Sync` of PostgreSQL's extended protocol, a command of MySQL's.

mod requests;

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use requests::Requests;

use crate::servers::ServerKind;

/// How long a server may think before a damaged connection is closed.
const SILENCE: Duration = Duration::from_millis(50);

/// Where the line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The request isn't sent.
    BeforeSending,
    /// The server has carried the request out; its answer is lost.
    AfterExecution,
    /// The request isn't sent, and nothing tells the client that it never will be.
    Silence,
}

/// A proxy to one server. Dropped, it closes every connection through it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    kind: ServerKind,
    server: SocketAddr,
    plan: Mutex<Plan>,
    /// Whether new connections are closed at once.
    refuses: AtomicBool,
    /// How many bytes of an answer are passed on at once; 0 is all of them.
    piece: AtomicUsize,
    /// Bytes of answers since the last flip was asked for.
    answered: AtomicUsize,
    /// Which byte of the answers is damaged, and the bits that are turned.
    flip: Mutex<Option<(usize, u8)>>,
    stopped: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

#[derive(Debug, Default)]
struct Plan {
    /// Requests since the plan was made.
    seen: usize,
    /// At which request the line breaks, the first being 1.
    at: Option<(usize, Break)>,
    /// The request at which it broke.
    broken: Option<Vec<u8>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    /// A proxy to a server that speaks the protocol of this kind.
    ///
    /// # Errors
    /// Where no port is to be had.
    pub fn to(kind: ServerKind, server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            kind,
            server,
            plan: Mutex::default(),
            refuses: AtomicBool::new(false),
            piece: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
            flip: Mutex::default(),
            stopped: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let for_clients = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if for_clients.stopped.load(Ordering::Acquire) {
                    return;
                }
                if !for_clients.refuses.load(Ordering::Acquire) {
                    // A server that isn't there closes the client's connection by the drop.
                    let _ = for_clients.connect(client);
                }
            }
        });
        Ok(Self { address, shared })
    }

    /// Where clients connect to.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks the line at a request, the next one being 1.
    pub fn break_at(&self, request: usize, how: Break) {
        *lock(&self.shared.plan) = Plan {
            at: Some((request, how)),
            ..Plan::default()
        };
    }

    /// Lets everything pass again, and counts from 0.
    pub fn heal(&self) {
        *lock(&self.shared.plan) = Plan::default();
        self.shared.refuses.store(false, Ordering::Release);
        self.shared.piece.store(0, Ordering::Release);
        self.shared.answered.store(0, Ordering::Release);
        *lock(&self.shared.flip) = None;
    }

    /// The requests since [`break_at`](Self::break_at) or [`heal`](Self::heal).
    #[must_use]
    pub fn requests(&self) -> usize {
        lock(&self.shared.plan).seen
    }

    /// The request at which the line broke, as it was on the wire.
    #[must_use]
    pub fn broken(&self) -> Option<Vec<u8>> {
        lock(&self.shared.plan).broken.clone()
    }

    /// Closes new connections at once, as long as it is on.
    pub fn refuse(&self, on: bool) {
        self.shared.refuses.store(on, Ordering::Release);
    }

    /// Passes answers on in pieces of so many bytes.
    pub fn in_pieces(&self, bytes: usize) {
        self.shared.piece.store(bytes, Ordering::Release);
    }

    /// Turns bits of one byte of the answers, the next one being number 0. Where the server then
    /// has nothing more to say, the connection is closed: a client that was told to expect more
    /// would wait for ever.
    pub fn flip(&self, byte: usize, bits: u8) {
        self.shared.answered.store(0, Ordering::Release);
        *lock(&self.shared.flip) = Some((byte, bits));
    }

    /// The bytes of answers since [`flip`](Self::flip) or [`heal`](Self::heal).
    #[must_use]
    pub fn answered(&self) -> usize {
        self.shared.answered.load(Ordering::Acquire)
    }

    /// Closes every connection that is open now.
    pub fn cut(&self) {
        self.shared.cut();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Release);
        self.shared.cut();
        // Wakes the thread that waits for clients.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn cut(&self) {
        for stream in lock(&self.open).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Turns the bits that a test wants turned, if they are among these.
    fn damage(&self, answer: &mut [u8]) -> bool {
        let before = self.answered.fetch_add(answer.len(), Ordering::AcqRel);
        let mut flip = lock(&self.flip);
        let Some((byte, bits)) = *flip else {
            return false;
        };
        let place = byte.checked_sub(before).and_then(|at| answer.get_mut(at));
        let Some(place) = place else {
            return false;
        };
        *place ^= bits;
        *flip = None;
        true
    }

    fn connect(self: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        let server = TcpStream::connect_timeout(&self.server, Duration::from_secs(5))?;
        for stream in [&client, &server] {
            stream.set_nodelay(true)?;
            lock(&self.open).push(stream.try_clone()?);
        }
        let line = Arc::new(Line {
            shared: Arc::clone(self),
            state: Mutex::new(State::Whole),
        });
        let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
        let upwards = Arc::clone(&line);
        thread::spawn(move || upwards.requests(from_client, to_server));
        thread::spawn(move || line.answers(server, client));
        Ok(())
    }
}

/// What is to become of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Whole,
    /// The next byte from the server ends it.
    CutAtAnswer,
    Silent,
}

/// One connection through the proxy.
struct Line {
    shared: Arc<Shared>,
    state: Mutex<State>,
}

impl Line {
    fn requests(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut requests = Requests::of(self.shared.kind);
        let mut buffer = vec![0; 64 * 1024];
        'open: while let Ok(length @ 1..) = client.read(&mut buffer) {
            for (bytes, counts) in requests.push(&buffer[..length]) {
                let how = if counts { self.count(&bytes) } else { None };
                match how {
                    Some(Break::BeforeSending) => break 'open,
                    Some(Break::Silence) => *lock(&self.state) = State::Silent,
                    Some(Break::AfterExecution) => *lock(&self.state) = State::CutAtAnswer,
                    None => {}
                }
                let silent = *lock(&self.state) == State::Silent;
                if !silent && server.write_all(&bytes).is_err() {
                    break 'open;
                }
            }
        }
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }

    fn answers(&self, mut server: TcpStream, mut client: TcpStream) {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = server.read(&mut buffer) {
            let answer = &mut buffer[..length];
            if self.shared.damage(answer) {
                let _ = server.set_read_timeout(Some(SILENCE));
            }
            match *lock(&self.state) {
                State::Whole => {}
                State::CutAtAnswer => break,
                State::Silent => continue,
            }
            let piece = match self.shared.piece.load(Ordering::Acquire) {
                0 => answer.len(),
                bytes => bytes,
            };
            if answer.chunks(piece).any(|it| client.write_all(it).is_err()) {
                break;
            }
        }
        let silent = *lock(&self.state) == State::Silent;
        if !silent {
            let _ = client.shutdown(Shutdown::Both);
        }
        let _ = server.shutdown(Shutdown::Both);
    }

    /// Counts a request, and says whether the line breaks here.
    fn count(&self, request: &[u8]) -> Option<Break> {
        let mut plan = lock(&self.shared.plan);
        plan.seen += 1;
        let (at, how) = plan.at?;
        if at != plan.seen {
            return None;
        }
        plan.broken = Some(request.to_vec());
        Some(how)
    }
}
