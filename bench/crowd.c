/* The crowd of screens (Q12, N8). */
#include "bench/crowd.h"

#include <stdlib.h>

#include "base/bug.h"
#include "host/clock.h"

enum { CONNECTS_AT_ONCE = 64, OPEN_MS_MAX = 60000 };

static const int64_t ns_per_ms = 1000000;

static void on_event(struct client_link *link, int64_t seq, struct text data)
{
	struct screen *screen = (struct screen *)link;
	struct crowd *crowd = screen->crowd;
	struct watched *hall = &crowd->halls[screen->hall];
	int64_t sent_ns = hall->sent_ns[seq % CROWD_SENT_KEPT];

	(void)data;
	crowd->heard++;
	if ((screen->seq && seq != screen->seq + 1) || !sent_ns)
		crowd->strange++;
	else if (crowd->delays)
		samples_add(crowd->delays, host_monotonic_ns() - sent_ns);
	screen->seq = seq;
}

static void on_answer(struct client_link *link, int status, struct text body)
{
	struct screen *screen = (struct screen *)link;

	(void)body;
	if (status == 200)
		screen->crowd->open++;
	else
		screen->crowd->broken++;
}

/* Wait until `open` streams have begun. */
static enum rc await_open(struct crowd *crowd, uint32_t open, struct err *err)
{
	int64_t until_ns = host_monotonic_ns() + OPEN_MS_MAX * ns_per_ms;

	while (crowd->open < open && !crowd->broken && host_monotonic_ns() < until_ns)
		client_turn(crowd->client, 100);
	if (crowd->open < open)
		return err_set(err, RC_FAULT, "%u of %u screens have a stream", crowd->open, crowd->n);
	return RC_OK;
}

enum rc crowd_open(struct crowd *crowd, struct client *client, uint32_t n, uint32_t first_n, uint32_t first,
		   uint32_t others_n, struct err *err)
{
	enum rc rc = RC_OK;

	ASSERT(n <= CROWD_SCREENS_MAX && first_n <= n && first + 1 + others_n <= HALLS_MAX && others_n > 0);
	*crowd = (struct crowd){ .client = client, .n = n, .screens = calloc(n, sizeof(struct screen)) };
	if (!crowd->screens)
		BUG("no memory for %u screens", n);
	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct screen *screen = &crowd->screens[i];
		char id[HALLS_ID_SIZE];

		*screen = (struct screen){
			.link = { .on_answer = on_answer, .on_event = on_event },
			.crowd = crowd,
			.hall = i < first_n ? first : first + 1 + (i - first_n) % others_n,
		};
		crowd->halls[screen->hall].screens++;
		rc = client_connect(client, &screen->link, err);
		if (rc == RC_OK)
			client_stream(&screen->link, halls_id(screen->hall, id));
		if (rc == RC_OK && i % CONNECTS_AT_ONCE == 0)
			rc = await_open(crowd, i, err);
	}
	return rc == RC_OK ? await_open(crowd, n, err) : rc;
}

void crowd_sent(struct crowd *crowd, uint32_t hall, int64_t now_ns)
{
	struct watched *watched = &crowd->halls[hall];

	ASSERT(watched->seq > 0);
	watched->sent_ns[++watched->seq % CROWD_SENT_KEPT] = now_ns;
}

void crowd_close(struct crowd *crowd)
{
	for (uint32_t i = 0; i < crowd->n && crowd->screens; i++)
		client_cut(&crowd->screens[i].link);
	free(crowd->screens);
	crowd->screens = NULL;
}
