/* Which boxes listen to which hall (Q12), so that news nobody waits for are not even written down.
 * Invariant: a hall is in the table while its mask is not empty. */
#include "gateway/listeners.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

struct listened {
	struct table_node node;
	uint64_t mask;
	char hall[];
};

void listeners_init(struct listeners *listeners)
{
	*listeners = (struct listeners){ 0 };
	pthread_mutex_init(&listeners->lock, NULL);
}

void listeners_done(struct listeners *listeners)
{
	struct table_node *node;

	while ((node = table_next(&listeners->halls, NULL))) {
		table_remove(&listeners->halls, node);
		free(node);
	}
	table_done(&listeners->halls);
	pthread_mutex_destroy(&listeners->lock);
}

static struct listened *add_hall(struct table *halls, struct text hall)
{
	struct listened *listened = calloc(1, sizeof(*listened) + hall.len);

	if (!listened)
		BUG("no memory to listen");
	listened->node.key = (struct text){ memcpy(listened->hall, hall.at, hall.len), hall.len };
	table_add(halls, &listened->node);
	return listened;
}

void listeners_add(struct listeners *listeners, struct text hall, uint32_t number)
{
	struct listened *listened;

	ASSERT(number < LISTENERS_MAX && hall.len);
	pthread_mutex_lock(&listeners->lock);
	listened = (struct listened *)table_find(&listeners->halls, hall);
	if (!listened)
		listened = add_hall(&listeners->halls, hall);
	listened->mask |= UINT64_C(1) << number;
	pthread_mutex_unlock(&listeners->lock);
}

void listeners_remove(struct listeners *listeners, struct text hall, uint32_t number)
{
	struct listened *listened;

	pthread_mutex_lock(&listeners->lock);
	listened = (struct listened *)table_find(&listeners->halls, hall);
	ASSERT(listened);
	listened->mask &= ~(UINT64_C(1) << number);
	if (!listened->mask) {
		table_remove(&listeners->halls, &listened->node);
		free(listened);
	}
	pthread_mutex_unlock(&listeners->lock);
}

void listeners_watch(struct listeners *listeners, uint32_t number)
{
	ASSERT(number < LISTENERS_MAX);
	pthread_mutex_lock(&listeners->lock);
	listeners->watchers |= UINT64_C(1) << number;
	pthread_mutex_unlock(&listeners->lock);
}

uint64_t listeners_mask(struct listeners *listeners, struct text hall, bool configured)
{
	const struct listened *listened;
	uint64_t mask;

	pthread_mutex_lock(&listeners->lock);
	listened = (const struct listened *)table_find(&listeners->halls, hall);
	mask = listened ? listened->mask : 0;
	mask |= configured ? listeners->watchers : 0;
	pthread_mutex_unlock(&listeners->lock);
	return mask;
}
