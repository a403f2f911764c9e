/* Any bytes as CSV: no crash, reading ends, lines go forward, and fields stay inside their limits (S6). */
#include <stddef.h>
#include <stdint.h>

#include "base/bug.h"
#include "base/csv.h"

enum { ARENA_MAX = 256 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct csv_row row;
	struct csv csv;
	struct err err;
	int64_t line = 0;

	arena_init(&arena, ARENA_MAX);
	csv_init(&csv, (struct text){ (const char *)bytes, len });
	while (csv_next(&csv, &arena, &row, &err)) {
		size_t sum = 0;

		ASSERT(csv.line > line && csv.next_line > csv.line);
		ASSERT((err.rc == RC_OK) == (row.n > 0));
		ASSERT(row.n <= CSV_FIELDS_MAX);
		line = csv.line;
		for (size_t i = 0; i < row.n; i++) {
			sum += row.fields[i].len;
			/* reads every byte, for the sanitizer to see */
			ASSERT(text_chars(row.fields[i]) <= len);
		}
		ASSERT(sum <= len && csv_column(&row, "none") < CSV_FIELDS_MAX);
	}
	ASSERT(csv.rest.len == 0);
	return 0;
}
