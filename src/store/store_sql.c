/* Every statement that the store runs on rows, as static text; values are bound, never pasted (S8).
 *
 * What is here runs on PostgreSQL as it stands but for the form of the parameters, instr() and INDEXED BY: no
 * name that is reserved there, upserts by ON CONFLICT, pages by row values. Without statistics, SQLite takes
 * a hall for a few rows and would walk all of it; INDEXED BY says what to use. Parameters are bound
 * from left to right; one that is used again is named by its number. */
#include "store/store_sql.h"

#define TICKET_COLUMNS                                                                                    \
	"ticket, leg, visit, number, service, class, window_id, clerk, state, day, taken_at, queued_at, " \
	"called_at, started_at, finished_at, served_ms, calls, appointment, rating"

#define APPOINTMENT_COLUMNS "appointment, code, service, day, slot, class, name, phone, token, state, ticket"

#define APPOINTMENT_FITS                                                    \
	" AND (?4 = '' OR instr(name, ?4) > 0) AND (?5 = '' OR token = ?5)" \
	" AND (?6 = '' OR code = ?6) AND (?7 = '' OR state = ?7)"           \
	" ORDER BY day, slot, appointment LIMIT ?8"

#define HOUR_COLUMNS                                                                                    \
	"hour, service, class, arrived, called, served, missed, left_count, wait_ms_sum, wait_ms_max, " \
	"served_ms_sum, waits"

#define DESIGN_COLUMNS "design, version, revision, screen, name, name_en, at, actor, hash, document"

#define MEDIA_COLUMNS "media, hash, type, name, bytes, have, done, at"

