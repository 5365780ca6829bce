//! Services as users write them. Each is a function or two with what it must do.

#[path = "services/archive.rs"]
mod archive;
#[path = "services/bulk_edit.rs"]
mod bulk_edit;
#[path = "services/enrol.rs"]
mod enrol;
#[path = "services/hand_over.rs"]
mod hand_over;
#[path = "services/import.rs"]
mod import;
#[path = "services/json.rs"]
mod json;
#[path = "services/merge_users.rs"]
mod merge_users;
#[path = "services/org_chart.rs"]
mod org_chart;
#[path = "services/outline.rs"]
mod outline;
#[path = "services/publish.rs"]
mod publish;
#[path = "services/reorder.rs"]
mod reorder;
#[path = "services/threads.rs"]
mod threads;
#[path = "services/totals.rs"]
mod totals;
#[path = "services/transfer.rs"]
mod transfer;
