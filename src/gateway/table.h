/* A hash table from texts to things that embed a node; chains, grows by doubling, never fails. */
#ifndef OH_GATEWAY_TABLE_H
#define OH_GATEWAY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* First member of what is put into a table. */
struct table_node {
	struct table_node *next;
	uint64_t hash;
	struct text key; /* owned by whoever owns the node; must not change while it is in */
};

/* Zeroed is empty and ready. */
struct table {
	struct table_node **chains;
	size_t size; /* a power of two, or 0 */
	size_t n;
};

/* Node of `key`, or NULL. */
struct table_node *table_find(const struct table *table, struct text key);
/* Put in `node`, whose key is set and not in the table yet. */
void table_add(struct table *table, struct table_node *node);
/* Take out a node that is in it. */
void table_remove(struct table *table, struct table_node *node);
/* Any node after `node` (the first for NULL), or NULL at the end; the table may not change meanwhile. */
struct table_node *table_next(const struct table *table, const struct table_node *node);
/* Free the chains, not the nodes. */
void table_done(struct table *table);

#endif
