//! The structure of aggregates and windows.

use super::Key;
use crate::sql::{
    AggregateNode, FrameBound, FrameExclusion, FrameNode, FrameOffset, FrameUnit, OverNode, Window,
    WindowNode,
};

impl<'s> Key<'s> {
    pub(super) fn aggregate(&mut self, node: &'s AggregateNode) {
        self.push(
            20 | u64::from(node.within_group) << 8
                | u64::from(node.filter.is_some()) << 9
                | u64::from(node.float) << 10,
        );
        self.function(&node.function);
        let end = self.place();
        self.push_len(node.order_by.len());
        node.order_by.iter().for_each(|term| self.order_term(term));
        if node.function.distinct {
            self.equal_to(&node.function.args, end);
        }
        self.push(u64::from(node.separator.is_some()));
        node.separator.iter().for_each(|text| self.push_str(text));
        node.filter.iter().for_each(|filter| self.node(filter));
    }

    pub(super) fn over(&mut self, over: &'s OverNode) {
        self.push(21);
        self.node(&over.function);
        self.window(&over.window);
    }

    pub(super) fn named(&mut self, window: &'s Window) {
        self.push_str(&window.name);
        self.window(&window.window);
    }

    fn window(&mut self, window: &'s WindowNode) {
        self.push(
            u64::from(window.base.is_some())
                | u64::from(window.frame.is_some()) << 1
                | (window.partition_by.len() as u64) << 8,
        );
        window.base.iter().for_each(|base| self.push_str(base));
        window.partition_by.iter().for_each(|arg| self.arg(arg));
        self.push_len(window.order_by.len());
        window
            .order_by
            .iter()
            .for_each(|term| self.order_term(term));
        window.frame.iter().for_each(|frame| self.frame(frame));
    }

    fn frame(&mut self, frame: &'s FrameNode) {
        let unit = match frame.unit {
            FrameUnit::Rows => 0,
            FrameUnit::Range => 1,
            FrameUnit::Groups => 2,
        };
        let exclude = match frame.exclude {
            None => 0,
            Some(FrameExclusion::CurrentRow) => 1,
            Some(FrameExclusion::Group) => 2,
            Some(FrameExclusion::Ties) => 3,
        };
        self.push(unit | exclude << 8);
        self.bound(&frame.start);
        self.bound(&frame.end);
    }

    fn bound(&mut self, bound: &'s FrameBound) {
        match bound {
            FrameBound::Unbounded => self.push(0),
            FrameBound::CurrentRow => self.push(1),
            FrameBound::Preceding(offset) => self.offset(2, offset),
            FrameBound::Following(offset) => self.offset(3, offset),
        }
    }

    fn offset(&mut self, side: u64, offset: &'s FrameOffset) {
        match offset {
            FrameOffset::Number(number) => {
                self.push(side);
                self.push(*number);
            }
            FrameOffset::Value(value) => {
                self.push(side | 1 << 8);
                self.bind(value);
            }
        }
    }
}
