/* The closed loop (N8). */
#include "bench/load.h"

#include <stdio.h>

#include "base/bug.h"
#include "host/clock.h"

enum { STEPS = 4, TURN_MS = 10 };

static const int64_t ns_per_ms = 1000000;

struct text load_body(uint32_t step, uint32_t window, char into[LOAD_BODY_SIZE])
{
	static const char *const calls[STEPS] = { NULL, "call_next", "start", "finish" };
	const char *name = calls[step % STEPS];

	if (name)
		snprintf(into, LOAD_BODY_SIZE, "{\"command\":\"ticket.%s\",\"args\":{\"window\":\"w%u\"}}", name,
			 window);
	else
		snprintf(into, LOAD_BODY_SIZE, "{\"command\":\"ticket.take\",\"args\":{\"service\":\"s%u\"}}",
			 (step / STEPS + window) % HALLS_SERVICES + 1);
	return text_of(into);
}

static void send_next(struct worker *worker)
{
	struct load *load = worker->load;
	char hall[HALLS_ID_SIZE], key[LOAD_KEY_SIZE], body[LOAD_BODY_SIZE];

	snprintf(key, sizeof(key), "bench-%lld", (long long)++load->serial);
	load->awaited++;
	worker->sent_ns = host_monotonic_ns();
	client_command(&worker->link, halls_id(worker->hall, hall), text_of(key),
		       load_body(worker->step, worker->window, body));
}

static void on_answer(struct client_link *link, int status, struct text body)
{
	struct worker *worker = (struct worker *)link;
	struct load *load = worker->load;

	(void)body;
	if (!load->awaited)
		return; /* the server has closed a link that was silent for long */
	load->awaited--;
	if (load->answers)
		samples_add(load->answers, host_monotonic_ns() - worker->sent_ns);
	if (status == 200)
		load->done++;
	else
		load->refused++;
	worker->step++;
	if (!load->stopping && worker->link.client)
		send_next(worker);
}

enum rc load_open(struct load *load, uint16_t port, uint32_t n, uint32_t halls, struct err *err)
{
	enum rc rc;

	ASSERT(n <= LOAD_WORKERS_MAX && halls > 0 && (n - 1) / halls < HALLS_WINDOWS);
	*load = (struct load){ .n = n };
	rc = client_open(&load->client, port, err);
	for (uint32_t i = 0; i < n; i++)
		load->workers[i] = (struct worker){
			.link.on_answer = on_answer, .load = load, .hall = i % halls, .window = i / halls + 1,
		};
	return rc;
}

void load_close(struct load *load)
{
	for (uint32_t i = 0; i < load->n; i++)
		client_cut(&load->workers[i].link);
	client_close(&load->client);
}

static enum rc connect_all(struct load *load, struct err *err)
{
	enum rc rc = RC_OK;

	client_turn(&load->client, 0); /* notices links that the server has closed */
	for (uint32_t i = 0; i < load->n && rc == RC_OK; i++)
		if (!load->workers[i].link.client)
			rc = client_connect(&load->client, &load->workers[i].link, err);
	return rc;
}

enum rc load_run(struct load *load, double seconds, struct samples *answers, double *ret_rate, struct err *err)
{
	enum rc rc = connect_all(load, err);
	int64_t before = load->done, refused = load->refused;
	int64_t began_ns = host_monotonic_ns();
	int64_t end_ns = began_ns + (int64_t)(seconds * 1e9);

	*ret_rate = 0;
	if (rc != RC_OK)
		return rc;
	load->answers = answers;
	load->stopping = false;
	for (uint32_t i = 0; i < load->n; i++)
		send_next(&load->workers[i]);
	while (load->awaited && host_monotonic_ns() < end_ns + LOAD_ANSWER_MS_MAX * ns_per_ms) {
		client_turn(&load->client, TURN_MS);
		load->stopping = host_monotonic_ns() >= end_ns;
	}
	*ret_rate = (double)(load->done - before) * 1e9 / (double)(host_monotonic_ns() - began_ns);
	if (load->awaited)
		return err_set(err, RC_FAULT, "%u commands got no answer", load->awaited);
	if (load->refused != refused)
		return err_set(err, RC_FAULT, "%lld commands were refused or broken off",
			       (long long)(load->refused - refused));
	return RC_OK;
}
