/* Checks of designs (Q18).
 *
 * A draft may be unfinished, so little is asked of it; what is published stands before customers; of what was published
 * once only the most dangerous is asked when it is shown again. The first fault
 * ends a check, for the designer shows all of them by rules of its own while people draw. */
#include "app/design/check.h"

#include <stdio.h>
#include <string.h>

#include "app/design/colour.h"
#include "base/cc.h"

/* Where a check is. */
struct check {
	const struct design_document *document;
	struct err *err;
	int64_t w, h;
	uint32_t page, element;
	bool in_element;
};

static enum rc wrong(const struct check *check, const char *member, enum detail detail, int64_t low, int64_t high,
		     const char *what)
{
	char field[ERR_FIELD_MAX];

	if (check->in_element)
		snprintf(field, sizeof(field), "document.pages[%u].elements[%u].%s", check->page, check->element,
			 member);
	else
		snprintf(field, sizeof(field), "document.pages[%u].%s", check->page, member);
	return err_detail(check->err, field, detail, low, high, what);
}

void design_screen_size(const struct design_document *document, int64_t *ret_w, int64_t *ret_h)
{
	const bool tall = document->screen == DESIGN_SCREEN_PORTRAIT;

	*ret_w = tall ? DESIGN_SCREEN_SHORT : DESIGN_SCREEN_LONG;
	*ret_h = tall ? DESIGN_SCREEN_LONG : DESIGN_SCREEN_SHORT;
}

/* --- Drafts ---------------------------------------------------------------------------------------- */

