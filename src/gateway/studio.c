/* The studio (Q1, N8): an office that draws. Whoever asks for what another asker has just had drawn gets that. */
#include "gateway/studio.h"

#include <stdlib.h>

#include "app/fault.h"
#include "base/bug.h"
#include "gateway/log.h"
#include "gateway/office.h"

struct studio {
	struct pictures *pictures;
	struct office *office;
};

static void refuse(struct desk_job *job, enum fault fault)
{
	job->status = fault_status(fault);
	job->answer = fault_text(fault, job->language, (struct text){ 0 }, (struct text){ 0 }, job->arena);
}

static void answer(void *context, struct post_job *post)
{
	struct studio *studio = context;
	const struct studio_job *job = (const struct studio_job *)post; /* its first member */
	struct desk_job *desk = &post->desk;
	struct err err;

	desk->status = 200;
	if (office_is_stopping(studio->office)) {
		refuse(desk, FAULT_STOPPING);
	} else if (!pictures_find(studio->pictures, job->key, desk->arena, &desk->answer) &&
		   pictures_draw(studio->pictures, job->key, &job->slip, desk->arena, &desk->answer, &err) != RC_OK) {
		LOG(LOG_LEVEL_ERROR, "slip_not_drawn", log_text("hall", desk->hall), log_string("why", err.text));
		refuse(desk, FAULT_STORE_DOWN);
	}
}

enum rc studio_open(struct studio **ret, struct pictures *pictures, struct err *err)
{
	struct studio *studio = calloc(1, sizeof(*studio));

	*ret = NULL;
	if (studio == NULL)
		BUG("no memory for a studio");
	studio->pictures = pictures;
	const struct office_work work = { .answer = answer, .context = studio, .inbox_max = STUDIO_INBOX_MAX };
	const enum rc rc = office_open(&studio->office, &work, err);
	if (rc != RC_OK)
		studio_close(&studio);
	*ret = studio;
	return rc;
}

void studio_stop(struct studio *studio)
{
	office_stop(studio->office);
}

void studio_close(struct studio **at)
{
	struct studio *studio = *at;

	*at = NULL;
	if (studio == NULL)
		return;
	office_close(&studio->office);
	free(studio);
}

bool studio_submit(struct studio *studio, struct post_box *box, struct studio_job *job)
{
	return office_submit(studio->office, box, &job->post);
}
