//! The machines of a plan, one character at a time: the definition that the fast paths must equal.
//!
//! A transliteration of `tests/reference/normalize_reference.py`, made to be stopped and gone on
//! with: the state is O(1) (no machine holds more than `mark_run` or `look_ahead` characters).
//! Each machine hands its output to the next one:
//! tatweel -> compose -> order -> elongation -> separators -> line_ends -> blanks -> punctuation.

use std::collections::VecDeque;
use std::sync::Arc;

use super::cursor::Edge;
use super::marks::{self, Item, Run};
use crate::plan::{
    BETWEEN, CLASS, CR, Class, HAMZA, LETTER, LF, Plan, SEPARATOR, SPACE, TATWEEL, TRANSPARENT,
    TRIPLE, Tatweel,
};

#[derive(Clone, Debug)]
pub struct Pipeline {
    plan: Arc<Plan>,
    tatweel: Option<Item>,
    /// Marks after the held tatweel.
    tatweel_marks: Vec<Item>,
    compose: Run,
    order: Run,
    last: u32,
    times: u32,
    after_digit: bool,
    separator: Option<Item>,
    after_cr: bool,
    at_start: bool,
    pending: Option<Item>,
    after_letter: bool,
    queue: VecDeque<Item>,
    /// What came out and has not been taken yet.
    pub out: Vec<Item>,
}

fn is_mark(class: Class) -> bool {
    class & CLASS != 0
}

fn is_line_end(c: u32) -> bool {
    c == LF || c == CR
}

impl Pipeline {
    /// The machines before the first character.
    pub fn new(plan: Arc<Plan>) -> Pipeline {
        Pipeline {
            plan,
            tatweel: None,
            tatweel_marks: Vec::new(),
            compose: Run::default(),
            order: Run::default(),
            last: 0,
            times: 0,
            after_digit: false,
            separator: None,
            after_cr: false,
            at_start: true,
            pending: None,
            after_letter: false,
            queue: VecDeque::new(),
            out: Vec::new(),
        }
    }

    /// Sets the machines to where they stand in front of a character that sets them free: a base
    /// that is no separator. The last output was `edge`, a blank among it not yet given out, and
    /// before that `times` letters `last`.
    pub fn resume(&mut self, edge: Edge, after_letter: bool, (last, times): (u32, u32), at: usize) {
        debug_assert!(self.is_quiet() && self.out.is_empty());
        (self.last, self.times, self.after_digit, self.after_cr) = (last, times, false, false);
        self.at_start = edge == Edge::Line;
        self.pending = (edge == Edge::Blank).then_some(Item { c: SPACE, arabic: true, at });
        self.after_letter = after_letter;
    }

    /// Lets go of what waits only for the next character to be a base, which it is. True if
    /// nothing but a blank is held then, so that `resume` could stand where this pipeline stands.
    pub fn release(&mut self, next: u32) -> bool {
        if self.tatweel.take().is_some() {
            let marks = std::mem::take(&mut self.tatweel_marks);
            for &item in &marks {
                self.compose(item);
            }
            self.tatweel_marks = marks;
            self.tatweel_marks.clear();
        }
        self.end_compose();
        self.end_order();
        self.is_quiet() && !(self.after_cr && next == LF)
    }

    fn is_quiet(&self) -> bool {
        self.tatweel.is_none()
            && self.compose.base.is_none()
            && self.compose.marks.is_empty()
            && self.order.base.is_none()
            && self.order.marks.is_empty()
            && self.separator.is_none()
            && self.queue.is_empty()
    }

    /// Where the blanks stand, for the fast path to go on: what to write first, and the edge.
    pub fn edge(&self) -> Edge {
        match (self.at_start, self.pending) {
            (true, _) => Edge::Line,
            (_, Some(_)) => Edge::Blank,
            _ => Edge::Inner,
        }
    }

    /// Whether the last telling character was a letter.
    pub fn after_letter(&self) -> bool {
        self.after_letter
    }

    /// The letter that elongation is counting, and how many there were; 0 and 0 if it counts none.
    pub fn letters(&self) -> (u32, u32) {
        match self.plan.class(self.last) & LETTER {
            0 => (0, 0),
            _ => (self.last, self.times),
        }
    }

    /// Forgets a blank that `edge` told of, and any base that a released run left.
    pub fn leave(&mut self) {
        self.pending = None;
        self.compose = Run::default();
        self.order = Run::default();
    }

    /// Forgets everything, as at the beginning of a line.
    pub fn reset(&mut self) {
        *self = Pipeline::new(Arc::clone(&self.plan));
    }

    /// Whether they stand as before the first character.
    pub fn is_new(&self) -> bool {
        self.at_start
            && self.is_quiet()
            && self.out.is_empty()
            && self.last == 0
            && self.pending.is_none()
            && !(self.after_digit || self.after_cr || self.after_letter)
            && !(self.compose.passing || self.order.passing)
    }

    /// One character of what the table gave.
    #[inline]
    pub fn push(&mut self, item: Item) {
        let Some(value) = self.plan.contexts.tatweel else {
            return self.compose(item);
        };
        let class = self.plan.class(item.c);
        if self.tatweel.is_some() && is_mark(class) {
            self.tatweel_marks.push(item);
            if value == Tatweel::Mark
                || class & HAMZA != 0
                || self.tatweel_marks.len() > self.plan.mark_run
            {
                self.give_tatweel(true);
            }
            return;
        }
        if self.tatweel.is_some() {
            self.give_tatweel(false);
        }
        if item.c == TATWEEL {
            self.tatweel = Some(item);
        } else {
            self.compose(item);
        }
    }

