/* Colours of designs (Q18). */
#include "app/design/colour.h"

#include <math.h>
#include <string.h>

enum { DIGITS = 6 };

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool read_hex(const char *word, struct design_rgb *ret)
{
	int values[DIGITS];

	if (word[0] != '#' || strlen(word) != 1 + DIGITS)
		return false;
	for (int i = 0; i < DIGITS; i++) {
		values[i] = digit_of(word[1 + i]);
		if (values[i] < 0)
			return false;
	}
	*ret = (struct design_rgb){ (values[0] * 16 + values[1]) / 255.0, (values[2] * 16 + values[3]) / 255.0,
				    (values[4] * 16 + values[5]) / 255.0 };
	return true;
}

bool design_colour(const struct design_document *document, const char *word, struct design_rgb *ret)
{
	for (uint32_t i = 0; i < document->palette.n; i++)
		if (strcmp(document->palette.at[i].id, word) == 0)
			return read_hex(document->palette.at[i].value, ret);
	return read_hex(word, ret);
}

static double linear(double part)
{
	return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

/* Relative luminance. */
static double light_of(struct design_rgb c)
{
	return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

double design_contrast(struct design_rgb a, struct design_rgb b)
{
	const double x = light_of(a), y = light_of(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}
