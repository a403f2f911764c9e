/* Deep copies by shape, for structs that outlive the arena they were read into. */
#include "base/shape.h"

#include <string.h>

#include "base/bug.h"

static void copy_field(const struct shape_field *field, struct arena *arena, void *at)
{
	if (field->kind == SHAPE_TEXT || field->kind == SHAPE_RAW) {
		struct text *text = at;
		*text = text_copy(arena, *text);
	} else if (field->kind == SHAPE_RECORD) {
		shape_copy(field->of, at, arena, at);
	} else if (field->kind == SHAPE_LIST) {
		struct shape_list *list = at;
		const size_t bytes = (size_t)list->n * field->entry->size;
		char *entries = arena_alloc(arena, bytes);
		if (bytes > 0)
			memcpy(entries, list->at, bytes);
		for (uint32_t i = 0; i < list->n; i++)
			copy_field(field->entry, arena, entries + (size_t)i * field->entry->size);
		list->at = entries;
	}
}

void shape_copy(const struct shape *shape, const void *from, struct arena *arena, void *into)
{
	ASSERT(shape != NULL);
	ASSERT(from != NULL && into != NULL);
	if (into != from)
		memcpy(into, from, shape->size);
	for (size_t i = 0; i < shape->n; i++)
		copy_field(&shape->fields[i], arena, (char *)into + shape->fields[i].offset);
}