static bool is_id(const char *id)
{
	for (; *id != '\0'; id++) {
		const bool letter = (*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z');
		if (!letter && !(*id >= '0' && *id <= '9') && *id != '-' && *id != '_')
			return false;
	}
	return true;
}

static enum rc check_palette(const struct design_document *document, struct err *err)
{
	char field[ERR_FIELD_MAX];
	struct design_rgb colour;

	for (uint32_t i = 0; i < document->palette.n; i++) {
		const struct design_colour *entry = &document->palette.at[i];
		snprintf(field, sizeof(field), "document.palette[%u].id", i);
		if (!is_id(entry->id))
			return err_detail(err, field, DETAIL_DESIGN_LETTERS, 0, 0, entry->id);
		for (uint32_t before = 0; before < i; before++)
			if (strcmp(document->palette.at[before].id, entry->id) == 0)
				return err_detail(err, field, DETAIL_DESIGN_TWICE, 0, 0, entry->id);
		snprintf(field, sizeof(field), "document.palette[%u].value", i);
		if (!design_colour(document, entry->value, &colour))
			return err_detail(err, field, DETAIL_DESIGN_COLOUR, 0, 0, entry->value);
	}
	return RC_OK;
}

/* A member that names a colour; the empty word is none, and fine. */
static enum rc check_colour(const struct check *check, const char *member, const char *word)
{
	struct design_rgb colour;

	if (word[0] == '\0' || design_colour(check->document, word, &colour))
		return RC_OK;
	return wrong(check, member, DETAIL_DESIGN_COLOUR, 0, 0, word);
}

static enum rc check_element_words(struct check *check, const struct design_page *page)
{
	const struct design_element *element = &page->elements.at[check->element];
	const struct {
		const char *member, *word;
	} colours[] = { { "colour", element->colour },           { "fill", element->fill },
			{ "border", element->border },           { "second", element->second },
			{ "second_fill", element->second_fill }, { "pattern_colour", element->pattern_colour } };
	enum rc rc = RC_OK;

	check->in_element = true;
	if (!is_id(element->id))
		return wrong(check, "id", DETAIL_DESIGN_LETTERS, 0, 0, element->id);
	if (!is_id(element->media))
		return wrong(check, "media", DETAIL_DESIGN_LETTERS, 0, 0, element->media);
	for (uint32_t i = 0; i < check->element; i++)
		if (strcmp(page->elements.at[i].id, element->id) == 0)
			return wrong(check, "id", DETAIL_DESIGN_TWICE, 0, 0, element->id);
	for (size_t i = 0; i < CC_COUNT(colours) && rc == RC_OK; i++)
		rc = check_colour(check, colours[i].member, colours[i].word);
	return rc;
}

static enum rc check_page_words(struct check *check)
{
	const struct design_page *page = &check->document->pages.at[check->page];

	check->in_element = false;
	if (!is_id(page->id))
		return wrong(check, "id", DETAIL_DESIGN_LETTERS, 0, 0, page->id);
	if (!is_id(page->media))
		return wrong(check, "media", DETAIL_DESIGN_LETTERS, 0, 0, page->media);
	for (uint32_t i = 0; i < check->page; i++)
		if (strcmp(check->document->pages.at[i].id, page->id) == 0)
			return wrong(check, "id", DETAIL_DESIGN_TWICE, 0, 0, page->id);
	enum rc rc = check_colour(check, "fill", page->fill);
	if (rc == RC_OK)
		rc = check_colour(check, "fill_end", page->fill_end);
	if (rc == RC_OK)
		rc = check_colour(check, "pattern_colour", page->pattern_colour);
	for (check->element = 0; rc == RC_OK && check->element < page->elements.n; check->element++)
		rc = check_element_words(check, page);
	return rc;
}

enum rc design_check_draft(const struct design_document *document, struct err *err)
{
	struct check check = { .document = document, .err = err };
	enum rc rc = check_palette(document, err);

	for (; rc == RC_OK && check.page < document->pages.n; check.page++)
		rc = check_page_words(&check);
	return rc;
}

/* --- What is published ----------------------------------------------------------------------------- */

static bool is_touched(const struct design_element *element)
{
	return element->kind == DESIGN_KIND_BUTTON || element->kind == DESIGN_KIND_MENU;
}

static bool has_letters(const struct design_element *element)
{
	return is_touched(element) || element->kind == DESIGN_KIND_TEXT || element->kind == DESIGN_KIND_LIVE ||
	       element->kind == DESIGN_KIND_TICKER;
}

static bool contains(const struct design_element *a, const struct design_element *b)
{
	return a->x <= b->x && a->y <= b->y && a->x + a->w >= b->x + b->w && a->y + a->h >= b->y + b->h;
}

static bool cross(const struct design_element *a, const struct design_element *b)
{
	return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

/* What is behind an element without a fill of its own: one or two colours that its ground goes from and to; none
 * where it stands on a picture, of which nothing is known. */
static int ground_of(const struct check *check, const struct design_page *page, const char *ret[2])
{
	const struct design_element *element = &page->elements.at[check->element];

	for (uint32_t i = check->element; i-- > 0;) {
		const struct design_element *below = &page->elements.at[i];
		if (!contains(below, element))
			continue;
		if (below->kind == DESIGN_KIND_PICTURE || below->kind == DESIGN_KIND_VIDEO)
			return 0;
		ret[0] = below->fill;
		if (below->fill[0] != '\0')
			return 1;
	}
	ret[0] = page->fill;
	ret[1] = page->fill_end;
	if (page->media[0] != '\0')
		return 0;
	return page->fill_end[0] != '\0' ? 2 : 1;
}

static enum rc check_contrast(const struct check *check, const char *member, const char *letters, const char *ground)
{
	struct design_rgb a = { 0, 0, 0 }, b = { 1, 1, 1 };
	char what[16];

	if (letters[0] != '\0' && !design_colour(check->document, letters, &a))
		return wrong(check, member, DETAIL_DESIGN_COLOUR, 0, 0, letters);
	if (ground[0] != '\0' && !design_colour(check->document, ground, &b))
		return wrong(check, "fill", DETAIL_DESIGN_COLOUR, 0, 0, ground);
	const double contrast = design_contrast(a, b);
	if (contrast >= DESIGN_CONTRAST_MIN)
		return RC_OK;
	snprintf(what, sizeof(what), "%d.%d", (int)contrast, (int)(contrast * 10) % 10);
	return wrong(check, member, DETAIL_DESIGN_CONTRAST, 0, 0, what);
}

static enum rc check_letters(const struct check *check, const struct design_page *page)
{
	const struct design_element *element = &page->elements.at[check->element];
	const char *grounds[2] = { element->fill, "" };
	enum rc rc = RC_OK;
	int n = 1;

	if (element->fill[0] == '\0' && !is_touched(element))
		n = ground_of(check, page, grounds);
	for (int i = 0; i < n && rc == RC_OK; i++)
		rc = check_contrast(check, "colour", element->colour, grounds[i]);
	if (rc == RC_OK && element->kind == DESIGN_KIND_MENU)
		rc = check_contrast(check, "second", element->second[0] != '\0' ? element->second : element->colour,
				    element->second_fill[0] != '\0' ? element->second_fill : element->fill);
	return rc;
}

static enum rc check_button(const struct check *check, const struct design_page *page)
{
	const struct design_element *element = &page->elements.at[check->element];
	const int64_t least = element->w < element->h ? element->w : element->h;

	if (least < DESIGN_TARGET_MIN)
		return wrong(check, element->w < element->h ? "w" : "h", DETAIL_DESIGN_SMALL, DESIGN_TARGET_MIN, least,
			     NULL);
	for (uint32_t i = 0; i < check->element; i++)
		if (is_touched(&page->elements.at[i]) && cross(&page->elements.at[i], element))
			return wrong(check, "x", DETAIL_DESIGN_CROSSED, 0, 0, page->elements.at[i].id);
	if (element->kind == DESIGN_KIND_MENU)
		return RC_OK;
	if (element->action == 0)
		return wrong(check, "action", DETAIL_DESIGN_ACTION, 0, 0, NULL);
	if (element->action == DESIGN_ACTION_NODE)
		return element->node[0] != '\0' ? RC_OK : wrong(check, "node", DETAIL_DESIGN_NODE, 0, 0, NULL);
	return element->text.len > 0 ? RC_OK : wrong(check, "text", DETAIL_DESIGN_WORDS, 0, 0, NULL);
}

static enum rc check_content(const struct check *check, const struct design_element *element)
{
	switch (element->kind) {
	case DESIGN_KIND_TEXT:
	case DESIGN_KIND_TICKER:
		return element->text.len > 0 ? RC_OK : wrong(check, "text", DETAIL_DESIGN_WORDS, 0, 0, NULL);
	case DESIGN_KIND_LIVE: return element->live != 0 ? RC_OK : wrong(check, "live", DETAIL_DESIGN_LIVE, 0, 0, NULL);
	case DESIGN_KIND_PICTURE:
	case DESIGN_KIND_VIDEO:
		return element->media[0] != '\0' ? RC_OK : wrong(check, "media", DETAIL_DESIGN_MEDIA, 0, 0, "");
	case DESIGN_KIND_BUTTON:
	case DESIGN_KIND_MENU:
	case DESIGN_KIND_PANEL: break;
	}
	return RC_OK;
}

static enum rc check_element(const struct check *check, const struct design_page *page)
{
	const struct design_element *element = &page->elements.at[check->element];
	enum rc rc = check_content(check, element);

	/* A picture or a panel may run over the edge; what is read or touched must not. */
	if (rc == RC_OK && has_letters(element) &&
	    (element->x < 0 || element->y < 0 || element->x + element->w > check->w ||
	     element->y + element->h > check->h))
		rc = wrong(check, "x", DETAIL_DESIGN_OUTSIDE, check->w, check->h, NULL);
	if (rc == RC_OK && is_touched(element))
		rc = check_button(check, page);
	if (rc == RC_OK && has_letters(element))
		rc = check_letters(check, page);
	return rc;
}

/* There is one page of the kind level, and one for a node. */
static enum rc check_kind(const struct check *check)
{
	const struct design_page *page = &check->document->pages.at[check->page];

	if (page->kind == DESIGN_PAGE_KIND_NODE && page->node[0] == '\0')
		return wrong(check, "node", DETAIL_DESIGN_NODE, 0, 0, NULL);
	for (uint32_t i = 0; i < check->page; i++) {
		const struct design_page *other = &check->document->pages.at[i];
		if (other->kind != page->kind ||
		    (page->kind == DESIGN_PAGE_KIND_NODE && strcmp(other->node, page->node) != 0))
			continue;
		return wrong(check, "kind", DETAIL_DESIGN_TWICE, 0, 0, other->id);
	}
	return RC_OK;
}

static bool has_action(const struct design_page *page, enum design_action action)
{
	for (uint32_t i = 0; i < page->elements.n; i++)
		if (page->elements.at[i].kind == DESIGN_KIND_BUTTON && page->elements.at[i].action == action)
			return true;
	return false;
}

/* To a ticket, or to the next level. */
static bool leads_on(const struct design_page *page)
{
	for (uint32_t i = 0; i < page->elements.n; i++)
		if (page->elements.at[i].kind == DESIGN_KIND_MENU)
			return true;
	return has_action(page, DESIGN_ACTION_NODE);
}

static enum rc check_home(const struct check *check)
{
	const struct design_document *document = check->document;
	const struct design_page *home = NULL;
	uint32_t homes = 0;

	for (uint32_t i = 0; i < document->pages.n; i++) {
		if (document->pages.at[i].kind != DESIGN_PAGE_KIND_HOME)
			continue;
		home = &document->pages.at[i];
		homes++;
	}
	if (homes != 1)
		return err_detail(check->err, "document.pages", DETAIL_DESIGN_HOME, 0, 0, NULL);
	if (!leads_on(home))
		return err_detail(check->err, "document.pages", DETAIL_DESIGN_NO_MENU, 0, 0, NULL);
	return RC_OK;
}

/* Below the first page too somebody must be able to take a ticket, and to go back. */
static enum rc check_ways(const struct check *check)
{
	const struct design_page *page = &check->document->pages.at[check->page];

	if (page->kind == DESIGN_PAGE_KIND_HOME)
		return RC_OK;
	if (!leads_on(page))
		return wrong(check, "elements", DETAIL_DESIGN_NO_MENU, 0, 0, NULL);
	if (!has_action(page, DESIGN_ACTION_BACK) && !has_action(page, DESIGN_ACTION_HOME))
		return wrong(check, "elements", DETAIL_DESIGN_NO_WAY, 0, 0, NULL);
	return RC_OK;
}

static bool shows_tickets(const struct design_page *page, const struct design_nodes *nodes)
{
	for (uint32_t i = 0; i < page->elements.n; i++) {
		const struct design_element *element = &page->elements.at[i];
		if (element->kind == DESIGN_KIND_MENU)
			return true;
		if (element->kind == DESIGN_KIND_BUTTON && element->action == DESIGN_ACTION_NODE &&
		    nodes->has(nodes->hall, element->node))
			return true;
	}
	return false;
}

enum rc design_check_again(const struct design_document *document, const struct design_nodes *nodes, struct err *err)
{
	for (uint32_t i = 0; i < document->pages.n; i++)
		if (document->pages.at[i].kind == DESIGN_PAGE_KIND_HOME && shows_tickets(&document->pages.at[i], nodes))
			return RC_OK;
	return err_detail(err, "document.pages", DETAIL_DESIGN_NO_MENU, 0, 0, NULL);
}

enum rc design_check_whole(const struct design_document *document, struct err *err)
{
	struct check check = { .document = document, .err = err };
	enum rc rc = design_check_draft(document, err);

	design_screen_size(document, &check.w, &check.h);
	if (rc == RC_OK)
		rc = check_home(&check);
	for (; rc == RC_OK && check.page < document->pages.n; check.page++) {
		const struct design_page *page = &document->pages.at[check.page];
		check.in_element = false;
		rc = check_kind(&check);
		if (rc == RC_OK)
			rc = check_ways(&check);
		check.in_element = true;
		for (check.element = 0; rc == RC_OK && check.element < page->elements.n; check.element++)
			rc = check_element(&check, page);
	}
	return rc;
}
