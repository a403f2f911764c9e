/* Ranges of bytes (Q18), by which browsers jump about in videos. */
#include "gateway/range.h"

#include "base/bug.h"

/* A number without a sign; false for all else. */
static bool read_number(struct text word, int64_t *ret)
{
	return word.len > 0 && word.at[0] >= '0' && word.at[0] <= '9' && text_int(word, ret);
}

enum range_kind range_read(struct text header, int64_t bytes, int64_t *ret_first, int64_t *ret_last)
{
	struct text rest = header;
	int64_t first = 0, last = bytes - 1;

	ASSERT(bytes > 0);
	*ret_first = 0;
	*ret_last = bytes - 1;
	if (!text_eq(text_cut(&rest, '='), TEXT("bytes")) || rest.len == 0)
		return RANGE_WHOLE;
	const struct text from = text_cut(&rest, '-');
	if (from.len == 0) { /* the last so many */
		if (!read_number(rest, &last))
			return RANGE_WHOLE;
		if (last == 0)
			return RANGE_NONE;
		*ret_first = last < bytes ? bytes - last : 0;
		return RANGE_PART;
	}
	if (!read_number(from, &first) || (rest.len > 0 && (!read_number(rest, &last) || last < first)))
		return RANGE_WHOLE;
	if (first >= bytes)
		return RANGE_NONE;
	*ret_first = first;
	*ret_last = last < bytes ? last : bytes - 1;
	return RANGE_PART;
}
