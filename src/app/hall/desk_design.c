/* What the desk does with designs of kiosks (Q18): save a draft, give it up, publish it, go back, delete
 * one that no kiosk shows.
 *
 * Publishing is an event of the hall's log, so that kiosks switch by their streams and the past knows what they
 * showed; the documents themselves stay out of the log. Two people cannot overwrite each other: a save names the
 * revision that it was made from, and no revision comes twice, also not after a draft was given up. What is sent
 * again because its answer was lost is answered as it was. */
#include <string.h>

#include "app/design/check.h"
#include "app/design/library.h"
#include "app/fault.h"
#include "app/hall/desk_private.h"
#include "app/hall/refusal.h"
#include "base/bug.h"
#include "design_contract.h"

/* One job about a design. */
struct turn {
	struct desk *desk;
	struct desk_job *job;
	struct desk_hall *hall;
	struct library library;
	struct store_design *rows; /* of all designs, without documents */
	uint32_t row_n;
};

struct library desk_library(struct desk *desk, const struct desk_hall *hall)
{
	return (struct library){ desk->store, hall->place->no, (int)hall->fold.hall.config.calendar.utc_offset_min };
}

enum rc desk_design_fault(struct desk_job *job, enum fault fault, const struct err *err)
{
	job->status = fault_status(fault);
	job->answer = err != NULL ? fault_text_err(fault, job->language, err, job->arena)
				  : fault_text(fault, job->language, text_of(NULL), text_of(NULL), job->arena);
	return RC_OK;
}

static void answer_row(const struct turn *turn, const struct store_design *row)
{
	turn->job->status = 200;
	turn->job->answer = library_design_text(&turn->library, row, turn->job->arena);
}

/* Row of a version of the job's design, or NULL. */
static const struct store_design *find_row(const struct turn *turn, int64_t version)
{
	for (uint32_t i = 0; i < turn->row_n; i++)
		if (text_eq(turn->rows[i].design, turn->job->item) && turn->rows[i].version == version)
			return &turn->rows[i];
	return NULL;
}

/* The highest revision and version that the job's design has; 0 for a new one. */
static void find_last(const struct turn *turn, int64_t *ret_revision, int64_t *ret_version)
{
	*ret_revision = *ret_version = 0;
	for (uint32_t i = 0; i < turn->row_n; i++) {
		const struct store_design *row = &turn->rows[i];
		if (!text_eq(row->design, turn->job->item))
			continue;
		*ret_revision = row->revision > *ret_revision ? row->revision : *ret_revision;
		*ret_version = row->version > *ret_version ? row->version : *ret_version;
	}
}

static uint32_t count_designs(const struct turn *turn)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < turn->row_n; i++)
		n += i == 0 || !text_eq(turn->rows[i].design, turn->rows[i - 1].design);
	return n;
}

/* --- Saving ---------------------------------------------------------------------------------------- */

/* The draft as a row. */
static struct store_design row_of(const struct turn *turn, const struct design_document *document)
{
	struct arena *arena = &turn->desk->paper;
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(&design_document_shape, document, NULL, turn->library.offset_min, &out);
	return (struct store_design){ .design = turn->job->item,
				      .screen = text_of(design_screen_words.words[document->screen]),
				      .name = document->name,
				      .name_en = document->name_en,
				      .at_ms = turn->job->now_ms,
				      .actor = turn->job->actor,
				      .hash = library_hash(text_of(NULL), buf_view(&buf), arena),
				      .document = buf_view(&buf) };
}

static void answer_row_of(const struct turn *turn, const struct store_design *listed, struct text document)
{
	struct store_design row = *listed;

	row.document = document;
	answer_row(turn, &row);
}

/* The draft has become what the newest version is, which opens in its place: nothing of it need stay. */
static enum rc drop_draft(struct turn *turn, const struct store_design *newest, struct text document, struct err *err)
{
	turn->desk->wrote = true;
	const enum rc rc = store_design_remove(turn->desk->store, turn->library.no, turn->job->item, 0, err);
	if (rc == RC_OK)
		answer_row_of(turn, newest, document);
	return rc;
}

