/* What the desk does with files of the media library (Q18): begin an upload, take its parts, give it up, remove
 * a file.
 *
 * A file comes in parts of one size, each in a group of its own, so that nobody who calls a ticket waits for a video.
 * What a file is, is told by its first part and not by its name. A part that is sent again is answered as it was.
 *
 * Room is set aside for the whole file when its upload begins. So that nobody who begins many and sends nothing fills
 * the library, a few are under way at once; those that are given up leave at once, and those that nobody goes on with
 * after a while. */
#include "app/design/library.h"
#include "app/design/sniff.h"
#include "app/fault.h"
#include "app/hall/desk_private.h"
#include "base/bug.h"
#include "design_contract.h"
#include "view_contract.h"

static enum rc answer_upload(struct desk_job *job, const struct store_media *file, const struct library *library)
{
	struct view_upload view = { .upload = file->media,
				    .have = file->have,
				    .parts = library_parts(file->bytes),
				    .part_bytes = STORE_PART_BYTES };
	struct buf buf = { .arena = job->arena };
	struct json_out out = { .buf = &buf };

	if (file->done)
		view.media = file->hash;
	shape_write(&view_upload_shape, &view, NULL, library->offset_min, &out);
	job->status = 200;
	job->answer = buf_view(&buf);
	return RC_OK;
}

/* Drop an upload that nobody goes on with; one that only pauses goes where there are too many. One and no more, for it
 * may be a video, and whoever calls a ticket waits meanwhile. */
static enum rc drop_idle(struct desk *desk, const struct desk_job *job, const struct library *library, int64_t open,
			 struct err *err)
{
	const int64_t idle_ms = open < LIBRARY_UPLOADS_MAX ? LIBRARY_STALE_MS : LIBRARY_IDLE_MS;
	int64_t media;

	const enum rc rc = store_media_stale(desk->store, library->no, job->now_ms - idle_ms, &media, err);
	if (rc != RC_OK || media == 0)
		return rc;
	desk->wrote = true;
	return store_media_remove(desk->store, library->no, media, err);
}

static enum rc begin_upload(struct desk *desk, struct desk_job *job, const struct library *library, struct err *err)
{
	struct store_media file = { .at_ms = job->now_ms };
	struct store_media_total total = { 0 };
	struct design_upload ask;
	struct err bad;

	if (shape_read(&design_upload_shape, job->body, NULL, "", &desk->paper, &ask, &bad) != RC_OK)
		return desk_design_fault(job, FAULT_BODY_INVALID, &bad);
	enum rc rc = store_media_total(desk->store, library->no, &total, err);
	if (rc == RC_OK)
		rc = drop_idle(desk, job, library, total.open, err);
	if (rc == RC_OK)
		rc = store_media_total(desk->store, library->no, &total, err);
	if (rc != RC_OK)
		return rc;
	if (total.open >= LIBRARY_UPLOADS_MAX)
		return desk_design_fault(job, FAULT_BUSY, NULL);
	if (total.n >= LIBRARY_FILES_MAX || total.bytes + ask.bytes > LIBRARY_BYTES_MAX)
		return desk_design_fault(job, FAULT_MEDIA_FULL, NULL);
	file.media = total.last + 1;
	file.name = ask.name;
	file.bytes = ask.bytes;
	desk->wrote = true;
	rc = store_media_add(desk->store, library->no, &file, err);
	return rc == RC_OK ? answer_upload(job, &file, library) : rc;
}

/* The first part tells what the file is; false where kiosks show no such file, or none as large. */
static bool know_type(struct store_media *file, struct text head)
{
	const struct sniff found = sniff(head);

	if (found.type == NULL || file->bytes > (found.video ? SNIFF_VIDEO_MAX : SNIFF_PICTURE_MAX))
		return false;
	file->type = text_of(found.type);
	return true;
}

/* The last part is there: the file has its name. Where the library has the same bytes already, those stay. */
static enum rc finish_upload(struct desk *desk, struct store_media *file, const struct library *library,
			     struct err *err)
{
	struct store_media same;
	enum rc rc = store_media_find(desk->store, library->no, file->hash, &desk->paper, &same, err);

