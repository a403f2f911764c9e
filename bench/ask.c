/* Asking one thing after the other. A server closes a connection that was silent for long, so a link that
 * is found broken is made again before the question; after it, the asker has to decide. */
#include "bench/ask.h"

#include "base/arena.h"
#include "base/bug.h"
#include "host/clock.h"

static void on_answer(struct client_link *link, int status, struct text body)
{
	struct ask *ask = (struct ask *)link;

	if (ask->status != -1)
		return;
	ask->status = status;
	ask->body = ask->arena ? text_copy(ask->arena, body) : (struct text){ 0 };
}

enum rc ask_open(struct ask *ask, uint16_t port, struct err *err)
{
	ask->link = (struct client_link){ .on_answer = on_answer };
	ask->status = 0;
	return client_open(&ask->client, port, err);
}

void ask_close(struct ask *ask)
{
	client_cut(&ask->link);
	client_close(&ask->client);
}

/* A link on which a question can be sent. */
static enum rc ready(struct ask *ask, struct arena *arena, struct err *err)
{
	ask->arena = arena;
	client_turn(&ask->client, 0); /* notices that the server has closed it */
	if (ask->link.client)
		return RC_OK;
	return client_connect(&ask->client, &ask->link, err);
}

static enum rc await(struct ask *ask, struct err *err)
{
	int64_t until_ns = host_monotonic_ns() + (int64_t)ASK_PATIENCE_MS * 1000000;

	ask->status = -1;
	while (ask->status == -1 && host_monotonic_ns() < until_ns)
		client_turn(&ask->client, 100);
	if (ask->status > 0)
		return RC_OK;
	client_cut(&ask->link);
	return err_set(err, RC_FAULT, ask->status ? "no answer in %d ms" : "the connection ended", ASK_PATIENCE_MS);
}

enum rc ask_get(struct ask *ask, const char *path, struct arena *arena, struct err *err)
{
	enum rc rc = ready(ask, arena, err);

	if (rc != RC_OK)
		return rc;
	client_get(&ask->link, path);
	return await(ask, err);
}

enum rc ask_command(struct ask *ask, struct text hall, struct text key, struct text body, struct arena *arena,
		    struct err *err)
{
	enum rc rc = ready(ask, arena, err);

	if (rc != RC_OK)
		return rc;
	client_command(&ask->link, hall, key, body);
	return await(ask, err);
}
