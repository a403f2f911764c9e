/* The desk and designs of kiosks (Q18, rules 7 and 9 of the screens). */
#include <stdio.h>
#include <string.h>

#include "app/design/library.h"
#include "app/design/sniff.h"
#include "app/hall/reader.h"
#include "app/test_world.h"
#include "base/bug.h"

enum { BODY_MAX = 4 << 10 };

#define ELEMENT(more) "{\"id\":\"menu\",\"kind\":\"menu\",\"x\":0,\"y\":0,\"w\":500,\"h\":500" more "}"
#define DOCUMENT(name, elements)                                                          \
	"{\"format\":1,\"name\":\"" name                                                  \
	"\",\"screen\":\"portrait\",\"palette\":[],\"pages\":[{\"id\":\"home\",\"kind\":" \
	"\"home\",\"fill\":\"#ffffff\",\"elements\":[" elements "]}]}"

static struct world world;

static int setup(void **state)
{
	(void)state;
	world_open(&world, false);
	world_hall(&world, "h1", NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_done(&world);
	return 0;
}

/* One job about design or file `item`. */
static int ask(enum desk_ask what, const char *item, const char *body)
{
	struct desk_job job = world_job(&world, what, "h1", body);

	job.item = text_of(item);
	world_group(&world, &job, 1);
	world.job = job;
	return job.status;
}

static int64_t hall_no(void)
{
	struct store_hall hall;

	assert_ok(&world, store_hall_find(world.bed.store, TEXT("h1"), &world.arena, &hall, &world.err));
	return hall.no;
}

static int save(const char *id, int64_t revision, const char *document)
{
	const struct text body = text_printf(&world.arena, "{\"revision\":%lld,\"document\":%s}", (long long)revision,
					     document);

	return ask(DESK_DESIGN_SAVE, id, body.at);
}

static const char *read(struct text (*ask_reader)(struct reader *reader))
{
	struct reader *reader;

	assert_ok(&world, reader_open(&reader, world.bed.store, &world.err));
	const struct text json = ask_reader(reader);
	reader_close(&reader);
	return text_cstr(&world.arena, json);
}

static struct text kiosk_of(struct reader *reader)
{
	struct text json;

	assert_ok(&world, reader_kiosk(reader, TEXT("h1"), &world.arena, &json, &world.err));
	return json;
}

static struct text designs_of(struct reader *reader)
{
	struct text json;

	assert_ok(&world, reader_designs(reader, TEXT("h1"), &world.arena, &json, &world.err));
	return json;
}

static struct text newest_of(struct reader *reader)
{
	struct text json;

	assert_ok(&world, reader_design(reader, TEXT("h1"), TEXT("d"), -1, &world.arena, &json, &world.err));
	return json;
}

#define assert_holds(json, part)                              \
	do {                                                  \
		if (strstr((json), (part)) == NULL)           \
			fail_msg("%s not in %s", part, json); \
	} while (0)

/* Rule 9: two people who edit one design do not overwrite each other, and a save that is sent again is no other's. */
static void a_save_needs_the_revision_that_it_was_made_from(void **state)
{
	(void)state;
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT(""))));
	assert_int_equal(1, world_int(&world, "revision"));
	assert_int_equal(0, world_int(&world, "version"));
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT("")))); /* the answer was lost */
	assert_int_equal(1, world_int(&world, "revision"));
	assert_int_equal(409, save("d", 0, DOCUMENT("two", ELEMENT(""))));
	assert_string_equal("DESIGN_CHANGED", world_text(&world, "error"));
	assert_int_equal(200, save("d", 1, DOCUMENT("two", ELEMENT(""))));
	assert_int_equal(2, world_int(&world, "revision"));
	assert_holds(read(newest_of), "\"name\":\"two\"");
	assert_int_equal(409, ask(DESK_DESIGN_DISCARD, "d", "{\"revision\":1}"));
	assert_int_equal(200, ask(DESK_DESIGN_DISCARD, "d", "{\"revision\":2}"));
	assert_holds(read(designs_of), "{\"designs\":[]}");
	assert_int_equal(200, ask(DESK_DESIGN_DISCARD, "d", "{\"revision\":2}"));
}