static enum rc save(struct turn *turn, const struct design_save *ask, struct err *err)
{
	struct store_design row = row_of(turn, &ask->document);
	const struct store_design *draft = find_row(turn, 0), *newest;
	int64_t revision, version, last;
	struct err bad;

	find_last(turn, &revision, &version);
	newest = version > 0 ? find_row(turn, version) : NULL;
	if (draft != NULL && draft->revision > ask->revision && text_eq(draft->hash, row.hash))
		return answer_row_of(turn, draft, row.document), RC_OK;
	if (draft == NULL && newest != NULL && text_eq(newest->hash, row.hash))
		return answer_row_of(turn, newest, row.document), RC_OK;
	if (revision != ask->revision)
		return desk_design_fault(turn->job, FAULT_DESIGN_CHANGED, NULL);
	if (newest != NULL && text_eq(newest->hash, row.hash))
		return drop_draft(turn, newest, row.document, err);
	if (revision == 0 && count_designs(turn) >= LIBRARY_DESIGNS_MAX)
		return desk_design_fault(turn->job, FAULT_DESIGNS_FULL, NULL);
	if (row.document.len > DESIGN_BYTES_MAX) {
		(void)err_detail(&bad, "document", DETAIL_BYTES_TO, 0, DESIGN_BYTES_MAX, NULL);
		return desk_design_fault(turn->job, FAULT_DESIGN_INVALID, &bad);
	}
	enum rc rc = store_design_last(turn->desk->store, turn->library.no, &last, err);
	if (rc != RC_OK)
		return rc;
	row.revision = last + 1;
	turn->desk->wrote = true;
	rc = store_design_put(turn->desk->store, turn->library.no, &row, err);
	if (rc == RC_OK)
		answer_row(turn, &row);
	return rc;
}

static enum rc desk_save(struct turn *turn, struct err *err)
{
	struct design_save ask;
	struct err bad;

	if (shape_read(&design_save_shape, turn->job->body, NULL, "", &turn->desk->paper, &ask, &bad) != RC_OK)
		return desk_design_fault(turn->job, FAULT_BODY_INVALID, &bad);
	if (design_check_draft(&ask.document, &bad) != RC_OK)
		return desk_design_fault(turn->job, FAULT_DESIGN_INVALID, &bad);
	return save(turn, &ask, err);
}

static enum rc desk_discard(struct turn *turn, struct err *err)
{
	const struct store_design *draft = find_row(turn, 0);
	struct design_discard ask;
	struct err bad;
	enum rc rc = RC_OK;

	if (shape_read(&design_discard_shape, turn->job->body, NULL, "", &turn->desk->paper, &ask, &bad) != RC_OK)
		return desk_design_fault(turn->job, FAULT_BODY_INVALID, &bad);
	if (draft != NULL && draft->revision != ask.revision)
		return desk_design_fault(turn->job, FAULT_DESIGN_CHANGED, NULL);
	if (draft != NULL) {
		turn->desk->wrote = true;
		rc = store_design_remove(turn->desk->store, turn->library.no, turn->job->item, 0, err);
	}
	turn->job->status = 200;
	return rc == RC_OK ? library_designs(&turn->library, turn->job->arena, &turn->job->answer, err) : rc;
}

/* --- Publishing ------------------------------------------------------------------------------------ */

/* Does the library have what a member names, and is it of the right kind? */
static enum rc check_file(struct turn *turn, const char *media, bool video, const char *field, struct err *bad,
			  struct err *err)
{
	struct store_media file;

	bad->rc = RC_OK;
	if (media[0] == '\0')
		return RC_OK;
	const enum rc rc = store_media_find(turn->desk->store, turn->library.no, text_of(media), &turn->desk->paper,
					    &file, err);
	if (rc == RC_OK && text_starts(file.type, TEXT("video/")) == video)
		return RC_OK;
	if (rc != RC_OK && rc != RC_MISSING)
		return rc;
	(void)err_detail(bad, field, DETAIL_DESIGN_MEDIA, 0, 0, media);
	return RC_OK;
}

static enum rc check_files(struct turn *turn, const struct design_document *document, struct err *bad, struct err *err)
{
	enum rc rc = RC_OK;

