//! Dropping owned graphs of any depth without recursion.
//!
//! A related value that is dropped goes into a queue of the thread; the outermost drop empties
//! it. A chain of 100,000 therefore needs no deep stack.

use std::any::Any;
use std::cell::RefCell;

thread_local! {
    /// The values that wait; `None` while nobody is dropping.
    static WAITING: RefCell<Option<Vec<Box<dyn Any>>>> = const { RefCell::new(None) };
}

/// Drops a value now, or leaves it to the drop that is under way.
pub(super) fn drop_later<T: 'static>(value: T) {
    let mut value: Option<Box<dyn Any>> = Some(Box::new(value));
    // While the thread ends its locals are gone; then the value is dropped on the spot.
    let outermost = WAITING.try_with(|waiting| match waiting.try_borrow_mut() {
        Ok(mut waiting) => match &mut *waiting {
            Some(queue) => {
                queue.extend(value.take());
                false
            }
            None => {
                *waiting = Some(Vec::new());
                true
            }
        },
        Err(_) => false,
    });
    if outermost != Ok(true) {
        return;
    }
    drop(value);
    while let Some(next) = WAITING.with(|waiting| waiting.borrow_mut().as_mut()?.pop()) {
        drop(next);
    }
    WAITING.with(|waiting| *waiting.borrow_mut() = None);
}