/* Rule 9: a draft that was given up does not lend its revision to the next one, whose work would be overwritten. */
static void revisions_do_not_come_again(void **state)
{
	(void)state;
	assert_int_equal(200, save("d", 0, DOCUMENT("Ann", ELEMENT(""))));
	assert_int_equal(1, world_int(&world, "revision"));
	assert_int_equal(200, ask(DESK_DESIGN_DISCARD, "d", "{\"revision\":1}"));
	assert_int_equal(409, save("d", 1, DOCUMENT("Ann", ELEMENT(""))));
	assert_int_equal(200, save("d", 0, DOCUMENT("Carl", ELEMENT(""))));
	assert_int_equal(2, world_int(&world, "revision"));
	assert_int_equal(200, save("d", 0, DOCUMENT("Carl", ELEMENT("")))); /* the answer was lost */
	assert_int_equal(2, world_int(&world, "revision"));
	assert_int_equal(409, save("d", 1, DOCUMENT("Ann 2", ELEMENT(""))));
	assert_holds(read(newest_of), "\"name\":\"Carl\"");
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":2}"));
	assert_int_equal(200, save("d", 2, DOCUMENT("Dora", ELEMENT(""))));
	assert_int_equal(200, ask(DESK_DESIGN_DISCARD, "d", "{\"revision\":3}"));
	assert_int_equal(404, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":3}"));
	assert_int_equal(200, save("d", 2, DOCUMENT("Emil", ELEMENT(""))));
	assert_int_equal(4, world_int(&world, "revision"));
}

/* Q18: a draft that has become the newest version again leaves nothing behind, and so does one that was given up. */
static void a_draft_without_a_change_goes(void **state)
{
	(void)state;
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT(""))));
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":1}"));
	assert_int_equal(200, save("d", 1, DOCUMENT("two", ELEMENT(""))));
	assert_int_equal(2, world_int(&world, "revision"));
	assert_int_equal(409, save("d", 1, DOCUMENT("one", ELEMENT("")))); /* of somebody who has not seen `two` */
	assert_int_equal(200, save("d", 2, DOCUMENT("one", ELEMENT(""))));
	assert_int_equal(1, world_int(&world, "version"));
	assert_int_equal(1, world_int(&world, "revision"));
	assert_holds(read(designs_of), "\"draft\":0,\"live\":1");
	assert_int_equal(200, save("d", 2, DOCUMENT("one", ELEMENT("")))); /* the answer was lost */
	assert_int_equal(1, world_int(&world, "version"));
	assert_int_equal(409, save("d", 2, DOCUMENT("three", ELEMENT(""))));
	assert_int_equal(200, save("d", 1, DOCUMENT("three", ELEMENT(""))));
	assert_int_equal(3, world_int(&world, "revision"));
	assert_int_equal(200, ask(DESK_DESIGN_DISCARD, "d", "{\"revision\":3}"));
	assert_int_equal(200, save("e", 0, DOCUMENT("four", ELEMENT(""))));
	assert_int_equal(200, ask(DESK_DESIGN_DISCARD, "e", "{\"revision\":4}"));
	assert_null(strstr(read(designs_of), "\"design\":\"e\""));
}

/* S6: a save that is sent again is answered as it was the first time. */
static void a_save_sent_again_is_answered_as_before(void **state)
{
	const char *first;

	(void)state;
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT(""))));
	first = text_cstr(&world.arena, world.job.answer);
	world.now_ms += 60000;
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT(""))));
	assert_string_equal(first, text_cstr(&world.arena, world.job.answer));
}

/* Q18: a design that cannot be read any more is its own job's fault; the others of the group are kept. */
static void an_unreadable_design_fails_alone(void **state)
{
	const struct store_design row = { .design = TEXT("d"),
					  .revision = 1,
					  .screen = TEXT("portrait"),
					  .name = TEXT("d"),
					  .actor = TEXT("a"),
					  .hash = TEXT("h"),
					  .document = TEXT("{\"format\":") };
	struct desk_job jobs[2];

	(void)state;
	assert_ok(&world, store_begin(world.bed.store, &world.err));
	assert_ok(&world, store_design_put(world.bed.store, world.bed.hall + 1, &row, &world.err));
	assert_ok(&world, store_commit(world.bed.store, &world.err));
	jobs[0] = world_job(&world, DESK_DESIGN_SAVE, "h1",
			    "{\"revision\":0,\"document\":" DOCUMENT("one", ELEMENT("")) "}");
	jobs[0].item = TEXT("e");
	jobs[1] = world_job(&world, DESK_DESIGN_PUBLISH, "h1", "{\"revision\":1}");
	jobs[1].item = TEXT("d");
	world_group(&world, jobs, 2);
	assert_int_equal(200, jobs[0].status);
	assert_int_equal(422, jobs[1].status);
	assert_holds(read(designs_of), "\"design\":\"e\"");
}

