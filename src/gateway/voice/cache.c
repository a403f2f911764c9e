/* The cache of sounds (Q13).
 *
 * Invariants: a file is counted exactly while it is in the table; a sound is in the table or held, never both. A file
 * whose name no key has, or that is too small to be a sound, such as one that a crash left behind, is removed at the
 * start. */
#include "gateway/voice/cache.h"

#include <dirent.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "gateway/voice/wav.h"
#include "host/file.h"

enum { KEY_CHARS = CACHE_KEY_SIZE - 1, HASH_BYTES = KEY_CHARS / 2 };

struct entry {
	char key[CACHE_KEY_SIZE];
	uint32_t bytes;
	int64_t used; /* order of use */
};

/* A sound that the disk did not take: a call must be heard also where the disk is full. */
struct held {
	char key[CACHE_KEY_SIZE];
	struct text file; /* owned */
};

struct cache {
	char dir[HOST_PATH_MAX];
	int64_t bytes, bytes_max;
	int64_t uses;
	uint32_t n;
	struct entry entries[CACHE_FILES_MAX];
	struct held held[CACHE_HELD_MAX]; /* a ring */
	uint32_t held_next;
};

static const char tail[] = ".wav";

static bool is_key(struct text key)
{
	for (size_t i = 0; i < key.len; i++)
		if (!memchr("0123456789abcdef", key.at[i], 16))
			return false;
	return key.len == KEY_CHARS;
}

void cache_key(struct text what, char ret[CACHE_KEY_SIZE])
{
	unsigned char hash[HASH_BYTES];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)what.at, what.len, NULL, 0);
	sodium_bin2hex(ret, CACHE_KEY_SIZE, hash, sizeof(hash));
}

static void path_of(const struct cache *cache, const char *name, const char *end, char into[HOST_PATH_MAX])
{
	const int len = snprintf(into, HOST_PATH_MAX, "%s/%s%s", cache->dir, name, end);

	ASSERT(len > 0 && len < HOST_PATH_MAX); /* cache_open has checked the directory's */
}

static struct entry *find(struct cache *cache, struct text key)
{
	for (uint32_t i = 0; i < cache->n; i++)
		if (text_eq(key, text_of(cache->entries[i].key)))
			return &cache->entries[i];
	return NULL;
}

static const struct held *find_held(const struct cache *cache, struct text key)
{
	for (uint32_t i = 0; i < CACHE_HELD_MAX; i++)
		if (text_eq(key, text_of(cache->held[i].key)))
			return &cache->held[i];
	return NULL;
}

static void hold(struct cache *cache, const char *key, struct text file)
{
	struct held *into = &cache->held[cache->held_next++ % CACHE_HELD_MAX];
	char *bytes = malloc(file.len);

	if (!bytes)
		BUG("no memory for a sound");
	free((char *)into->file.at);
	into->file = (struct text){ memcpy(bytes, file.at, file.len), file.len };
	text_fill(into->key, sizeof(into->key), text_of(key));
}

/* What cannot be removed now is removed at the next start. */
static void remove_file(const char *path)
{
	struct err err;

	(void)!host_file_remove(path, &err);
}

static void drop(struct cache *cache, struct entry *entry)
{
	char path[HOST_PATH_MAX];

	path_of(cache, entry->key, tail, path);
	remove_file(path);
	cache->bytes -= entry->bytes;
	*entry = cache->entries[--cache->n];
}

static void make_room(struct cache *cache, size_t bytes)
{
	while (cache->n > 0 && (cache->n == CACHE_FILES_MAX || cache->bytes + (int64_t)bytes > cache->bytes_max)) {
		struct entry *oldest = cache->entries;

		for (uint32_t i = 1; i < cache->n; i++)
			if (cache->entries[i].used < oldest->used)
				oldest = &cache->entries[i];
		drop(cache, oldest);
	}
}

static void add(struct cache *cache, struct text key, size_t bytes, int64_t used)
{
	struct entry *entry;

	make_room(cache, bytes);
	entry = &cache->entries[cache->n++];
	text_fill(entry->key, sizeof(entry->key), key);
	entry->bytes = (uint32_t)bytes;
	entry->used = used;
	cache->bytes += (int64_t)bytes;
}

