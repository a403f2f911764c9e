/* Who may talk to the server from a browser: checks of Host and Origin, and small readings of headers. */
#ifndef OH_GATEWAY_GUARD_H
#define OH_GATEWAY_GUARD_H

#include <stdbool.h>

#include "base/text.h"
#include "queue_contract.h"

/* Headers that every answer carries against the browser of somebody hostile: X(NAME, VALUE) for each. */
#define GUARD_HEADERS(X)                                 \
	X("X-Content-Type-Options", "nosniff")           \
	X("Cross-Origin-Resource-Policy", "same-origin") \
	X("Referrer-Policy", "same-origin")
/* What an answer may load and who may frame it, where it is no screen: nothing, and nobody. */
#define GUARD_POLICY_HEADER "Content-Security-Policy"
#define GUARD_POLICY        "default-src 'none'; frame-ancestors 'none'"

#define GUARD_LINE(name, value) name ": " value "\r\n"
/* All of it as lines, for those who write a head by themselves. */
#define GUARD_LINES             GUARD_HEADERS(GUARD_LINE) GUARD_LINE(GUARD_POLICY_HEADER, GUARD_POLICY)

enum { GUARD_TRACE_SIZE = 33 }; /* 32 hex digits and a NUL */

/* True when a server answers to the header `host`: an IP address, localhost, or one of `names` (with
 * commas between them), each with or without a port; also the empty text, which no browser sends. */
bool guard_host(struct text host, struct text names);

/* True when `origin` (`http://host:port`) is the site `host` itself, or empty. */
bool guard_origin(struct text origin, struct text host);

/* True when a Content-Type is application/json, with parameters or without. */
bool guard_is_json(struct text type);

/* Language of answers by Accept-Language: of Chinese and English the one with the larger weight, or that comes first;
 * English where only others are named, Chinese where none is. */
enum queue_language guard_language(struct text accept);

/* True when `accept` (Accept-Encoding) takes gzip. */
bool guard_takes_gzip(struct text accept);

/* Trace id of a W3C traceparent header, into `ret` with NUL; false where it is none. */
bool guard_trace(struct text traceparent, char ret[GUARD_TRACE_SIZE]);

#endif
