/* What the desk keeps of a hall beside its log (Q13): no history, so no event; but in the same store and the same
 * groups, so that it is in every backup and costs no write of its own. */
#include "app/fault.h"
#include "app/hall/desk_private.h"
#include "app/hall/voice.h"
#include "base/bug.h"
#include "store/voice.h"

static void answer_fault(struct desk_job *job, enum fault fault)
{
	job->status = fault_status(fault);
	job->answer = fault_text(fault, job->language, text_of(NULL), text_of(NULL), job->arena);
}

static enum rc keep_mark(struct desk *desk, const struct voice_mark *mark, int64_t no, struct err *err)
{
	const struct store_voice row = { .zone = mark->zone,
					 .version = mark->version,
					 .done = mark->done,
					 .loan = mark->loan,
					 .until_ms = mark->until_ms,
					 .given = mark->given,
					 .player = mark->player };

	return store_voice_put(desk->store, no, &row, err);
}

/* True where the hall has as many pieces as it may, and this is not one of them. */
static bool is_full(const struct store_piece *rows, uint32_t n, const struct voice_piece *piece)
{
	for (uint32_t i = 0; i < n; i++)
		if (text_eq(rows[i].language, piece->language) && text_eq(rows[i].piece, piece->piece))
			return false;
	return n >= VOICE_PIECES_MAX;
}

static enum rc keep_piece(struct desk *desk, struct desk_job *job, int64_t no, struct err *err)
{
	const struct voice_piece *piece = &job->keep->piece;
	const struct store_piece row = { .language = piece->language, .piece = piece->piece, .at_ms = job->now_ms };
	struct store_piece *rows;
	uint32_t n;

	const enum rc rc = store_piece_list(desk->store, no, &desk->paper, &rows, &n, err);
	if (rc != RC_OK)
		return rc;
	if (is_full(rows, n, piece)) {
		answer_fault(job, FAULT_PACK_FULL);
		return RC_OK;
	}
	return store_piece_put(desk->store, no, &row, job->keep->sound, err);
}

static enum rc drop_piece(struct desk *desk, struct desk_job *job, int64_t no, struct err *err)
{
	const struct voice_piece *piece = &job->keep->piece;
	const enum rc rc = store_piece_remove(desk->store, no, piece->language, piece->piece, err);

	if (rc != RC_MISSING)
		return rc;
	answer_fault(job, FAULT_PIECE_UNKNOWN);
	return RC_OK;
}

enum rc desk_keep(struct desk *desk, struct desk_job *job, const struct desk_hall *hall, struct err *err)
{
	const int64_t no = hall->place->no;

	ASSERT(job->keep != NULL);
	job->status = 200;
	job->answer = TEXT("{}");
	desk->wrote = true;
	switch (job->keep->kind) {
	case DESK_KEEP_MARK: return keep_mark(desk, &job->keep->mark, no, err);
	case DESK_KEEP_PIECE: return keep_piece(desk, job, no, err);
	case DESK_KEEP_NO_PIECE: return drop_piece(desk, job, no, err);
	}
	BUG("there is no keep of kind %d", (int)job->keep->kind);
}
