/* Reading the query of an address (N8, S6). The one place where the percent sign is understood; paths
 * use it too. Anything odd is an error with the name of the parameter, so that a misspelt filter can
 * not silently give all there is. */
#include "gateway/query.h"

#include <string.h>

#include "base/bug.h"

static int hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool has_control(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] < ' ' || t.at[i] == 0x7f)
			return true;
	return false;
}

enum rc query_decode(struct text from, bool plus, struct arena *arena, struct text *ret, struct err *err)
{
	char *into = arena_alloc(arena, from.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < from.len; i++) {
		char c = from.at[i];

		if (c == '%') {
			int high = i + 2 < from.len ? hex_of(from.at[i + 1]) : -1;
			int low = i + 2 < from.len ? hex_of(from.at[i + 2]) : -1;

			if (high < 0 || low < 0)
				return err_detail(err, "", DETAIL_PERCENT_WRONG, 0, 0, NULL);
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		into[n++] = c;
	}
	*ret = (struct text){ into, n };
	if (!text_is_utf8(*ret))
		return err_detail(err, "", DETAIL_UTF8_NEEDED, 0, 0, NULL);
	if (has_control(*ret))
		return err_detail(err, "", DETAIL_CONTROLS_SENT, 0, 0, NULL);
	return RC_OK;
}

static int find_name(const char *const *names, struct text name)
{
	for (int i = 0; names[i]; i++) {
		ASSERT(i < QUERY_NAMES_MAX);
		if (text_eq(text_of(names[i]), name))
			return i;
	}
	return -1;
}

/* The names that are known, for an error text. */
static const char *list_names(const char *const *names, struct arena *arena)
{
	struct buf list = { .arena = arena };

	for (int i = 0; names[i]; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
	buf_char(&list, '\0');
	return list.at;
}

static enum rc read_pair(struct text pair, const char *const *names, struct arena *arena, struct text *ret_values,
			 struct err *err)
{
	bool has_value = pair.len && memchr(pair.at, '=', pair.len);
	struct text raw = text_cut(&pair, '=');
	struct err why;
	struct text name;
	int i;

	if (query_decode(raw, true, arena, &name, &why))
		return err_detail(err, "query", why.detail, 0, 0, NULL);
	i = find_name(names, name);
	if (i < 0)
		return err_detail(err, text_cstr(arena, name),
				  names[0] ? DETAIL_PARAMETER_UNKNOWN : DETAIL_PARAMETER_NONE, 0, 0,
				  list_names(names, arena));
	if (ret_values[i].at)
		return err_detail(err, names[i], DETAIL_PARAMETER_TWICE, 0, 0, NULL);
	if (!has_value)
		return err_detail(err, names[i], DETAIL_VALUE_MISSING, 0, 0, names[i]);
	if (query_decode(pair, true, arena, &ret_values[i], &why))
		return err_detail(err, names[i], why.detail, 0, 0, NULL);
	return RC_OK;
}

enum rc query_parse(struct text query, const char *const *names, struct arena *arena, struct text *ret_values,
		    struct err *err)
{
	for (int i = 0; names[i]; i++)
		ret_values[i] = (struct text){ 0 };
	if (query.len > QUERY_BYTES_MAX)
		return err_detail(err, "query", DETAIL_BYTES_TO, 0, QUERY_BYTES_MAX, NULL);
	while (query.len) {
		enum rc rc = read_pair(text_cut(&query, '&'), names, arena, ret_values, err);

		if (rc)
			return rc;
	}
	return RC_OK;
}