/* S6: what is wrong is named by its place, and nothing is kept. */
static void bad_drafts_are_refused(void **state)
{
	(void)state;
	assert_int_equal(400, save("d", 0, "{}"));
	assert_string_equal("document.format", world_text(&world, "field"));
	assert_int_equal(422, save("d", 0, DOCUMENT("one", ELEMENT(",\"fill\":\"red\""))));
	assert_string_equal("document.pages[0].elements[0].fill", world_text(&world, "field"));
	assert_int_equal(404, save("a/b", 0, DOCUMENT("one", ELEMENT(""))));
	assert_int_equal(404, save("seventeen-letters", 0, DOCUMENT("one", ELEMENT(""))));
	assert_holds(read(designs_of), "{\"designs\":[]}");
}

/* Rule 7: customers see what was published and nothing else; the log tells when, and time goes back. */
static void publishing_is_an_event_and_can_be_undone(void **state)
{
	(void)state;
	assert_holds(read(kiosk_of), "{\"screens\":[]}");
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT(""))));
	assert_holds(read(kiosk_of), "{\"screens\":[]}");
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":1}"));
	assert_int_equal(1, world_int(&world, "version"));
	assert_int_equal(1, world.outcome.n);
	assert_holds(world.outcome.news[0].events[0].at, "\"kind\":\"kiosk.published\",\"design\":\"d\",\"version\":1");
	assert_holds(read(kiosk_of), "\"name\":\"one\"");
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":1}")); /* the answer was lost */
	assert_int_equal(0, world.outcome.n);
	assert_int_equal(1, world_int(&world, "version"));

	assert_int_equal(409, save("d", 0, DOCUMENT("two", ELEMENT(""))));
	assert_int_equal(200, save("d", 1, DOCUMENT("two", ELEMENT(""))));
	assert_holds(read(kiosk_of), "\"name\":\"one\"");
	assert_int_equal(409, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":7}"));
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":2}"));
	assert_int_equal(2, world_int(&world, "version"));
	assert_holds(read(kiosk_of), "\"name\":\"two\"");
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"version\":1}"));
	assert_int_equal(1, world.outcome.n);
	assert_holds(read(kiosk_of), "\"name\":\"one\"");
	assert_holds(read(designs_of), "\"draft\":0,\"live\":1");
	assert_int_equal(404, ask(DESK_DESIGN_PUBLISH, "d", "{\"version\":9}"));
	assert_int_equal(404, ask(DESK_DESIGN_PUBLISH, "e", "{\"revision\":1}"));

	world_reopen_desk(&world); /* the log is read again with its event */
	world_must(&world, "h1", "ticket.take", "{\"service\":\"s1\"}");
}

/* Q18: what customers could not use stays a draft. */
static void what_is_not_whole_is_not_published(void **state)
{
	(void)state;
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT(",\"colour\":\"#eeeeee\""))));
	assert_int_equal(422, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":1}"));
	assert_string_equal("document.pages[0].elements[0].colour", world_text(&world, "field"));
	assert_int_equal(0, world.outcome.n);
	assert_holds(read(kiosk_of), "{\"screens\":[]}");
	assert_int_equal(200,
			 save("d", 1,
			      DOCUMENT("one", ELEMENT("") ",{\"id\":\"p\",\"kind\":\"picture\",\"x\":0,\"y\":0,\"w\":9,"
							  "\"h\":9,\"media\":\"f00\"}")));
	assert_int_equal(422, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":2}"));
	assert_string_equal("document.pages[0].elements[1].media", world_text(&world, "field"));
}

/* A version of design `d` that an older program published. */
static int go_back_to(int64_t version, const char *document)
{
	struct store_design row = { .design = TEXT("d"), .screen = TEXT("portrait"), .name = TEXT("d") };

	row.version = row.revision = version;
	row.hash = row.document = text_of(document);
	assert_ok(&world, store_begin(world.bed.store, &world.err));
	assert_ok(&world, store_design_put(world.bed.store, hall_no(), &row, &world.err));
	assert_ok(&world, store_commit(world.bed.store, &world.err));
	return ask(DESK_DESIGN_PUBLISH, "d", text_printf(&world.arena, "{\"version\":%d}", (int)version).at);
}