const char *const store_sql[SQL_N] = {
	[SQL_META_GET] = "SELECT value FROM meta WHERE name = ?",
	[SQL_META_PUT] = "INSERT INTO meta (name, value) VALUES (?, ?)"
			 " ON CONFLICT (name) DO UPDATE SET value = excluded.value",

	[SQL_HALL_LIST] = "SELECT no, id, name, name_en FROM halls ORDER BY id",
	[SQL_HALL_FIND] = "SELECT no, id, name, name_en FROM halls WHERE id = ?",
	[SQL_HALL_COUNT] = "SELECT count(*) FROM halls",
	[SQL_HALL_ADD] = "INSERT INTO halls (id, name, name_en) VALUES (?, ?, ?) RETURNING no",
	[SQL_HALL_RENAME] = "UPDATE halls SET name = ?2, name_en = ?3 WHERE no = ?1 RETURNING no",

	[SQL_CUSTOMER_GET] = "SELECT token, class, name FROM customers WHERE token = ?",
	[SQL_CUSTOMER_PUT] = "INSERT INTO customers (token, class, name) VALUES (?, ?, ?)"
			     " ON CONFLICT (token) DO UPDATE SET class = excluded.class, name = excluded.name",
	[SQL_CUSTOMER_REMOVE] = "DELETE FROM customers WHERE token = ? RETURNING token",
	[SQL_CUSTOMER_COUNT] = "SELECT count(*) FROM customers",

	[SQL_HEAD] = "SELECT seq, at, hash FROM events WHERE hall = ? ORDER BY seq DESC LIMIT 1",
	[SQL_EVENT_ADD] = "INSERT INTO events (hall, seq, at, kind, actor, key, payload, hash)"
			  " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_EVENTS] = "SELECT seq, at, kind, actor, key, payload FROM events"
		       " WHERE hall = ? AND seq > ? ORDER BY seq LIMIT ?",
	[SQL_CONFIGURED] = "SELECT seq, at, kind, actor, key, payload FROM events INDEXED BY events_configured"
			   " WHERE hall = ? AND seq <= ? AND kind = 'hall.configured' ORDER BY seq DESC LIMIT 1",
	[SQL_CHAIN] = "SELECT seq, at, kind, actor, key, payload, hash FROM events WHERE hall = ? ORDER BY seq",

	[SQL_ANSWER_GET] = "SELECT seq, at, command, answer FROM answers WHERE hall = ? AND key = ?",
	[SQL_ANSWER_PUT] = "INSERT INTO answers (hall, key, seq, at, command, answer)"
			   " VALUES (?, ?, ?, ?, ?, ?)",
	[SQL_ANSWER_PURGE] = "DELETE FROM answers WHERE hall = ?1 AND key IN"
			     " (SELECT key FROM answers WHERE hall = ?1 AND at < ?2 LIMIT ?3) RETURNING seq",

	[SQL_SNAPSHOT_PUT] = "INSERT INTO snapshots (hall, seq, at, hash, state)"
			     " SELECT hall, seq, at, hash, ?3 FROM events WHERE hall = ?1 AND seq = ?2"
			     " ON CONFLICT (hall, seq) DO UPDATE"
			     " SET at = excluded.at, hash = excluded.hash, state = excluded.state RETURNING seq",
	[SQL_SNAPSHOT_GET] = "SELECT seq, at, hash, state FROM snapshots s"
			     " WHERE hall = ? AND seq <= ? AND at <= ? AND EXISTS (SELECT 1 FROM events e"
			     " WHERE e.hall = s.hall AND e.seq = s.seq AND e.hash = s.hash)"
			     " ORDER BY seq DESC LIMIT 1",
	[SQL_SNAPSHOT_LIST] = "SELECT seq, at, hash FROM snapshots WHERE hall = ? AND seq > ? ORDER BY seq LIMIT ?",
	[SQL_SNAPSHOT_THIN] = "DELETE FROM snapshots WHERE hall = ?1 AND seq <= ?2 AND EXISTS"
			      " (SELECT 1 FROM snapshots n WHERE n.hall = ?1 AND n.seq <= ?2"
			      " AND n.seq > snapshots.seq AND n.seq / ?3 = snapshots.seq / ?3)",

	[SQL_TICKET_PUT] =
		"INSERT INTO tickets (hall, " TICKET_COLUMNS ")"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		/* What a leg began with stays; naming it would rewrite the row's entry in tickets_day too. */
		" ON CONFLICT (hall, ticket, leg) DO UPDATE SET"
		" window_id = excluded.window_id, clerk = excluded.clerk, state = excluded.state,"
		" queued_at = excluded.queued_at, called_at = excluded.called_at,"
		" started_at = excluded.started_at, finished_at = excluded.finished_at,"
		" served_ms = excluded.served_ms, calls = excluded.calls, rating = excluded.rating",
	[SQL_TICKET_GET] = "SELECT " TICKET_COLUMNS " FROM tickets WHERE hall = ? AND ticket = ? AND leg = ?",
	[SQL_TICKET_PAGE] = "SELECT " TICKET_COLUMNS " FROM tickets"
			    " WHERE hall = ? AND (ticket, leg) > (?, ?) ORDER BY ticket, leg LIMIT ?",
	[SQL_TICKET_DAY_PAGE] = "SELECT " TICKET_COLUMNS " FROM tickets INDEXED BY tickets_day"
				" WHERE hall = ? AND day = ? AND (ticket, leg) > (?, ?)"
				" ORDER BY ticket, leg LIMIT ?",
	[SQL_TICKET_CLEAR] = "DELETE FROM tickets WHERE hall = ?",

	[SQL_APPOINTMENT_PUT] = "INSERT INTO appointments (hall, " APPOINTMENT_COLUMNS ")"
				" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
				" ON CONFLICT (hall, appointment) DO UPDATE SET code = excluded.code,"
				" service = excluded.service, day = excluded.day, slot = excluded.slot,"
				" class = excluded.class, name = excluded.name, phone = excluded.phone,"
				" token = excluded.token, state = excluded.state, ticket = excluded.ticket",
	[SQL_APPOINTMENT_GET] = "SELECT " APPOINTMENT_COLUMNS " FROM appointments"
				" WHERE hall = ? AND appointment = ?",
	[SQL_APPOINTMENT_PAGE] = "SELECT " APPOINTMENT_COLUMNS " FROM appointments"
				 " WHERE hall = ? AND appointment > ? ORDER BY appointment LIMIT ?",
	/* Three texts for one search, so that each finds its rows by an index. */
	[SQL_APPOINTMENT_SEARCH_DAY] = "SELECT " APPOINTMENT_COLUMNS " FROM appointments INDEXED BY appointments_day"
				       " WHERE hall = ?1 AND day = ?2 AND (?3 = '' OR phone = ?3)" APPOINTMENT_FITS,
	[SQL_APPOINTMENT_SEARCH_PHONE] = "SELECT " APPOINTMENT_COLUMNS
					 " FROM appointments INDEXED BY appointments_phone"
					 " WHERE hall = ?1 AND (?2 = 0 OR day = ?2) AND phone = ?3" APPOINTMENT_FITS,
	[SQL_APPOINTMENT_SEARCH_ALL] =
		"SELECT " APPOINTMENT_COLUMNS " FROM appointments"
		" WHERE hall = ?1 AND (?2 = 0 OR day = ?2) AND (?3 = '' OR phone = ?3)" APPOINTMENT_FITS,
	[SQL_APPOINTMENT_CLEAR] = "DELETE FROM appointments WHERE hall = ?",

	[SQL_HOUR_WAITS] = "SELECT waits FROM hours WHERE hall = ? AND hour = ? AND service = ? AND class = ?",
	[SQL_HOUR_ADD] = "INSERT INTO hours (hall, " HOUR_COLUMNS ")"
			 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
			 " ON CONFLICT (hall, hour, service, class) DO UPDATE SET"
			 " arrived = hours.arrived + excluded.arrived, called = hours.called + excluded.called,"
			 " served = hours.served + excluded.served, missed = hours.missed + excluded.missed,"
			 " left_count = hours.left_count + excluded.left_count,"
			 " wait_ms_sum = hours.wait_ms_sum + excluded.wait_ms_sum,"
			 " wait_ms_max = CASE WHEN hours.wait_ms_max > excluded.wait_ms_max"
			 " THEN hours.wait_ms_max ELSE excluded.wait_ms_max END,"
			 " served_ms_sum = hours.served_ms_sum + excluded.served_ms_sum,"
			 " waits = CASE WHEN excluded.called > 0 THEN excluded.waits ELSE hours.waits END",
	[SQL_HOUR_PAGE] = "SELECT " HOUR_COLUMNS " FROM hours"
			  " WHERE hall = ? AND (hour, service, class) > (?, ?, ?) AND hour < ?"
			  " ORDER BY hour, service, class LIMIT ?",
	[SQL_HOUR_CLEAR] = "DELETE FROM hours WHERE hall = ?",

	/* A mark that was overtaken on its way is not written over the newer one. */
	[SQL_VOICE_PUT] =
		"INSERT INTO voices (hall, zone, version, done, loan, until_at, given, player)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (hall, zone) DO UPDATE SET version = excluded.version, done = excluded.done,"
		" loan = excluded.loan, until_at = excluded.until_at, given = excluded.given, player = excluded.player"
		" WHERE excluded.version > voices.version",
	[SQL_VOICE_LIST] = "SELECT zone, version, done, loan, until_at, given, player FROM voices"
			   " WHERE hall = ? ORDER BY zone LIMIT ?",
	[SQL_PIECE_PUT] = "INSERT INTO voice_pieces (hall, language, piece, at, sound) VALUES (?, ?, ?, ?, ?)"
			  " ON CONFLICT (hall, language, piece) DO UPDATE SET at = excluded.at, sound = excluded.sound",
	[SQL_PIECE_REMOVE] = "DELETE FROM voice_pieces WHERE hall = ? AND language = ? AND piece = ? RETURNING piece",
	[SQL_PIECE_LIST] = "SELECT language, piece, at, length(sound) FROM voice_pieces"
			   " WHERE hall = ? ORDER BY language, piece LIMIT ?",
	[SQL_PIECE_GET] = "SELECT sound FROM voice_pieces WHERE hall = ? AND language = ? AND piece = ?",

	[SQL_DESIGN_LIST] = "SELECT design, version, revision, screen, name, name_en, at, actor, hash FROM designs"
			    " WHERE hall = ? ORDER BY design, version LIMIT ?",
	[SQL_DESIGN_GET] = "SELECT " DESIGN_COLUMNS " FROM designs"
			   " WHERE hall = ? AND design = ? AND version = ?",
	[SQL_DESIGN_PUT] =
		"INSERT INTO designs (hall, " DESIGN_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (hall, design, version) DO UPDATE SET revision = excluded.revision,"
		" screen = excluded.screen, name = excluded.name, name_en = excluded.name_en, at = excluded.at,"
		" actor = excluded.actor, hash = excluded.hash, document = excluded.document",
	[SQL_DESIGN_REMOVE] = "DELETE FROM designs WHERE hall = ? AND design = ? AND version = ? RETURNING version",
	[SQL_DESIGN_LAST] = "SELECT revision FROM design_marks WHERE hall = ?",
	[SQL_DESIGN_MARK] = "INSERT INTO design_marks (hall, revision) VALUES (?, ?)"
			    " ON CONFLICT (hall) DO UPDATE SET revision = max(revision, excluded.revision)",
	[SQL_DESIGN_USES] = "SELECT count(*) FROM design_media WHERE hall = ? AND media = ?",
	[SQL_DESIGN_NAMES] =
		"INSERT OR IGNORE INTO design_media (hall, media, design, version) SELECT ?1, member.atom, ?2, ?3"
		" FROM json_tree(CASE WHEN json_valid(?4) THEN ?4 ELSE '{}' END) AS member"
		" WHERE member.key = 'media' AND member.type = 'text' AND member.atom <> ''",
	[SQL_DESIGN_UNNAME] = "DELETE FROM design_media WHERE hall = ? AND design = ? AND version = ?",
	[SQL_SCREEN_LIST] = "SELECT screen, design, version, since FROM kiosk_screens"
			    " WHERE hall = ? ORDER BY screen LIMIT ?",
	[SQL_SCREEN_PUT] = "INSERT INTO kiosk_screens (hall, screen, design, version, since) VALUES (?, ?, ?, ?, ?)"
			   " ON CONFLICT (hall, screen) DO UPDATE SET design = excluded.design,"
			   " version = excluded.version, since = excluded.since",

	[SQL_MEDIA_LIST] = "SELECT " MEDIA_COLUMNS " FROM media WHERE hall = ? ORDER BY media DESC LIMIT ?",
	[SQL_MEDIA_GET] = "SELECT " MEDIA_COLUMNS " FROM media WHERE hall = ? AND media = ?",
	[SQL_MEDIA_FIND] = "SELECT " MEDIA_COLUMNS " FROM media INDEXED BY media_hash"
			   " WHERE hall = ? AND hash = ? AND done = 1",
	[SQL_MEDIA_TOTAL] = "SELECT count(*), coalesce(sum(bytes), 0), coalesce(max(media), 0),"
			    " coalesce(sum(done = 0), 0) FROM media WHERE hall = ?",
	[SQL_MEDIA_ADD] = "INSERT INTO media (hall, " MEDIA_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_MEDIA_SET] = "UPDATE media SET hash = ?3, type = ?4, have = ?5, done = ?6, at = ?7"
			  " WHERE hall = ?1 AND media = ?2",
	[SQL_MEDIA_REMOVE] = "DELETE FROM media WHERE hall = ? AND media = ?",
	[SQL_MEDIA_STALE] = "SELECT media FROM media WHERE hall = ? AND done = 0 AND at < ? ORDER BY at LIMIT 1",
	[SQL_PART_PUT] = "INSERT INTO media_parts (hall, media, part, body) VALUES (?, ?, ?, ?)",
	[SQL_PART_GET] = "SELECT body FROM media_parts WHERE hall = ? AND media = ? AND part = ?",
	[SQL_PARTS_REMOVE] = "DELETE FROM media_parts WHERE hall = ? AND media = ?",
};
