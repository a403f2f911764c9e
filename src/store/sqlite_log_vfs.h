/* A file system for SQLite over another one, with one difference: the write-ahead log is written in large
 * pieces. Each connection has one of its own. */
#ifndef OH_STORE_SQLITE_LOG_VFS_H
#define OH_STORE_SQLITE_LOG_VFS_H

#include <sqlite3.h>
#include <stdbool.h>

/* Zeroed is closed. Stays where it is while it is open. */
struct log_vfs {
	sqlite3_vfs vfs;
	sqlite3_vfs *below;
	char name[32]; /* to open a connection with */
};

/* Register over `below`, which must outlive it. False where SQLite has no memory. */
bool log_vfs_open(struct log_vfs *log, sqlite3_vfs *below);
/* After the connection was closed; nothing happens where it is not open. */
void log_vfs_close(struct log_vfs *log);

#endif
