/* Any bytes as a design, as the beginning of a file and as a header Range: no crash; what the checks take is written
 * and read back the same, and every fault names its place (Q18, S6). */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "app/design/check.h"
#include "app/design/sniff.h"
#include "base/bug.h"
#include "base/json.h"
#include "gateway/range.h"

enum { ARENA_MAX = 64 << 20, FILE_BYTES = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct text write(const struct design_document *document, struct arena *arena)
{
	struct buf buf = { .arena = arena };
	struct json_out out = { .buf = &buf };

	shape_write(&design_document_shape, document, NULL, 0, &out);
	return buf_view(&buf);
}

static void check_range(struct text header)
{
	int64_t first, last;

	if (range_read(header, FILE_BYTES, &first, &last) != RANGE_NONE)
		ASSERT(first >= 0 && first <= last && last < FILE_BYTES);
}

static void check_design(const struct design_document *document, struct arena *arena)
{
	struct design_document again;
	const struct json *json;
	struct err err;
	const struct text text = write(document, arena);

	ASSERT(json_parse(arena, text, &json, &err) == RC_OK);
	ASSERT(shape_read(&design_document_shape, json, NULL, "document", arena, &again, &err) == RC_OK);
	ASSERT(text_eq(text, write(&again, arena)));
	if (design_check_whole(document, &err) == RC_OK)
		ASSERT(design_check_draft(document, &err) == RC_OK);
	else
		ASSERT(err.rc == RC_INVALID && strncmp(err.field, "document", 8) == 0 && err.detail != DETAIL_NOT);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct text input = { (const char *)bytes, len };
	struct design_document document;
	const struct json *json;
	struct err err;

	arena_init(&arena, ARENA_MAX);
	(void)sniff(input);
	check_range(input);
	if (json_parse(&arena, input, &json, &err) != RC_OK)
		return 0;
	if (shape_read(&design_document_shape, json, NULL, "document", &arena, &document, &err) == RC_OK)
		check_design(&document, &arena);
	return 0;
}
