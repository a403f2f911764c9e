/* Addresses of the server (N8): one table from patterns to functions. tools/openapi.py describes the same
 * addresses to the world. */
#include "gateway/route.h"

#include "base/bug.h"
#include "gateway/handlers.h"
#include "gateway/request.h"

const struct route routes[] = {
	{ "commands", "/v1/halls/{}/commands", ROUTE_POST, false, serve_command },
	{ "stream", "/v1/halls/{}/stream", ROUTE_GET, true, serve_stream },
	{ "state", "/v1/halls/{}/state", ROUTE_GET, false, serve_state },
	{ "outline", "/v1/halls/{}/outline", ROUTE_GET, false, serve_outline },
	{ "events", "/v1/halls/{}/events", ROUTE_GET, false, serve_events },
	{ "menu", "/v1/halls/{}/menu", ROUTE_GET, false, serve_menu },
	{ "config", "/v1/halls/{}/config", ROUTE_GET, false, serve_config },
	{ "next", "/v1/halls/{}/windows/{}/next", ROUTE_GET, false, serve_next },
	{ "slots", "/v1/halls/{}/slots", ROUTE_GET, false, serve_slots },
	{ "ticket", "/v1/halls/{}/tickets/{}", ROUTE_GET, false, serve_ticket },
	{ "slip", "/v1/halls/{}/tickets/{}/slip.png", ROUTE_GET, false, serve_slip },
	{ "devices", "/v1/halls/{}/devices", ROUTE_GET, false, serve_devices },
	{ "beat", "/v1/halls/{}/devices/{}/beat", ROUTE_POST, false, serve_beat },
	{ "waits", "/v1/halls/{}/waits", ROUTE_GET, false, serve_waits },
	{ "link_commands", "/v1/links/{}/commands", ROUTE_POST, false, serve_link_command },
	{ "link", "/v1/links/{}", ROUTE_GET, false, serve_link },
	{ "appointments", "/v1/halls/{}/appointments", ROUTE_GET, false, serve_appointments },
	{ "voice", "/v1/halls/{}/voice", ROUTE_GET, false, serve_voice },
	{ "voice_next", "/v1/halls/{}/voice/{}/next", ROUTE_POST, false, serve_voice_next },
	{ "voice_done", "/v1/halls/{}/voice/{}/done", ROUTE_POST, false, serve_voice_done },
	{ "voice_sound", "/v1/halls/{}/voice/sounds/{}", ROUTE_GET, false, serve_voice_sound },
	{ "voice_pack", "/v1/halls/{}/voice/pack", ROUTE_GET, false, serve_voice_pack },
	{ "voice_piece_read", "/v1/halls/{}/voice/pack/{}/{}", ROUTE_GET, false, serve_voice_piece },
	{ "voice_piece", "/v1/halls/{}/voice/pack/{}/{}", ROUTE_PUT, false, serve_voice_piece_put },
	{ "voice_piece_remove", "/v1/halls/{}/voice/pack/{}/{}", ROUTE_DELETE, false, serve_voice_piece_delete },
	{ "kiosk", "/v1/halls/{}/kiosk", ROUTE_GET, false, serve_kiosk },
	{ "designs", "/v1/halls/{}/designs", ROUTE_GET, false, serve_designs },
	{ "design", "/v1/halls/{}/designs/{}", ROUTE_GET, false, serve_design },
	{ "design_save", "/v1/halls/{}/designs/{}", ROUTE_POST, false, serve_design_save },
	{ "design_publish", "/v1/halls/{}/designs/{}/publish", ROUTE_POST, false, serve_design_publish },
	{ "design_discard", "/v1/halls/{}/designs/{}/discard", ROUTE_POST, false, serve_design_discard },
	{ "design_remove", "/v1/halls/{}/designs/{}/remove", ROUTE_POST, false, serve_design_remove },
	{ "media_list", "/v1/halls/{}/media", ROUTE_GET, false, serve_media_list },
	{ "media_begin", "/v1/halls/{}/media", ROUTE_POST, false, serve_media_begin },
	{ "media", "/v1/halls/{}/media/{}", ROUTE_GET, false, serve_media },
	{ "media_part", "/v1/halls/{}/uploads/{}", ROUTE_POST, false, serve_media_part },
	{ "media_abort", "/v1/halls/{}/uploads/{}/abort", ROUTE_POST, false, serve_media_abort },
	{ "media_remove", "/v1/halls/{}/media/{}/remove", ROUTE_POST, false, serve_media_remove },
	{ "halls", "/v1/halls", ROUTE_GET, false, serve_halls },
	{ "openapi", "/v1/openapi.json", ROUTE_GET, false, serve_openapi },
	{ "openapi", "/openapi.json", ROUTE_GET, false, serve_openapi },
	{ "healthz", "/healthz", ROUTE_GET, false, serve_healthz },
	{ "readyz", "/readyz", ROUTE_GET, false, serve_readyz },
	{ "metrics", "/metrics", ROUTE_GET, false, serve_metrics },
	{ "screens", NULL, ROUTE_GET, false, serve_screens },
	{ NULL, NULL, 0, false, NULL },
};

int route_number(const struct route *route)
{
	return (int)(route - routes);
}

unsigned route_methods(const struct route *route)
{
	unsigned methods = (unsigned)route->method;

	for (const struct route *one = routes; one->pattern && route->pattern; one++)
		if (text_eq(text_of(one->pattern), text_of(route->pattern)))
			methods |= (unsigned)one->method;
	return methods;
}

static bool fits(struct text pattern, struct text path, struct text *ret_params)
{
	int params = 0;

	if (path.len && path.at[path.len - 1] == '/')
		return false; /* text_cut would not tell it from the path without */
	while (pattern.len && path.len) {
		struct text want = text_cut(&pattern, '/');
		struct text have = text_cut(&path, '/');

		if (text_eq(want, TEXT("{}")) && have.len) {
			ASSERT(params < REQUEST_PARAMS_MAX);
			ret_params[params++] = have;
		} else if (!text_eq(want, have)) {
			return false;
		}
	}
	return !pattern.len && !path.len;
}

/* Addresses below /v1 never show a screen. */
static bool is_api(struct text path)
{
	return text_starts(path, TEXT("/v1/")) || text_eq(path, TEXT("/v1"));
}

const struct route *route_find(struct text path, enum route_method method, struct text *ret_params,
			       const struct route **ret_other)
{
	const struct route *route = routes;

	*ret_other = NULL;
	for (; route->pattern; route++) {
		if (!fits(text_of(route->pattern), path, ret_params))
			continue;
		if (route->method == method)
			return route;
		*ret_other = route;
	}
	if (*ret_other || is_api(path))
		return NULL;
	if (route->method == method)
		return route;
	*ret_other = route;
	return NULL;
}
