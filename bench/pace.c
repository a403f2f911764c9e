/* Commands at a pace (N8). A steady rate is kept even where the server falls behind, and answers are timed
 * from when they were due: so a stall shows in every command that it would have delayed. */
#include "bench/pace.h"

#include <stdio.h>

#include "base/bug.h"
#include "bench/load.h"
#include "host/clock.h"

static const int64_t ns_per_ms = 1000000;

static void on_answer(struct client_link *link, int status, struct text body)
{
	struct pacer *pacer = (struct pacer *)link;
	struct pace *pace = pacer->pace;

	(void)body;
	if (!pacer->busy)
		return; /* the server has closed a link that was silent for long */
	pacer->busy = false;
	pace->busy--;
	if (status != 200)
		pace->refused++;
	if (pace->answers)
		samples_add(pace->answers, host_monotonic_ns() - pacer->due_ns);
}

enum rc pace_open(struct pace *pace, struct crowd *crowd, struct err *err)
{
	enum rc rc = RC_OK;

	*pace = (struct pace){ .crowd = crowd };
	for (uint32_t i = 0; i < PACE_LINKS && rc == RC_OK; i++) {
		pace->pacers[i] = (struct pacer){ .link.on_answer = on_answer, .pace = pace };
		rc = client_connect(crowd->client, &pace->pacers[i].link, err);
	}
	return rc;
}

void pace_close(struct pace *pace)
{
	for (uint32_t i = 0; i < PACE_LINKS; i++)
		client_cut(&pace->pacers[i].link);
}

/* A link that can send; NULL where all wait for answers. */
static struct pacer *idle(struct pace *pace)
{
	for (uint32_t i = 0; i < PACE_LINKS && pace->busy < PACE_LINKS; i++)
		if (!pace->pacers[i].busy)
			return &pace->pacers[i];
	return NULL;
}

static enum rc send_one(struct pace *pace, struct pacer *pacer, uint32_t hall, int64_t due_ns, struct err *err)
{
	char id[HALLS_ID_SIZE], key[LOAD_KEY_SIZE], body[LOAD_BODY_SIZE];
	enum rc rc = pacer->link.client ? RC_OK : client_connect(pace->crowd->client, &pacer->link, err);

	if (rc != RC_OK)
		return rc;
	snprintf(key, sizeof(key), "pace-%lld", (long long)++pace->serial);
	pacer->busy = true;
	pacer->due_ns = due_ns;
	pace->busy++;
	pace->sent += pace->crowd->halls[hall].screens;
	crowd_sent(pace->crowd, hall, host_monotonic_ns());
	client_command(&pacer->link, halls_id(hall, id), text_of(key), load_body(pace->steps[hall]++, 1, body));
	return RC_OK;
}

/* Wait until all answers are there and all screens have heard all. */
static enum rc settle(struct pace *pace, int64_t heard, struct err *err)
{
	int64_t until_ns = host_monotonic_ns() + PACE_HEARD_MS_MAX * ns_per_ms;

	while ((pace->busy || pace->crowd->heard < heard) && host_monotonic_ns() < until_ns)
		client_turn(pace->crowd->client, 10);
	if (pace->busy || pace->crowd->heard < heard || pace->refused || pace->crowd->strange || pace->crowd->broken)
		return err_set(err, RC_FAULT,
			       "%u answers and %lld events are missing, %lld commands were refused, %lld events were "
			       "out of order, %lld streams broke",
			       pace->busy, (long long)(heard - pace->crowd->heard), (long long)pace->refused,
			       (long long)pace->crowd->strange, (long long)pace->crowd->broken);
	return RC_OK;
}

enum rc pace_one_by_one(struct pace *pace, uint32_t hall, uint32_t n, struct err *err)
{
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		int64_t heard = pace->crowd->heard + pace->crowd->halls[hall].screens;

		rc = send_one(pace, &pace->pacers[0], hall, host_monotonic_ns(), err);
		if (rc == RC_OK)
			rc = settle(pace, heard, err);
	}
	return rc;
}

enum rc pace_steady(struct pace *pace, uint32_t first, uint32_t halls, double rate, double seconds,
		    struct samples *answers, struct err *err)
{
	int64_t began_ns = host_monotonic_ns(), before = pace->sent, heard = pace->crowd->heard;
	int64_t n = (int64_t)(rate * seconds);
	enum rc rc = RC_OK;

	ASSERT(rate > 0 && halls > 0);
	pace->answers = answers;
	for (int64_t i = 0; i < n && rc == RC_OK;) {
		int64_t due_ns = began_ns + (int64_t)((double)i * 1e9 / rate), now_ns = host_monotonic_ns();
		struct pacer *pacer = due_ns <= now_ns ? idle(pace) : NULL;

		if (pacer)
			rc = send_one(pace, pacer, first + (uint32_t)(i++ % halls), due_ns, err);
		else
			client_turn(pace->crowd->client, due_ns - now_ns > ns_per_ms ? 1 : 0);
		if (now_ns > began_ns + (int64_t)(seconds * 1e9) + PACE_HEARD_MS_MAX * ns_per_ms)
			rc = err_set(err, RC_FAULT, "the server cannot follow %.0f commands a second", rate);
	}
	if (rc == RC_OK)
		rc = settle(pace, heard + pace->sent - before, err);
	pace->answers = NULL;
	return rc;
}