#define NODE(id) \
	"{\"id\":\"b\",\"kind\":\"button\",\"x\":0,\"y\":0,\"w\":90,\"h\":90,\"action\":\"node\",\"node\":\"" id "\"}"
#define LEVEL                                                                                              \
	"{\"format\":1,\"name\":\"d\",\"screen\":\"portrait\",\"palette\":[],\"pages\":[{\"id\":\"home\"," \
	"\"kind\":\"home\",\"fill\":\"#ffffff\",\"elements\":[" ELEMENT(                                   \
		"") "]},{\"id\":\"level\",\"kind\":\"level\",\"fill\":\"#ffffff\",\"elements\":[]}]}"

/* Q18: going back works whatever rules were added since, except where customers would stand before a kiosk without
 * tickets or with holes in it. A draft like that is refused all the same. */
static void going_back_is_held_up_by_danger_alone(void **state)
{
	(void)state;
	assert_int_equal(200, go_back_to(1, LEVEL));
	assert_holds(read(kiosk_of), "\"version\":1");
	assert_int_equal(200, go_back_to(2, DOCUMENT("d", ELEMENT(",\"colour\":\"#eeeeee\""))));
	assert_int_equal(200, go_back_to(3, DOCUMENT("d", NODE("s1"))));
	assert_int_equal(422, go_back_to(4, DOCUMENT("d", NODE("gone"))));
	assert_string_equal("document.pages", world_text(&world, "field"));
	assert_int_equal(422, go_back_to(5, DOCUMENT("d", ELEMENT(",\"media\":\"f00\""))));
	assert_string_equal("document.pages[0].elements[0].media", world_text(&world, "field"));
	assert_holds(read(kiosk_of), "\"version\":3");
	assert_int_equal(200, save("e", 0, LEVEL));
	assert_int_equal(422, ask(DESK_DESIGN_PUBLISH, "e", "{\"revision\":6}"));
}

/* Q18: a design that no kiosk shows can go with all its versions; one that some show is named with their screens. */
static void designs_that_nobody_shows_can_go(void **state)
{
	(void)state;
	assert_int_equal(200, save("d", 0, DOCUMENT("one", ELEMENT(""))));
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":1}"));
	assert_int_equal(200, save("d", 1, DOCUMENT("two", ELEMENT(""))));
	assert_int_equal(409, ask(DESK_DESIGN_REMOVE, "d", "{\"revision\":2}"));
	assert_string_equal("DESIGN_SHOWN", world_text(&world, "error"));
	assert_non_null(strstr(world_text(&world, "message"), "portrait"));
	assert_int_equal(200, save("e", 0, DOCUMENT("other", ELEMENT(""))));
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "e", "{\"revision\":3}"));
	assert_int_equal(409, ask(DESK_DESIGN_REMOVE, "d", "{\"revision\":1}"));
	assert_string_equal("DESIGN_CHANGED", world_text(&world, "error"));
	assert_int_equal(400, ask(DESK_DESIGN_REMOVE, "d", "{}"));
	assert_int_equal(200, ask(DESK_DESIGN_REMOVE, "d", "{\"revision\":2}"));
	assert_int_equal(0, world.outcome.n);
	assert_null(strstr(text_cstr(&world.arena, world.job.answer), "\"design\":\"d\""));
	assert_int_equal(200, ask(DESK_DESIGN_REMOVE, "d", "{\"revision\":2}")); /* the answer was lost */
	assert_int_equal(404, ask(DESK_DESIGN_PUBLISH, "d", "{\"version\":1}"));
	assert_holds(read(kiosk_of), "\"name\":\"other\"");
	assert_int_equal(200, save("d", 0, DOCUMENT("anew", ELEMENT(""))));
	assert_int_equal(4, world_int(&world, "revision"));
}

/* Q18: old versions leave when there are too many, but never one that kiosks show. */
static void versions_have_a_limit(void **state)
{
	char body[64], name[BODY_MAX];

	(void)state;
	for (int i = 1; i <= LIBRARY_VERSIONS_MAX + 3; i++) {
		snprintf(name, sizeof(name), DOCUMENT("n%d", ELEMENT("")), i);
		assert_int_equal(200, save("d", i - 1, name));
		snprintf(body, sizeof(body), "{\"revision\":%d}", i);
		assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", body));
	}
	assert_int_equal(404, ask(DESK_DESIGN_PUBLISH, "d", "{\"version\":3}"));
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"version\":4}"));
}

