/* What all loops of a server share. Read-only once the loops run, but for the marked flag. */
#ifndef OH_GATEWAY_SITE_H
#define OH_GATEWAY_SITE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "gateway/print/slip.h"

struct expect;
struct floor;
struct host_clock;
struct phone_link_key;
struct loop;
struct past;
struct pictures;
struct post;
struct studio;
struct voice;
struct web;

struct site {
	struct post *post;
	struct past *past;
	struct floor *floor;
	struct pictures *pictures; /* of slips */
	struct studio *studio;     /* that draws them */
	enum slip_languages slips; /* in which slips are printed */
	bool slip_waits;           /* on which stands how long it may take */
	struct expect *expect;
	const struct phone_link_key *links; /* of phones to their tickets */
	struct text public_url; /* what such links begin with; empty for the address that they were asked at */
	struct voice *voice;
	const struct host_clock *clock; /* what the halls go by */
	const struct web *web;
	struct text openapi; /* description of the interface; empty for none */
	struct text hosts;   /* names that browsers may use, with commas */
	struct loop *const *loops;
	uint32_t loops_n;
	int64_t started_ms;
	atomic_bool stopping; /* set once, by the thread that closes the server */
};

#endif
