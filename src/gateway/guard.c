/* Guarding a server that trusts who can reach it (S3, S6) against the browser of somebody who can.
 *
 * A hostile page may point a name of its own at 127.0.0.1 (DNS rebinding): the Host header then names
 * that page's site, which is neither an address nor a name that was configured. It may also send a
 * form or a simple request across sites: Origin then differs from Host. A page of our own says that it
 * sends JSON; a program that is no browser sends no Origin and need not say so. */
#include "gateway/guard.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

enum { GUARD_HOST_MAX = 253 };

static bool same(struct text a, struct text b)
{
	return a.len == b.len && (!a.len || strncasecmp(a.at, b.at, a.len) == 0);
}

static bool ends_with(struct text whole, struct text end)
{
	return whole.len > end.len && same((struct text){ whole.at + whole.len - end.len, end.len }, end);
}

static bool is_port(struct text port)
{
	int64_t number;

	return port.len <= 5 && text_int(port, &number) && number >= 0 && number <= UINT16_MAX;
}

/* The host without its port; empty where it is malformed. */
static struct text host_name(struct text host)
{
	struct text name = host;

	if (host.len && host.at[0] == '[') {
		const char *end = memchr(host.at, ']', host.len);
		size_t len = end ? (size_t)(end - host.at) + 1 : 0;
		struct text rest = { host.at + len, host.len - len };

		if (!end || (rest.len && (rest.at[0] != ':' || !is_port((struct text){ rest.at + 1, rest.len - 1 }))))
			return (struct text){ 0 };
		return (struct text){ host.at, len };
	}
	name = text_cut(&host, ':');
	return !host.len || is_port(host) ? name : (struct text){ 0 };
}

static bool is_address(struct text name)
{
	char text[GUARD_HOST_MAX + 1];
	struct in6_addr address;

	if (name.len > 2 && name.at[0] == '[') {
		text_fill(text, sizeof(text), (struct text){ name.at + 1, name.len - 2 });
		return inet_pton(AF_INET6, text, &address) == 1;
	}
	text_fill(text, sizeof(text), name);
	return inet_pton(AF_INET, text, &address) == 1;
}

bool guard_host(struct text host, struct text names)
{
	struct text name = host_name(host);

	if (!host.len)
		return true;
	if (!name.len || name.len > GUARD_HOST_MAX)
		return false;
	if (same(name, TEXT("localhost")) || ends_with(name, TEXT(".localhost")) || is_address(name))
		return true;
	while (names.len)
		if (same(text_trim(text_cut(&names, ',')), name))
			return true;
	return false;
}

bool guard_origin(struct text origin, struct text host)
{
	static const struct text schemes[] = { { "http://", 7 }, { "https://", 8 } };

	if (!origin.len)
		return true;
	for (int i = 0; i < 2; i++)
		if (text_starts(origin, schemes[i]))
			return same((struct text){ origin.at + schemes[i].len, origin.len - schemes[i].len }, host);
	return false;
}

bool guard_is_json(struct text type)
{
	return same(text_trim(text_cut(&type, ';')), TEXT("application/json"));
}

/* Thousandths of a weight such as `q=0.85` (RFC 9110, 12.4.2); 1000 where none is said, 0 where it is no weight. */
static int weight_of(struct text parameter)
{
	struct text value = text_trim(parameter);
	int weight, unit = 100;

	if (!value.len)
		return 1000;
	if (!same(text_trim(text_cut(&value, '=')), TEXT("q")) || !value.len ||
	    (value.at[0] != '0' && value.at[0] != '1'))
		return 0;
	weight = (value.at[0] - '0') * 1000;
	for (size_t i = 2; i < value.len && i < 5 && value.at[1] == '.'; i++, unit /= 10) {
		if (value.at[i] < '0' || value.at[i] > '9')
			return 0;
		weight += (value.at[i] - '0') * unit;
	}
	return weight < 1000 ? weight : 1000;
}

enum queue_language guard_language(struct text accept)
{
	enum queue_language best = QUEUE_LANGUAGE_ZH;
	int best_weight = -1;
	bool names_another = false;

	while (accept.len) {
		struct text choice = text_cut(&accept, ',');
		struct text tag = text_trim(text_cut(&choice, ';'));
		const int weight = weight_of(choice);
		struct text rest = tag;
		const struct text language = text_cut(&rest, '-');
		const bool is_zh = same(language, TEXT("zh")) || text_eq(tag, TEXT("*"));

		if (!tag.len || !weight)
			continue;
		if (!is_zh && !same(language, TEXT("en"))) {
			names_another = true;
		} else if (weight > best_weight) {
			best = is_zh ? QUEUE_LANGUAGE_ZH : QUEUE_LANGUAGE_EN;
			best_weight = weight;
		}
	}
	return best_weight < 0 && names_another ? QUEUE_LANGUAGE_EN : best;
}

bool guard_takes_gzip(struct text accept)
{
	while (accept.len) {
		struct text choice = text_cut(&accept, ',');

		if (same(text_trim(text_cut(&choice, ';')), TEXT("gzip")))
			return !text_eq(text_trim(choice), TEXT("q=0"));
	}
	return false;
}

static bool is_hex(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!memchr("0123456789abcdef", t.at[i], 16))
			return false;
	return true;
}

bool guard_trace(struct text traceparent, char ret[GUARD_TRACE_SIZE])
{
	struct text rest = traceparent;
	struct text version = text_cut(&rest, '-');
	struct text trace = text_cut(&rest, '-');
	struct text parent = text_cut(&rest, '-');

	if (version.len != 2 || trace.len != GUARD_TRACE_SIZE - 1 || parent.len != 16)
		return false;
	if (!is_hex(version) || !is_hex(trace) || !is_hex(parent) || text_eq(version, TEXT("ff")))
		return false;
	if (text_eq(trace, TEXT("00000000000000000000000000000000")))
		return false;
	text_fill(ret, GUARD_TRACE_SIZE, trace);
	return true;
}
