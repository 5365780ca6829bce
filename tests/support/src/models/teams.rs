//! Teams and their players: keys that point to each other, one of which takes NULL.

use alchemy::prelude::*;

/// A team.
#[derive(Model, Debug, Default)]
#[model(table = "teams")]
pub struct Team {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// Who leads it.
    #[column(foreign_key = Player.id)]
    pub captain_id: Option<i64>,
    /// Who leads it.
    pub captain: BelongsTo<Option<Player>>,
    /// Who plays in it.
    #[relationship(back_populates = team, cascade = "all", order_by = Player.id)]
    pub players: HasMany<Player>,
}

/// A player.
#[derive(Model, Debug, Default)]
#[model(table = "players")]
pub struct Player {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// The team.
    #[column(foreign_key = Team.id)]
    pub team_id: i64,
    /// The team.
    #[relationship(back_populates = players)]
    pub team: BelongsTo<Team>,
}
