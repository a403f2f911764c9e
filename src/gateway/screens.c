/* Serving the screens (Q11, Q12, M1): validation and compression of what web.c holds. */
#include "gateway/handlers.h"

#include <stdio.h>
#include <string.h>

#include "gateway/loop.h"
#include "gateway/query.h"
#include "gateway/request.h"
#include "gateway/site.h"
#include "gateway/web.h"

/* Only what comes from this server runs or is shown; nobody else's page may frame it. Component
 * libraries set style attributes, hence unsafe-inline for styles alone. */
static const char policy[] =
	"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
	"img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; "
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

static bool knows(struct text if_none_match, const char *etag)
{
	while (if_none_match.len) {
		struct text tag = text_trim(text_cut(&if_none_match, ','));

		if (text_starts(tag, TEXT("W/")))
			tag = (struct text){ tag.at + 2, tag.len - 2 };
		if (text_eq(tag, text_of(etag)) || text_eq(tag, TEXT("*")))
			return true;
	}
	return false;
}

static void answer_file(struct request *request, const struct web_file *file)
{
	bool packed = file->gzip.at && guard_takes_gzip(request_header(request, "Accept-Encoding"));
	char etag[WEB_ETAG_SIZE + 3];

	/* The packed form is another representation, so its tag differs. */
	snprintf(etag, sizeof(etag), "%.*s%s\"", (int)strlen(file->etag) - 1, file->etag, packed ? "-z" : "");
	request_add_header(request, "ETag", etag);
	request_add_header(request, "Vary", "Accept-Encoding");
	request_add_header(request, "Cache-Control",
			   file->forever ? "public, max-age=31536000, immutable" : "no-cache");
	request_add_header(request, GUARD_POLICY_HEADER, policy);
	if (knows(request_header(request, "If-None-Match"), etag)) {
		request_answer(request, 304, NULL, (struct text){ 0 });
		return;
	}
	if (packed)
		request_add_header(request, "Content-Encoding", "gzip");
	request_answer(request, 200, file->type, packed ? file->gzip : file->body);
}

void serve_screens(struct request *request)
{
	const struct web *web = request->loop->site->web;
	const struct web_file *file = NULL;
	struct text path;

	if (!query_decode(request->path, false, &request->arena, &path, NULL)) {
		file = web_find(web, path);
		if (!file)
			file = web_screen(web, path);
	}
	if (file)
		answer_file(request, file);
	else
		request_fault(request, FAULT_ROUTE_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
}

void serve_openapi(struct request *request)
{
	struct text openapi = request->loop->site->openapi;

	if (openapi.len)
		request_answer_json(request, 200, openapi);
	else
		request_fault(request, FAULT_ROUTE_UNKNOWN, (struct text){ 0 }, (struct text){ 0 });
}