static int part(int64_t upload, int64_t n, struct text bytes)
{
	struct desk_job job = world_job(&world, DESK_MEDIA_PART, "h1", NULL);

	job.number = upload;
	job.part = n;
	job.bytes = bytes;
	world_group(&world, &job, 1);
	world.job = job;
	return job.status;
}

/* Q18: files come in parts, in order, each once; they are known by their bytes. */
static void files_come_in_parts(void **state)
{
	static char big[STORE_PART_BYTES + 10];
	static char body[BODY_MAX];
	const char *name;

	(void)state;
	memcpy(big, "\xff\xd8\xff\xe0", 4);
	snprintf(body, sizeof(body), "{\"name\":\"a.jpg\",\"bytes\":%d}", (int)sizeof(big));
	assert_int_equal(200, ask(DESK_MEDIA_BEGIN, "", body));
	assert_int_equal(1, world_int(&world, "upload"));
	assert_int_equal(2, world_int(&world, "parts"));
	assert_int_equal(409, part(1, 1, (struct text){ big, 10 }));
	assert_int_equal(409, part(1, 0, (struct text){ big, 10 }));
	assert_int_equal(200, part(1, 0, (struct text){ big, STORE_PART_BYTES }));
	assert_int_equal(200, part(1, 0, (struct text){ big, STORE_PART_BYTES })); /* the answer was lost */
	assert_int_equal(1, world_int(&world, "have"));
	assert_int_equal(200, part(1, 1, (struct text){ big + STORE_PART_BYTES, 10 }));
	name = text_cstr(&world.arena, text_of(world_text(&world, "media")));
	assert_int_equal(LIBRARY_HASH_CHARS, strlen(name));

	assert_int_equal(200, ask(DESK_MEDIA_BEGIN, "", body)); /* the same bytes again are the same file */
	assert_int_equal(200, part(2, 0, (struct text){ big, STORE_PART_BYTES }));
	assert_int_equal(200, part(2, 1, (struct text){ big + STORE_PART_BYTES, 10 }));
	assert_string_equal(name, world_text(&world, "media"));

	snprintf(body, sizeof(body),
		 DOCUMENT("one", ELEMENT("") ",{\"id\":\"p\",\"kind\":\"picture\",\"x\":0,\"y\":0,\"w\":9,\"h\":9,"
					     "\"media\":\"%s\"}"),
		 name);
	assert_int_equal(200, save("d", 0, text_cstr(&world.arena, text_of(body))));
	assert_int_equal(200, ask(DESK_DESIGN_PUBLISH, "d", "{\"revision\":1}"));
	assert_int_equal(409, ask(DESK_MEDIA_REMOVE, name, "{}"));
	assert_string_equal("MEDIA_USED", world_text(&world, "error"));
	assert_int_equal(404, ask(DESK_MEDIA_REMOVE, "f00", "{}"));
}

/* Q18: what is no picture or video is turned away by its first part, and leaves nothing behind. */
static void other_files_are_refused(void **state)
{
	(void)state;
	assert_int_equal(200, ask(DESK_MEDIA_BEGIN, "", "{\"name\":\"a.png\",\"bytes\":5}"));
	assert_int_equal(415, part(1, 0, TEXT("<svg>")));
	assert_int_equal(404, part(1, 0, TEXT("<svg>")));
	assert_int_equal(400, ask(DESK_MEDIA_BEGIN, "", "{\"name\":\"a.mp4\",\"bytes\":33554433}"));
	assert_int_equal(200, ask(DESK_MEDIA_BEGIN, "", "{\"name\":\"a.jpg\",\"bytes\":8388609}"));
	static char jpeg[STORE_PART_BYTES] = "\xff\xd8\xff";
	assert_int_equal(415, part(1, 0, (struct text){ jpeg, sizeof(jpeg) }));
}

static int begin(int64_t bytes)
{
	static char body[BODY_MAX];

	snprintf(body, sizeof(body), "{\"name\":\"v.mp4\",\"bytes\":%lld}", (long long)bytes);
	return ask(DESK_MEDIA_BEGIN, "", body);
}

static int64_t media_held(void)
{
	struct store_media_total total;

	assert_ok(&world, store_media_total(world.bed.store, hall_no(), &total, &world.err));
	return total.n;
}

