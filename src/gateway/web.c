/* The screens (Q11, Q12, M1): a directory is read into memory when the server starts, and only what is
 * in memory can be asked for. So no address, however it is written, leads to another file, and a
 * request costs no system call but its answer. */
#define _GNU_SOURCE /* memrchr */
#include "gateway/web.h"

#include <fts.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "gateway/table.h"
#include "host/file.h"

struct entry {
	struct table_node node;
	struct web_file file;
};

struct web {
	struct arena arena;
	struct table files;
};

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".mjs", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json; charset=utf-8" },
	{ ".map", "application/json; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".ico", "image/vnd.microsoft.icon" },
	{ ".woff2", "font/woff2" },
	{ ".mp3", "audio/mpeg" },
	{ ".wav", "audio/wav" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".gz", "application/gzip" },
};

static bool ends_with(struct text whole, struct text end)
{
	return whole.len > end.len && memcmp(whole.at + whole.len - end.len, end.at, end.len) == 0;
}

static const char *type_of(struct text path)
{
	for (size_t i = 0; i < CC_COUNT(types); i++)
		if (ends_with(path, text_of(types[i].ending)))
			return types[i].type;
	return "application/octet-stream";
}

static uint64_t hash_of(struct text body)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < body.len; i++)
		hash = (hash ^ (unsigned char)body.at[i]) * UINT64_C(1099511628211);
	return hash;
}

static enum rc add_file(struct web *web, const char *from, struct text path, struct err *err)
{
	struct entry *entry = ARENA_NEW(&web->arena, struct entry);
	size_t room = web->arena.limit - web->arena.used;
	enum rc rc;

	if (web->files.n == WEB_FILES_MAX || room < HOST_PATH_MAX)
		return err_set(err, RC_FULL, "there are more files than a server keeps in memory");
	/* Half, for the reader may need some for itself. */
	rc = host_file_read(from, room / 2, &web->arena, &entry->file.body, err);
	if (rc)
		return rc;
	entry->file.type = type_of(path);
	entry->file.forever = text_starts(path, TEXT("/assets/"));
	snprintf(entry->file.etag, sizeof(entry->file.etag), "\"%016" PRIx64 "\"", hash_of(entry->file.body));
	entry->node.key = text_copy(&web->arena, path);
	table_add(&web->files, &entry->node);
	return RC_OK;
}

static enum rc add_tree(struct web *web, FTS *tree, size_t root_len, struct err *err)
{
	enum rc rc = RC_OK;
	FTSENT *at;

	while (!rc && (at = fts_read(tree))) {
		if (at->fts_info == FTS_D && at->fts_level > WEB_DEPTH_MAX)
			fts_set(tree, at, FTS_SKIP);
		else if (at->fts_info == FTS_F)
			rc = add_file(web, at->fts_accpath, text_of(at->fts_path + root_len), err);
		else if (at->fts_info == FTS_ERR || at->fts_info == FTS_DNR || at->fts_info == FTS_NS)
			rc = err_set(err, at->fts_level ? RC_FAULT : RC_MISSING, "cannot read %s: %s",
				     at->fts_path, strerror(at->fts_errno));
	}
	return rc;
}

/* Put each .gz beside the file that it is a copy of. */
static void pair_up(struct web *web)
{
	struct table_node *node = NULL;

	while ((node = table_next(&web->files, node))) {
		struct text name = node->key;
		struct entry *plain;

		if (!ends_with(name, TEXT(".gz")))
			continue;
		plain = (struct entry *)table_find(&web->files, (struct text){ name.at, name.len - 3 });
		if (plain)
			plain->file.gzip = ((struct entry *)node)->file.body;
	}
}

enum rc web_open(struct web **ret, const char *root, struct err *err)
{
	struct web *web = calloc(1, sizeof(*web));
	char path[HOST_PATH_MAX];
	size_t len = strlen(root);
	FTS *tree;
	enum rc rc;

	*ret = NULL;
	if (!web)
		BUG("no memory for the screens");
	arena_init(&web->arena, WEB_BYTES_MAX);
	while (len > 1 && root[len - 1] == '/')
		len--;
	snprintf(path, sizeof(path), "%.*s", (int)len, root);
	tree = fts_open((char *const[]){ path, NULL }, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	rc = tree ? add_tree(web, tree, len, err) : err_set(err, RC_FAULT, "cannot read %s", root);
	if (tree)
		fts_close(tree);
	if (rc) {
		web_close(&web);
		return rc;
	}
	pair_up(web);
	*ret = web;
	return RC_OK;
}

void web_close(struct web **web)
{
	if (!*web)
		return;
	table_done(&(*web)->files);
	arena_done(&(*web)->arena);
	free(*web);
	*web = NULL;
}

const struct web_file *web_find(const struct web *web, struct text path)
{
	const struct entry *entry = web ? (const struct entry *)table_find(&web->files, path) : NULL;

	return entry ? &entry->file : NULL;
}

const struct web_file *web_screen(const struct web *web, struct text path)
{
	const char *last = path.len ? memrchr(path.at, '/', path.len) : NULL;

	if (!last || memchr(last, '.', path.len - (size_t)(last - path.at)))
		return NULL;
	return web_find(web, TEXT("/index.html"));
}