	file->done = true;
	if (rc == RC_MISSING)
		return store_media_set(desk->store, library->no, file, err);
	if (rc == RC_OK)
		rc = store_media_remove(desk->store, library->no, file->media, err);
	return rc;
}

static enum rc add_part(struct desk *desk, struct desk_job *job, struct store_media *file,
			const struct library *library, struct err *err)
{
	desk->wrote = true;
	file->hash = library_hash(file->hash, job->bytes, &desk->paper);
	enum rc rc = store_part_put(desk->store, library->no, file->media, file->have, job->bytes, err);
	file->have++;
	file->at_ms = job->now_ms;
	if (rc == RC_OK && file->have == library_parts(file->bytes))
		rc = finish_upload(desk, file, library, err);
	else if (rc == RC_OK)
		rc = store_media_set(desk->store, library->no, file, err);
	return rc == RC_OK ? answer_upload(job, file, library) : rc;
}

static enum rc take_part(struct desk *desk, struct desk_job *job, const struct library *library, struct err *err)
{
	struct store_media file;
	enum rc rc = store_media_get(desk->store, library->no, job->number, &desk->paper, &file, err);

	if (rc == RC_MISSING)
		return desk_design_fault(job, FAULT_MEDIA_UNKNOWN, NULL);
	if (rc != RC_OK)
		return rc;
	if (file.done || job->part < file.have)
		return answer_upload(job, &file, library);
	const int64_t rest = file.bytes - file.have * STORE_PART_BYTES;
	if (job->part > file.have || (int64_t)job->bytes.len != (rest < STORE_PART_BYTES ? rest : STORE_PART_BYTES))
		return desk_design_fault(job, FAULT_PART_WRONG, NULL);
	if (file.have == 0 && !know_type(&file, job->bytes)) {
		desk->wrote = true;
		rc = store_media_remove(desk->store, library->no, file.media, err);
		return rc == RC_OK ? desk_design_fault(job, FAULT_MEDIA_TYPE, NULL) : rc;
	}
	return add_part(desk, job, &file, library, err);
}

/* Where there is no such upload any more, the answer of the first time was lost, and is given again. */
static enum rc abort_upload(struct desk *desk, struct desk_job *job, const struct library *library, struct err *err)
{
	struct store_media file;
	enum rc rc = store_media_get(desk->store, library->no, job->number, &desk->paper, &file, err);

	if (rc == RC_OK && !file.done) {
		desk->wrote = true;
		rc = store_media_remove(desk->store, library->no, file.media, err);
	}
	job->status = 200;
	return rc == RC_OK || rc == RC_MISSING ? library_media(library, job->arena, &job->answer, err) : rc;
}

static enum rc remove_file(struct desk *desk, struct desk_job *job, const struct library *library, struct err *err)
{
	struct store_media file;
	int64_t uses = 0;
	enum rc rc = store_media_find(desk->store, library->no, job->item, &desk->paper, &file, err);

	if (rc == RC_MISSING)
		return desk_design_fault(job, FAULT_MEDIA_UNKNOWN, NULL);
	if (rc == RC_OK)
		rc = store_design_uses(desk->store, library->no, file.hash, &uses, err);
	if (rc == RC_OK && uses > 0)
		return desk_design_fault(job, FAULT_MEDIA_USED, NULL);
	desk->wrote = true;
	if (rc == RC_OK)
		rc = store_media_remove(desk->store, library->no, file.media, err);
	job->status = 200;
	return rc == RC_OK ? library_media(library, job->arena, &job->answer, err) : rc;
}

enum rc desk_media(struct desk *desk, struct desk_job *job, struct desk_hall *hall, struct err *err)
{
	const struct library library = desk_library(desk, hall);

	if (job->ask == DESK_MEDIA_BEGIN)
		return begin_upload(desk, job, &library, err);
	if (job->ask == DESK_MEDIA_PART)
		return take_part(desk, job, &library, err);
	if (job->ask == DESK_MEDIA_ABORT)
		return abort_upload(desk, job, &library, err);
	ASSERT(job->ask == DESK_MEDIA_REMOVE);
	return remove_file(desk, job, &library, err);
}