	bad->rc = RC_OK;
	for (uint32_t p = 0; p < document->pages.n; p++) {
		const struct design_page *page = &document->pages.at[p];
		const char *field = text_printf(&turn->desk->paper, "document.pages[%u].media", p).at;
		rc = check_file(turn, page->media, false, field, bad, err);
		for (uint32_t e = 0; rc == RC_OK && bad->rc == RC_OK && e < page->elements.n; e++) {
			const struct design_element *element = &page->elements.at[e];
			field = text_printf(&turn->desk->paper, "document.pages[%u].elements[%u].media", p, e).at;
			rc = check_file(turn, element->media, element->kind == DESIGN_KIND_VIDEO, field, bad, err);
		}
		if (rc != RC_OK || bad->rc != RC_OK)
			break;
	}
	return rc;
}

static bool is_served(const struct queue_config *config, const char *service)
{
	for (uint32_t i = 0; i < config->services.n; i++)
		if (strcmp(config->services.at[i].id, service) == 0)
			return !config->services.at[i].retired;
	return false;
}

/* Is it a node that shows on some day: of a menu, or a service where they stand side by side? */
static bool has_node(const void *context, const char *node)
{
	const struct queue_config *config = context;

	for (uint32_t m = 0; m < config->menus.n; m++) {
		const struct queue_config_menu *menu = &config->menus.at[m];
		for (uint32_t i = 0; i < menu->nodes.n; i++)
			if (strcmp(menu->nodes.at[i].id, node) == 0 && (menu->nodes.at[i].kind != QUEUE_NODE_SERVICE ||
									is_served(config, menu->nodes.at[i].service)))
				return true;
	}
	return is_served(config, node);
}

/* Whether customers can use the document of a row, or still can where it was published before; `bad` says why not, also
 * where it cannot be read: that is this job's bad luck, not that of the others in the group. */
static enum rc check_row(struct turn *turn, const struct store_design *row, struct err *bad, struct err *err)
{
	struct design_document document;
	const struct json *json;

	if (json_parse(&turn->desk->paper, row->document, &json, bad) != RC_OK ||
	    shape_read_written(&design_document_shape, json, NULL, "document", &turn->desk->paper, &document, bad) !=
		    RC_OK)
		return RC_OK;
	bad->rc = RC_OK;
	const struct design_nodes nodes = { has_node, &turn->hall->fold.hall.config };
	if ((row->version > 0 ? design_check_again(&document, &nodes, bad) : design_check_whole(&document, bad)) !=
	    RC_OK)
		return RC_OK;
	return check_files(turn, &document, bad, err);
}

static enum rc tell(struct turn *turn, const struct store_design *row, struct err *err)
{
	const struct queue_hall *hall = &turn->hall->fold.hall;
	struct queue_event event = { .seq = hall->seq + 1,
				     .at = turn->job->now_ms > hall->at ? turn->job->now_ms : hall->at,
				     .kind = QUEUE_DID_KIOSK_PUBLISHED };
	struct queue_did_kiosk_published *did = &event.kiosk_published;

	did->version = row->version;
	text_fill(did->design, sizeof(did->design), row->design);
	text_fill(did->screen, sizeof(did->screen), row->screen);
	text_fill(did->hash, sizeof(did->hash), row->hash);
	return desk_take(turn->desk, turn->hall, &event, 1, turn->job->actor, text_of(NULL), err);
}

/* From now on the screens of its kind show `row`. */
static enum rc show(struct turn *turn, const struct store_design *row, struct err *err)
{
	const struct store_screen screen = { row->screen, row->design, row->version, turn->job->now_ms };
	enum rc rc = store_screen_put(turn->desk->store, turn->library.no, &screen, err);

	turn->desk->wrote = true;
	if (rc == RC_OK)
		rc = tell(turn, row, err);
	if (rc == RC_OK)
		answer_row(turn, row);
	return rc;
}

static bool is_shown(const struct store_screen *screens, uint32_t n, const struct store_design *row)
{
	for (uint32_t i = 0; i < n; i++)
		if (text_eq(screens[i].design, row->design) && screens[i].version == row->version)
			return true;
	return false;
}

