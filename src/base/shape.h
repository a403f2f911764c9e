/* Shapes: tables that say how a C struct looks as a JSON object.
 *
 * The build makes them from contract/ for commands, events, configuration and views; the hall's
 * snapshot has its own by hand. One reader and one writer serve them all, so a limit, an error text
 * or a name is said once.
 *
 * A field that is not required and holds its zero (0, false, empty text, empty list, enum 0, name 0)
 * is left out when written and is zero when left out in reading; so writing and reading are inverse.
 * A nullable field is always there and null stands for its zero. */
#ifndef OH_BASE_SHAPE_H
#define OH_BASE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"

enum shape_kind {
	SHAPE_BOOL,   /* bool */
	SHAPE_INT,    /* int32_t or int64_t by `size` (also a one-member struct of it); `low`..`high` */
	SHAPE_TEXT,   /* struct text; `low`..`high` characters; UTF-8 without control characters but \n */
	SHAPE_CHARS,  /* char[size], NUL-terminated, printable ASCII; `low`..`high` characters */
	SHAPE_TIME,   /* int64_t ms; RFC 3339 */
	SHAPE_DATE,   /* int32_t days; 2026-11-23 */
	SHAPE_CLOCK,  /* int32_t minutes of the day; 09:30 */
	SHAPE_ENUM,   /* int (an enum); words 1 to n, 0 is absent */
	SHAPE_NAME,   /* uint16_t (a one-member struct of it), 1-based place in a table of names, 0 absent */
	SHAPE_RECORD, /* a struct of shape `of`, held inline; written only when required or not all zero */
	SHAPE_LIST,   /* struct shape_list of entries that `entry` describes; `low`..`high` entries */
	SHAPE_RAW,    /* struct text that holds JSON; writing only */
};

/* What every generated list is in memory. */
struct shape_list {
	void *at;
	uint32_t n;
};

struct shape_words {
	const char *name;
	const char *const *words; /* words[1]..words[n]; words[0] is NULL */
	int n;
};

struct shape;

struct shape_field {
	const char *name; /* member name */
	enum shape_kind kind;
	bool required;
	bool nullable;
	uint16_t size;                   /* bytes of the C member; of one entry for the entry of a list */
	uint32_t offset;                 /* in the C struct; 0 for the entry of a list */
	int64_t low, high;               /* see the kinds */
	const struct shape *of;          /* SHAPE_RECORD */
	const struct shape_words *words; /* SHAPE_ENUM */
	int table;                       /* SHAPE_NAME: which table, the resolver's own numbering */
	const struct shape_field *entry; /* SHAPE_LIST */
};

struct shape {
	const char *name;
	size_t size; /* of the C struct */
	const struct shape_field *fields;
	size_t n;
};

/* A name that is in no table: what is read is kept apart from "absent", so that the domain can refuse. */
enum { SHAPE_UNKNOWN = UINT16_MAX };

/* Tables of names that SHAPE_NAME speaks of, such as the services of a hall. */
struct shape_names {
	const void *context;
	/* 1-based place of `name`, or SHAPE_UNKNOWN. */
	uint16_t (*find)(const void *context, int table, struct text name);
	/* Name at a place; the empty text for places that do not exist. */
	struct text (*name)(const void *context, int table, uint16_t place);
};

/* Read `from` into `into` (shape->size bytes, zeroed first). Texts and lists are copied to `arena`.
 * `path` is put before the names in errors, such as `args`. `names` may be NULL where the shape has
 * no SHAPE_NAME. RC_INVALID names the field: wrong kind, out of range, missing, unknown member. */
CC_CHECK enum rc shape_read(const struct shape *shape, const struct json *from,
			    const struct shape_names *names, const char *path, struct arena *arena,
			    void *into, struct err *err);

/* The same for what shape_write has written before, such as the log: control characters in texts pass, for what
 * was once accepted must stay readable. */
CC_CHECK enum rc shape_read_written(const struct shape *shape, const struct json *from, const struct shape_names *names,
				    const char *path, struct arena *arena, void *into, struct err *err);

/* Write the members of `from` into an object that the caller has opened. */
void shape_write_members(const struct shape *shape, const void *from, const struct shape_names *names,
			 int utc_offset_min, struct json_out *out);
/* Write one member by its field, as shape_write_members does for each. */
void shape_write_member(const struct shape_field *field, const void *from, const struct shape_names *names,
			int utc_offset_min, struct json_out *out);
/* The whole object, with its brackets. */
void shape_write(const struct shape *shape, const void *from, const struct shape_names *names,
		 int utc_offset_min, struct json_out *out);

/* Deep copy: every text and list of `from` is copied to `arena`. */
void shape_copy(const struct shape *shape, const void *from, struct arena *arena, void *into);

/* Field by name, or NULL. */
const struct shape_field *shape_find(const struct shape *shape, struct text name);

#endif
