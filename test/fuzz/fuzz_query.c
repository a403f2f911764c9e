/* Any bytes as a query: no crash, and what is read is clean text of names that are known (S6, N8). */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "gateway/query.h"

enum { ARENA_MAX = 16 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const names[] = { "after", "limit", "wait", "name", NULL };
	CC_CLEANUP(arena_done) struct arena arena;
	const struct text query = { (const char *)bytes, len };
	struct text values[4], path;
	struct err err;

	arena_init(&arena, ARENA_MAX);
	if (query_parse(query, names, &arena, values, &err) == RC_OK) {
		for (int i = 0; names[i]; i++) {
			ASSERT(values[i].len <= len && text_is_utf8(values[i]));
			for (size_t j = 0; j < values[i].len; j++)
				ASSERT((unsigned char)values[i].at[j] >= ' ');
		}
	} else {
		ASSERT(err.rc == RC_INVALID && strlen(err.text) > 0);
	}
	if (len <= QUERY_BYTES_MAX && query_decode(query, false, &arena, &path, &err) == RC_OK)
		ASSERT(path.len <= len && !memchr(path.at, '\0', path.len));
	return 0;
}