/* Make room for one more version of the job's design. */
static enum rc thin_versions(struct turn *turn, struct err *err)
{
	const struct store_design *oldest = NULL;
	struct store_screen *screens;
	uint32_t n = 0, versions = 0;

	const enum rc rc = store_screen_list(turn->desk->store, turn->library.no, &turn->desk->paper, &screens, &n,
					     err);
	for (uint32_t i = 0; rc == RC_OK && i < turn->row_n; i++) {
		const struct store_design *row = &turn->rows[i];
		if (!text_eq(row->design, turn->job->item) || row->version == 0)
			continue;
		versions++;
		if (oldest == NULL && !is_shown(screens, n, row))
			oldest = row;
	}
	if (rc != RC_OK || versions < LIBRARY_VERSIONS_MAX || oldest == NULL)
		return rc;
	return store_design_remove(turn->desk->store, turn->library.no, oldest->design, oldest->version, err);
}

/* Make the draft the next version and show it. */
static enum rc publish_draft(struct turn *turn, struct store_design *row, struct err *err)
{
	int64_t revision, version;

	find_last(turn, &revision, &version);
	turn->desk->wrote = true;
	enum rc rc = thin_versions(turn, err);
	if (rc == RC_OK)
		rc = store_design_remove(turn->desk->store, turn->library.no, row->design, 0, err);
	row->version = version + 1;
	row->at_ms = turn->job->now_ms;
	row->actor = turn->job->actor;
	if (rc == RC_OK)
		rc = store_design_put(turn->desk->store, turn->library.no, row, err);
	return rc == RC_OK ? show(turn, row, err) : rc;
}

/* The version that was made of the draft `revision`, or 0. */
static int64_t version_of(const struct turn *turn, int64_t revision)
{
	for (uint32_t i = 0; i < turn->row_n; i++)
		if (text_eq(turn->rows[i].design, turn->job->item) && turn->rows[i].revision == revision)
			return turn->rows[i].version;
	return 0;
}

static enum rc publish(struct turn *turn, int64_t version, struct err *err)
{
	struct store_screen *screens;
	struct store_design row;
	struct err bad;
	uint32_t n = 0;

	enum rc rc = store_design_get(turn->desk->store, turn->library.no, turn->job->item, version, &turn->desk->paper,
				      &row, err);
	if (rc == RC_MISSING)
		return desk_design_fault(turn->job, FAULT_DESIGN_UNKNOWN, NULL);
	if (rc == RC_OK)
		rc = store_screen_list(turn->desk->store, turn->library.no, &turn->desk->paper, &screens, &n, err);
	if (rc != RC_OK)
		return rc;
	if (version > 0 && is_shown(screens, n, &row))
		return answer_row(turn, &row), RC_OK;
	rc = check_row(turn, &row, &bad, err);
	if (rc != RC_OK)
		return rc;
	if (bad.rc != RC_OK)
		return desk_design_fault(turn->job, FAULT_DESIGN_INVALID, &bad);
	return version > 0 ? show(turn, &row, err) : publish_draft(turn, &row, err);
}

static enum rc desk_publish(struct turn *turn, struct err *err)
{
	const struct store_design *draft = find_row(turn, 0);
	struct design_publish ask;
	struct err bad;

	if (shape_read(&design_publish_shape, turn->job->body, NULL, "", &turn->desk->paper, &ask, &bad) != RC_OK)
		return desk_design_fault(turn->job, FAULT_BODY_INVALID, &bad);
	if (!turn->hall->fold.hall.configured) {
		turn->job->status = refusal_status(REFUSED_HALL_NOT_CONFIGURED);
		turn->job->answer = refusal_text(REFUSED_HALL_NOT_CONFIGURED, turn->job->language, text_of(NULL),
						 text_of(NULL), turn->job->arena);
		return RC_OK;
	}
	const enum rc rc = desk_pass_time(turn->desk, turn->job, turn->hall, err);
	if (rc != RC_OK)
		return rc;
	if (ask.version > 0)
		return publish(turn, ask.version, err);
	if (draft != NULL && draft->revision == ask.revision)
		return publish(turn, 0, err);
	const int64_t version = version_of(turn, ask.revision);
	if (version > 0)
		return publish(turn, version, err);
	return desk_design_fault(turn->job, draft != NULL ? FAULT_DESIGN_CHANGED : FAULT_DESIGN_UNKNOWN, NULL);
}

