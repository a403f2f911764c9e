/* The server: loops on one address, over a post office and readers that the caller opened. */
#ifndef OH_GATEWAY_SERVER_H
#define OH_GATEWAY_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "gateway/print/slip.h"

struct floor;
struct host_clock;
struct phone_link_key;
struct post;
struct reader;
struct server;
struct waits;
struct web;

enum { SERVER_LOOPS_MAX = 60 }; /* fewer than boxes in a post office */

struct server_options {
	struct text listen;            /* ADDRESS:PORT; see listen_parse */
	bool insecure;                 /* may listen at an address that other machines reach */
	struct text hosts;             /* names that browsers may use besides localhost and addresses, with commas */
	uint32_t loops;                /* 1 to SERVER_LOOPS_MAX */
	struct reader *const *readers; /* one for each loop */
	struct reader *past;           /* one more, for the time machine */
	struct reader *floor;          /* and one for what stands in the halls */
	struct text data;              /* directory where printers keep how far they have got; empty for none */
	enum slip_languages slips;     /* in which slips are printed */
	bool slip_waits;               /* on which stands how long it may take */
	struct waits *waits;           /* of the office that tells waits, and of nobody else */
	const struct phone_link_key *links; /* of the desk */
	struct text public_url; /* where phones reach the server, such as https://q.example; empty where unknown */
	struct reader *voice;   /* and one for the voice */
	const char *sounds;     /* directory that the voice keeps sounds in; made where it is not there */
	const char *speaker;    /* program that speaks, espeak-ng; empty for none */
	struct post *post;
	const struct web *web;          /* NULL for no screens */
	struct text openapi;            /* description of the interface, JSON; empty for none */
	const struct host_clock *clock; /* what the halls go by */
};

/* Begin to serve. Nothing that the options point to is owned; the texts and the rest must stay until
 * server_close. RC_INVALID for an address that is none, or that others reach without `insecure`;
 * RC_CONFLICT where another program has it. On error the post office may have been stopped. */
CC_CHECK enum rc server_open(struct server **ret, const struct server_options *options, struct err *err);

/* Address in use, as `127.0.0.1:8080`. */
const char *server_address(const struct server *server);
int server_port(const struct server *server);

/* Its floor, which goes with it. */
struct floor *server_floor(struct server *server);

/* Take no new connections, end streams and polls. Then call post_stop, then server_close, which waits
 * until every command that was taken has its answer. */
void server_stop(struct server *server);
void server_close(struct server **server);

#endif
