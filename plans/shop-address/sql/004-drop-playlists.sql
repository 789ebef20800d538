delete from PlaylistTrack where PlaylistId in (select PlaylistId from Playlist where Name like 'Music Videos%' or Name like 'TV Shows%');
delete from Playlist where not exists (select 1 from PlaylistTrack where PlaylistTrack.PlaylistId = Playlist.PlaylistId);