/* --- Deleting -------------------------------------------------------------------------------------- */

/* Which screens show a version of the job's design; DETAIL_NOT for none. */
static enum detail where_shown(const struct turn *turn, const struct store_screen *screens, uint32_t n)
{
	const struct text portrait = text_of(design_screen_words.words[DESIGN_SCREEN_PORTRAIT]);
	enum detail shown = DETAIL_NOT;

	for (uint32_t i = 0; i < n; i++) {
		if (!text_eq(screens[i].design, turn->job->item))
			continue;
		const enum detail here = text_eq(screens[i].screen, portrait) ? DETAIL_DESIGN_ON_PORTRAIT
									      : DETAIL_DESIGN_ON_LANDSCAPE;
		shown = shown == DETAIL_NOT ? here : DETAIL_DESIGN_ON_BOTH;
	}
	return shown;
}

static enum rc remove_rows(struct turn *turn, struct err *err)
{
	enum rc rc = RC_OK;

	for (uint32_t i = 0; rc == RC_OK && i < turn->row_n; i++) {
		const struct store_design *row = &turn->rows[i];
		if (!text_eq(row->design, turn->job->item))
			continue;
		turn->desk->wrote = true;
		rc = store_design_remove(turn->desk->store, turn->library.no, row->design, row->version, err);
	}
	turn->job->status = 200;
	return rc == RC_OK ? library_designs(&turn->library, turn->job->arena, &turn->job->answer, err) : rc;
}

/* Where nothing is left to delete, the answer of the first time was lost, and is given again. */
static enum rc desk_remove(struct turn *turn, struct err *err)
{
	struct store_screen *screens;
	struct design_remove ask;
	int64_t revision, version;
	uint32_t n = 0;
	struct err bad;

	if (shape_read(&design_remove_shape, turn->job->body, NULL, "", &turn->desk->paper, &ask, &bad) != RC_OK)
		return desk_design_fault(turn->job, FAULT_BODY_INVALID, &bad);
	find_last(turn, &revision, &version);
	if (revision != 0 && revision != ask.revision)
		return desk_design_fault(turn->job, FAULT_DESIGN_CHANGED, NULL);
	const enum rc rc = store_screen_list(turn->desk->store, turn->library.no, &turn->desk->paper, &screens, &n,
					     err);
	if (rc != RC_OK)
		return rc;
	const enum detail shown = where_shown(turn, screens, n);
	if (shown == DETAIL_NOT)
		return remove_rows(turn, err);
	(void)err_detail(&bad, "", shown, 0, 0, NULL);
	return desk_design_fault(turn->job, FAULT_DESIGN_SHOWN, &bad);
}

/* --- Jobs ------------------------------------------------------------------------------------------ */

/* Ids of designs stand in addresses and in the log. */
static bool id_is_good(struct text id)
{
	if (id.len == 0 || id.len > sizeof(((struct queue_did_kiosk_published *)0)->design) - 1)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		const char c = id.at[i];
		const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
	}
	return true;
}

enum rc desk_design(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err)
{
	struct turn turn = { .desk = desk, .job = job, .hall = hall, .library = desk_library(desk, hall) };

	ASSERT(job->body != NULL);
	if (!id_is_good(job->item))
		return desk_design_fault(job, FAULT_DESIGN_UNKNOWN, NULL);
	const enum rc rc = store_design_list(desk->store, turn.library.no, &desk->paper, &turn.rows, &turn.row_n, err);
	if (rc != RC_OK)
		return rc;
	if (job->ask == DESK_DESIGN_SAVE)
		return desk_save(&turn, err);
	if (job->ask == DESK_DESIGN_DISCARD)
		return desk_discard(&turn, err);
	if (job->ask == DESK_DESIGN_REMOVE)
		return desk_remove(&turn, err);
	ASSERT(job->ask == DESK_DESIGN_PUBLISH);
	return desk_publish(&turn, err);
}
