//! What was shown of the steps, with the etags that came with it.

use super::state::Step;
use contracts::workflow::v1::{SaveWorkstepResponse, Workstep};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Shown {
    /// The steps as they were last shown whole.
    steps: BTreeMap<usize, Workstep>,
    /// Sections that were written since.
    outdated: BTreeSet<(usize, i32)>,
    /// The etags of sections, by step, section and how often the section had changed.
    sections: BTreeMap<(usize, usize, usize), String>,
    /// The etags of queues, by step and how often the queue had changed.
    queues: BTreeMap<(usize, u64), String>,
}

impl Shown {
    /// A step was shown whole; `believed` is what the model knows of it.
    pub(super) fn note(&mut self, believed: &Step, index: usize, step: Workstep) {
        for (section, number) in step.sections.iter().zip(1..) {
            self.sections.insert((index, number, believed.section(number).version), section.etag.clone());
        }
        if let Some(queue) = &step.queue {
            self.note_queue(believed, index, &queue.etag);
        }
        self.outdated.retain(|(outdated, _)| *outdated != index);
        self.steps.insert(index, step);
    }

    /// A save was answered.
    pub(super) fn note_saved(&mut self, believed: &Step, index: usize, saved: &SaveWorkstepResponse) {
        for (section, number) in saved.sections.iter().map(|section| (section, section.number as usize)) {
            self.sections.insert((index, number, believed.section(number).version), section.etag.clone());
            self.outdated.insert((index, section.number));
        }
        self.note_queue(believed, index, &saved.queue_etag);
    }

    /// The queue has this etag now.
    pub(super) fn note_queue(&mut self, believed: &Step, index: usize, etag: &str) {
        self.queues.insert((index, believed.queue_texts), etag.into());
    }

    /// The step, where that section of it was not written since.
    pub(super) fn fresh(&self, index: usize, number: usize) -> Option<&Workstep> {
        self.steps.get(&index).filter(|_| !self.outdated.contains(&(index, number as i32)))
    }

    /// The etag of a section that had changed so often; one that no section ever had where nobody was shown it.
    pub(super) fn section_etag(&self, index: usize, number: usize, version: usize) -> String {
        self.sections.get(&(index, number, version)).cloned().unwrap_or_else(|| "0".into())
    }

    /// The same of the queue.
    pub(super) fn queue_etag(&self, index: usize, texts: u64) -> String {
        self.queues.get(&(index, texts)).cloned().unwrap_or_else(|| "0".into())
    }
}