/* A file that was there at the start. Times of change order files of earlier runs, all before those of this one. */
static void take_in(struct cache *cache, const char *name)
{
	const struct text whole = text_of(name);
	const size_t end = sizeof(tail) - 1;
	const struct text key = { name, whole.len > end ? whole.len - end : 0 };
	char path[HOST_PATH_MAX];
	struct stat stat_file;

	if (whole.len > NAME_MAX || name[0] == '.')
		return;
	path_of(cache, name, "", path);
	if (stat(path, &stat_file) != 0 || !S_ISREG(stat_file.st_mode))
		return;
	if (!is_key(key) || strcmp(name + key.len, tail) != 0 || stat_file.st_size <= WAV_HEAD_BYTES ||
	    stat_file.st_size > CACHE_FILE_BYTES_MAX)
		remove_file(path);
	else
		add(cache, key, (size_t)stat_file.st_size, stat_file.st_mtime - INT32_MAX);
}

enum rc cache_open(struct cache **ret, const char *dir, int64_t bytes_max, struct err *err)
{
	struct cache *cache;
	struct dirent *entry;
	DIR *open;

	*ret = NULL;
	if (strlen(dir) + NAME_MAX + 2 > HOST_PATH_MAX)
		return err_set(err, RC_FULL, "the name of the directory of sounds is too long");
	const enum rc rc = host_dir_make(dir, err);
	if (rc != RC_OK)
		return rc;
	open = opendir(dir);
	if (!open)
		return err_set(err, RC_FAULT, "cannot look into %s", dir);
	cache = calloc(1, sizeof(*cache));
	if (!cache)
		BUG("no memory for the cache of sounds");
	text_fill(cache->dir, sizeof(cache->dir), text_of(dir));
	cache->bytes_max = bytes_max;
	while ((entry = readdir(open)))
		take_in(cache, entry->d_name);
	closedir(open);
	*ret = cache;
	return RC_OK;
}

void cache_close(struct cache **cache)
{
	for (uint32_t i = 0; *cache && i < CACHE_HELD_MAX; i++)
		free((char *)(*cache)->held[i].file.at);
	free(*cache);
	*cache = NULL;
}

size_t cache_find(struct cache *cache, const char *key)
{
	struct entry *entry = find(cache, text_of(key));
	const struct held *held = entry ? NULL : find_held(cache, text_of(key));

	if (!entry)
		return held ? held->file.len : 0;
	entry->used = ++cache->uses;
	return entry->bytes;
}

enum rc cache_put(struct cache *cache, const char *key, struct text file, struct err *err)
{
	struct entry *old = find(cache, text_of(key));
	char path[HOST_PATH_MAX];

	ASSERT(file.len > WAV_HEAD_BYTES && file.len <= CACHE_FILE_BYTES_MAX && is_key(text_of(key)));
	if (old)
		drop(cache, old);
	path_of(cache, key, tail, path);
	const enum rc rc = host_file_write(path, file, err);
	if (rc == RC_OK)
		add(cache, text_of(key), file.len, ++cache->uses);
	else
		hold(cache, key, file);
	return rc;
}

enum rc cache_read(struct cache *cache, struct text key, struct arena *arena, struct text *ret, struct err *err)
{
	struct entry *entry = is_key(key) ? find(cache, key) : NULL;
	const struct held *held = is_key(key) && !entry ? find_held(cache, key) : NULL;
	char path[HOST_PATH_MAX];

	if (held) {
		*ret = text_copy(arena, held->file);
		return RC_OK;
	}
	if (!entry)
		return err_set(err, RC_MISSING, "there is no such sound");
	entry->used = ++cache->uses;
	path_of(cache, entry->key, tail, path);
	const enum rc rc = host_file_read(path, CACHE_FILE_BYTES_MAX, arena, ret, err);
	if (rc == RC_MISSING)
		drop(cache, entry);
	return rc;
}

int64_t cache_bytes(const struct cache *cache)
{
	return cache->bytes;
}
