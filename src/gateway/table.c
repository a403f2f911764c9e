/* A hash table from texts to nodes. FNV-1a: keys are ids of halls that exist and paths of files on this
 * machine, so nobody outside can choose them to collide. */
#include "gateway/table.h"

#include <stdlib.h>

#include "base/bug.h"

enum { TABLE_SIZE_MIN = 16 };

static uint64_t hash_of(struct text key)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.at[i]) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

static struct table_node **chain_of(const struct table *table, uint64_t hash)
{
	return &table->chains[hash & (table->size - 1)];
}

struct table_node *table_find(const struct table *table, struct text key)
{
	uint64_t hash = hash_of(key);

	if (!table->n)
		return NULL;
	for (struct table_node *node = *chain_of(table, hash); node; node = node->next)
		if (node->hash == hash && text_eq(node->key, key))
			return node;
	return NULL;
}

static void link_node(struct table *table, struct table_node *node)
{
	struct table_node **chain = chain_of(table, node->hash);

	node->next = *chain;
	*chain = node;
}

static void grow(struct table *table)
{
	struct table old = *table;

	table->size = old.size ? old.size * 2 : TABLE_SIZE_MIN;
	table->chains = calloc(table->size, sizeof(*table->chains));
	if (!table->chains)
		BUG("no memory for %zu chains", table->size);
	for (size_t i = 0; i < old.size; i++) {
		struct table_node *next;

		for (struct table_node *node = old.chains[i]; node; node = next) {
			next = node->next;
			link_node(table, node);
		}
	}
	free(old.chains);
}

void table_add(struct table *table, struct table_node *node)
{
	ASSERT(!table_find(table, node->key));
	if (table->n == table->size)
		grow(table);
	node->hash = hash_of(node->key);
	link_node(table, node);
	table->n++;
}

void table_remove(struct table *table, struct table_node *node)
{
	struct table_node **link = chain_of(table, node->hash);

	while (*link != node) {
		ASSERT(*link);
		link = &(*link)->next;
	}
	*link = node->next;
	node->next = NULL;
	table->n--;
}

struct table_node *table_next(const struct table *table, const struct table_node *node)
{
	size_t i = node ? (node->hash & (table->size - 1)) + 1 : 0;

	if (node && node->next)
		return node->next;
	for (; i < table->size; i++)
		if (table->chains[i])
			return table->chains[i];
	return NULL;
}

void table_done(struct table *table)
{
	free(table->chains);
	*table = (struct table){ 0 };
}
