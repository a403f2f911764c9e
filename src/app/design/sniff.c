/* Kinds of files by how they begin (Q18). The bytes are of somebody's choosing: nothing is read behind them. */
#include "app/design/sniff.h"

#include <string.h>

#include "base/cc.h"

static bool has(struct text head, size_t at, const char *bytes, size_t n)
{
	return head.len >= at + n && memcmp(head.at + at, bytes, n) == 0;
}

/* Brands of ISO base media files that browsers play. */
static bool is_mp4(struct text head)
{
	static const char *const brands[] = { "isom", "iso2", "iso4", "iso5", "iso6",
					      "mp41", "mp42", "avc1", "M4V ", "dash" };

	if (!has(head, 4, "ftyp", 4))
		return false;
	for (size_t i = 0; i < CC_COUNT(brands); i++)
		if (has(head, 8, brands[i], 4))
			return true;
	return false;
}

/* An EBML head names its kind of document among its first elements. */
static bool is_webm(struct text head)
{
	if (!has(head, 0, "\x1a\x45\xdf\xa3", 4))
		return false;
	for (size_t at = 4; at + 4 <= head.len && at < SNIFF_BYTES_MIN; at++)
		if (has(head, at, "webm", 4))
			return true;
	return false;
}

struct sniff sniff(struct text head)
{
	if (has(head, 0, "\x89PNG\r\n\x1a\n", 8) && has(head, 12, "IHDR", 4))
		return (struct sniff){ "image/png", false };
	if (has(head, 0, "\xff\xd8\xff", 3))
		return (struct sniff){ "image/jpeg", false };
	if (has(head, 0, "RIFF", 4) && has(head, 8, "WEBP", 4))
		return (struct sniff){ "image/webp", false };
	if (is_mp4(head))
		return (struct sniff){ "video/mp4", true };
	if (is_webm(head))
		return (struct sniff){ "video/webm", true };
	return (struct sniff){ NULL, false };
}