    fn give_tatweel(&mut self, keep: bool) {
        if let Some(held) = self.tatweel.take()
            && keep
        {
            self.compose(held);
        }
        let mut marks = std::mem::take(&mut self.tatweel_marks);
        for &item in &marks {
            self.compose(item);
        }
        marks.clear();
        self.tatweel_marks = marks;
    }

    fn compose(&mut self, item: Item) {
        if self.plan.contexts.compose.is_none() {
            return self.order(item);
        }
        if !is_mark(self.plan.class(item.c)) {
            self.end_compose();
            self.compose.base = Some(item);
            return;
        }
        if self.compose.passing {
            return self.order(item);
        }
        self.compose.marks.push(item);
        if self.compose.marks.len() > self.plan.mark_run {
            let run = std::mem::take(&mut self.compose);
            self.compose.passing = true;
            run.base.into_iter().chain(run.marks).for_each(|item| self.order(item));
        }
    }

    fn end_compose(&mut self) {
        let mut run = std::mem::take(&mut self.compose);
        run.compose(&self.plan);
        if let Some(base) = run.base {
            self.order(base);
        }
        for &item in &run.marks {
            self.order(item);
        }
        run.marks.clear();
        self.compose.marks = run.marks; // keeps its memory
    }

    fn order(&mut self, item: Item) {
        if self.plan.contexts.order.is_none() {
            return self.elongation(item);
        }
        if !is_mark(self.plan.class(item.c)) {
            self.end_order();
            self.order.passing = false;
            // A base goes out at once; only its marks must be seen together.
            return self.elongation(item);
        }
        if self.order.passing {
            return self.elongation(item);
        }
        self.order.marks.push(item);
        if self.order.marks.len() > self.plan.mark_run {
            self.order.passing = true;
            let mut marks = std::mem::take(&mut self.order.marks);
            for &item in &marks {
                self.elongation(item);
            }
            marks.clear();
            self.order.marks = marks;
        }
    }

    fn end_order(&mut self) {
        if self.order.marks.is_empty() {
            return;
        }
        let mut marks = std::mem::take(&mut self.order.marks);
        marks::sort(&self.plan, &mut marks);
        for &item in &marks {
            self.elongation(item);
        }
        marks.clear();
        self.order.marks = marks;
    }

    fn elongation(&mut self, item: Item) {
        let Some(most) = self.plan.contexts.elongation else {
            return self.separators(item);
        };
        self.times = if item.c == self.last { self.times.saturating_add(1) } else { 1 };
        self.last = item.c;
        let class = self.plan.class(item.c);
        let most = if class & TRIPLE != 0 { most.max(3) } else { most };
        if class & LETTER == 0 || self.times <= most {
            self.separators(item);
        }
    }

    fn separators(&mut self, item: Item) {
        if !self.plan.contexts.separators {
            return self.line_ends(item);
        }
        let is_digit = (0x30..=0x39).contains(&item.c);
        if let Some(held) = self.separator.take() {
            let c = if is_digit { self.plan.separators[&held.c] } else { held.c };
            self.line_ends(Item { c, ..held });
        }
        if self.after_digit && self.plan.class(item.c) & SEPARATOR != 0 {
            self.separator = Some(item);
        } else {
            self.line_ends(item);
        }
        self.after_digit = is_digit;
    }

    fn line_ends(&mut self, item: Item) {
        if !self.plan.contexts.line_ends {
            return self.blanks(item);
        }
        let after_cr = std::mem::replace(&mut self.after_cr, item.c == CR);
        match item.c {
            CR => self.blanks(Item { c: LF, ..item }),
            LF if after_cr => {}
            _ => self.blanks(item),
        }
    }

    fn blanks(&mut self, item: Item) {
        if !self.plan.contexts.blanks {
            return self.punctuation(item);
        }
        if item.c == SPACE {
            if !self.at_start && self.pending.is_none() {
                self.pending = Some(item);
            }
            return;
        }
        let pending = self.pending.take();
        self.at_start = is_line_end(item.c);
        if let Some(blank) = pending
            && !self.at_start
        {
            self.punctuation(blank);
        }
        self.punctuation(item);
    }

    fn punctuation(&mut self, item: Item) {
        if !self.plan.contexts.punctuation {
            return self.out.push(item);
        }
        self.queue.push_back(item);
        self.drain(false);
    }

    /// Gives out what stands at the head of the queue and waits for nothing.
    fn drain(&mut self, ended: bool) {
        while let Some(&item) = self.queue.front() {
            let class = self.plan.class(item.c);
            let mut c = item.c;
            if class & BETWEEN != 0 && self.after_letter {
                match self.between() {
                    None if !ended => return,
                    Some(false) => {}
                    _ => c = self.plan.between_words[&c],
                }
            }
            self.out.push(Item { c, ..item });
            if is_line_end(item.c) {
                self.after_letter = false;
            } else if !is_mark(class) && class & TRANSPARENT == 0 {
                self.after_letter = class & LETTER != 0;
            }
            self.queue.pop_front();
        }
    }

    /// Whether the head of the queue is to be replaced; None if that is not yet known.
    fn between(&self) -> Option<bool> {
        for item in self.queue.iter().skip(1).take(self.plan.look_ahead) {
            let class = self.plan.class(item.c);
            if is_line_end(item.c) {
                return Some(true);
            }
            if !is_mark(class) && class & TRANSPARENT == 0 {
                return Some(class & LETTER != 0);
            }
        }
        (self.queue.len() > self.plan.look_ahead).then_some(false)
    }

    /// The end of the input.
    pub fn finish(&mut self) {
        self.give_tatweel(false);
        self.end_compose();
        self.end_order();
        if let Some(held) = self.separator.take() {
            self.line_ends(held);
        }
        self.pending = None;
        self.drain(true);
    }
}
