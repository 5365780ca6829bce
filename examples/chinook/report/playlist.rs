//! A playlist with its tracks, their albums and the albums' artists: three relationships deep, one
//! statement each.

use alchemy::Result;
use alchemy::orm::View;
use alchemy::prelude::*;

use super::layout::Page;
use super::{layout, text};
use crate::models::{Album, Playlist, Track};

/// Writes the playlists of a name. There can be several.
pub(super) fn write(page: &mut Page, session: &mut Session, name: &str) -> Result<()> {
    let playlists = select(Playlist)
        .filter(Playlist.name.eq(name))
        .order_by(Playlist.playlist_id)
        .options(
            selectinload(Playlist.tracks)
                .then(Track.album)
                .then(Album.artist),
        );
    let playlists = session.all(playlists)?;
    if playlists.is_empty() {
        return write_names(page, session, name);
    }
    for playlist in playlists {
        page.heading(&format!("Playlist {name}"));
        write_tracks(page, session.view(playlist)?)?;
    }
    Ok(())
}

/// Writes the tracks of a playlist. All that is read here is loaded already.
fn write_tracks(page: &mut Page, playlist: View<'_, Playlist>) -> Result<()> {
    let mut table = layout::table(&["Track", "Album", "Artist", ">Length"]);
    let mut total = 0;
    for track in playlist.many(Playlist.tracks)? {
        let (album, artist) = match track.one(Track.album)? {
            Some(album) => (album.get().title.as_str(), Some(album.one(Album.artist)?)),
            None => ("-", None),
        };
        let artist = artist.and_then(|artist| artist.get().name.as_ref());
        total += track.milliseconds;
        table.add_row([
            &track.name,
            album,
            text(artist),
            &length(track.milliseconds),
        ]);
    }
    page.line(table.trim_fmt());
    page.line(format_args!(
        "{} tracks, {}",
        table.row_count(),
        length(total)
    ));
    Ok(())
}

/// Says which playlists there are instead.
fn write_names(page: &mut Page, session: &mut Session, missing: &str) -> Result<()> {
    page.heading(&format!("There is no playlist {missing}"));
    let names = select(Playlist.name).distinct().order_by(Playlist.name);
    for name in session.all(names)?.into_iter().flatten() {
        page.line(name);
    }
    Ok(())
}

/// Hours, minutes and seconds.
fn length(milliseconds: i32) -> String {
    let seconds = milliseconds / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}
