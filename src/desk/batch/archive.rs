//! A zip batch: all or nothing. Every entry is unpacked, read and looked at before the first is kept, and what is kept is
//! kept in one step.

use std::fs::File;

use crate::base::limits;
use crate::base::zip;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::batch::Goal;
use crate::desk::batch::Run;
use crate::desk::batch::list::One;
use crate::desk::receive::Looked;
use crate::vault::Received;
use crate::vault::Receiver;

/// An entry that can be kept.
struct Good {
    shown: String,
    looked: Looked,
    goal: Goal,
}

/// What the look at a zip found.
#[derive(Default)]
struct Judged {
    good: Vec<Good>,
    bad: Vec<(String, String)>,
    /// Everything that was unpacked and must be forgotten in the end.
    unpacked: Vec<Received>,
}

impl Desk {
    /// Takes a zip batch in: nothing of it when an entry is refused, unless the batch takes a part.
    pub(super) async fn ingest_zip(&self, run: &mut Run<'_>, file: &One) -> Result<(), DeskError> {
        let mut judged = Judged::default();
        let done = match self.judge(run, file, &mut judged).await {
            Ok(()) => self.keep_judged(run, std::mem::take(&mut judged.good), std::mem::take(&mut judged.bad)).await,
            Err(DeskError::Refused(reason)) => run.tally(&file.shown, Err(DeskError::Refused(reason))),
            Err(error) => Err(error),
        };
        for received in &judged.unpacked {
            self.vault.forget(received);
        }
        done
    }

    async fn judge(&self, run: &mut Run<'_>, file: &One, judged: &mut Judged) -> Result<(), DeskError> {
        let path = file.path.clone();
        let unreadable = |_| DeskError::Refused("reason-unreadable".to_owned());
        let opened = self.hashing.run(move || File::open(path).map(zip::Batch::open)).await?.map_err(unreadable)?;
        let mut opened = opened.map_err(|error| DeskError::Refused(error.reason().to_owned()))?;
        run.report.skipped.extend(opened.skipped().iter().map(|name| format!("{}/{name}", file.shown)));
        judged
            .bad
            .extend(opened.refused().iter().map(|(name, reason)| (format!("{}/{name}", file.shown), reason.clone())));
        if opened.is_empty() && judged.bad.is_empty() {
            return Err(DeskError::Refused("reason-empty".to_owned()));
        }
        let mut text_bytes = 0;
        for n in 0..opened.len() {
            let one = file.entry(opened.name(n));
            let receiver = self.begin_receiving(run.viewer, Some(opened.size(n)))?;
            let (back, unpacked) = self.hashing.run(move || unpack(opened, n, receiver)).await?;
            opened = back;
            match self.look(run, &one, unpacked, judged).await {
                Ok(good) => {
                    text_bytes += good.looked.seen.text.iter().map(String::len).sum::<usize>();
                    if text_bytes > limits::ZIP_TEXT_BYTES {
                        return Err(DeskError::Refused("reason-zip-too-large".to_owned()));
                    }
                    judged.good.push(good);
                }
                Err(DeskError::Refused(reason)) => judged.bad.push((one.shown, reason)),
                Err(DeskError::TooLarge) => judged.bad.push((one.shown, "reason-too-large".to_owned())),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn look(
        &self,
        run: &mut Run<'_>,
        one: &One,
        unpacked: Result<Received, String>,
        judged: &mut Judged,
    ) -> Result<Good, DeskError> {
        let received = unpacked.map_err(DeskError::Refused)?;
        judged.unpacked.push(received.clone());
        if received.bytes == 0 {
            return Err(DeskError::Refused("reason-empty".to_owned()));
        }
        let (said, goal) = self.describe_one(run, one).await?;
        let seen = self.inspect(&received, &said.name).await?;
        Ok(Good { shown: one.shown.clone(), looked: Looked { received, seen, said }, goal })
    }

    async fn keep_judged(
        &self,
        run: &mut Run<'_>,
        good: Vec<Good>,
        bad: Vec<(String, String)>,
    ) -> Result<(), DeskError> {
        let is_refused = !bad.is_empty() && !run.batch.takes_part;
        for (name, reason) in bad {
            run.tally(&name, Err(DeskError::Refused(reason)))?;
        }
        if is_refused {
            for one in good {
                run.tally(&one.shown, Err(DeskError::Refused("reason-zip-batch".to_owned())))?;
            }
            return Ok(());
        }
        if run.batch.is_trial {
            for one in good {
                let outcome = self.try_one(run, &one.looked.received, one.looked.said, one.goal).await;
                run.tally(&one.shown, outcome)?;
            }
            return Ok(());
        }
        let mut names = Vec::with_capacity(good.len());
        let mut looked = Vec::with_capacity(good.len());
        for mut one in good {
            one.looked.said.of.extend(self.reach(run, one.goal).await?);
            names.push(one.shown);
            looked.push(one.looked);
        }
        for (name, taken) in names.iter().zip(self.take_all(run.viewer, looked).await?) {
            run.tally(name, Ok(taken))?;
        }
        Ok(())
    }
}

fn unpack(mut batch: zip::Batch, n: usize, receiver: Receiver) -> (zip::Batch, Result<Received, String>) {
    struct Into(Receiver);
    impl std::io::Write for Into {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.write(bytes).map_err(std::io::Error::other)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut into = Into(receiver);
    let copied = batch.copy(n, &mut into).map_err(|error| error.reason().to_owned());
    let received = copied.and_then(|()| into.0.finish().map_err(|_| "reason-own-fault".to_owned()));
    (batch, received)
}