/* Q18: a hall's library has a limit. */
static void the_library_has_a_limit(void **state)
{
	static const struct store_media video = { .name = TEXT("v.mp4"), .bytes = SNIFF_VIDEO_MAX, .done = true };

	const int64_t no = hall_no();

	(void)state;
	assert_ok(&world, store_begin(world.bed.store, &world.err));
	for (int i = 1; i <= (int)(LIBRARY_BYTES_MAX / SNIFF_VIDEO_MAX); i++) {
		struct store_media one = video;

		one.media = i;
		assert_ok(&world, store_media_add(world.bed.store, no, &one, &world.err));
	}
	assert_ok(&world, store_commit(world.bed.store, &world.err));
	assert_int_equal(409, begin(1));
	assert_string_equal("MEDIA_FULL", world_text(&world, "error"));
}

/* Q18: a few uploads are under way at once. One that pauses gives way to another, one that goes on never does. */
static void uploads_are_few(void **state)
{
	static char big[STORE_PART_BYTES] = "\xff\xd8\xff\xe0";

	(void)state;
	for (int i = 0; i < LIBRARY_UPLOADS_MAX; i++)
		assert_int_equal(200, begin(2 * STORE_PART_BYTES));
	assert_int_equal(503, begin(1));
	assert_string_equal("BUSY", world_text(&world, "error"));
	world.now_ms += LIBRARY_IDLE_MS + 1;
	assert_int_equal(200, part(1, 0, (struct text){ big, sizeof(big) }));
	for (int i = 1; i < LIBRARY_UPLOADS_MAX; i++)
		assert_int_equal(200, begin(1));
	assert_int_equal(503, begin(1));
	assert_int_equal(404, part(2, 0, (struct text){ big, sizeof(big) }));
	assert_int_equal(200, part(1, 1, (struct text){ big, sizeof(big) }));
}

static int give_up(int64_t upload)
{
	struct desk_job job = world_job(&world, DESK_MEDIA_ABORT, "h1", "{}");

	job.number = upload;
	world_group(&world, &job, 1);
	return job.status;
}

/* Q18: an upload that is given up frees its place at once; a file that is whole stays. */
static void uploads_are_given_up(void **state)
{
	static char small[] = "\xff\xd8\xff\xe0";

	(void)state;
	assert_int_equal(200, begin(4));
	assert_int_equal(200, part(1, 0, (struct text){ small, 4 }));
	for (int i = 0; i < LIBRARY_UPLOADS_MAX; i++)
		assert_int_equal(200, begin(2 * STORE_PART_BYTES));
	assert_int_equal(503, begin(1));
	assert_int_equal(200, give_up(3));
	assert_int_equal(404, part(3, 0, (struct text){ small, 4 }));
	assert_int_equal(200, give_up(3)); /* the answer was lost */
	assert_int_equal(200, give_up(1));
	assert_int_equal(LIBRARY_UPLOADS_MAX, media_held());
	assert_int_equal(200, begin(1));
	assert_int_equal(503, begin(1));
}

/* Q18: uploads that nobody goes on with leave, one with each that begins. */
static void uploads_grow_stale(void **state)
{
	(void)state;
	for (int i = 0; i < LIBRARY_UPLOADS_MAX - 1; i++)
		assert_int_equal(200, begin(1));
	world.now_ms += LIBRARY_STALE_MS + 1;
	for (int i = 0; i < LIBRARY_UPLOADS_MAX - 1; i++) {
		assert_int_equal(200, begin(1));
		assert_int_equal(LIBRARY_UPLOADS_MAX - 1, media_held());
	}
	assert_int_equal(404, part(1, 0, TEXT("x")));
	assert_int_equal(200, begin(1));
	assert_int_equal(LIBRARY_UPLOADS_MAX, media_held());
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { ONE(a_save_needs_the_revision_that_it_was_made_from),
					    ONE(revisions_do_not_come_again),
					    ONE(a_draft_without_a_change_goes),
					    ONE(a_save_sent_again_is_answered_as_before),
					    ONE(an_unreadable_design_fails_alone),
					    ONE(bad_drafts_are_refused),
					    ONE(publishing_is_an_event_and_can_be_undone),
					    ONE(what_is_not_whole_is_not_published),
					    ONE(going_back_is_held_up_by_danger_alone),
					    ONE(designs_that_nobody_shows_can_go),
					    ONE(versions_have_a_limit),
					    ONE(files_come_in_parts),
					    ONE(other_files_are_refused),
					    ONE(the_library_has_a_limit),
					    ONE(uploads_are_few),
					    ONE(uploads_are_given_up),
					    ONE(uploads_grow_stale) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
