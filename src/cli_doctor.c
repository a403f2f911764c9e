/* `openhall doctor`: what is wrong with this machine and its data, and what to do about it (S6, S7).
 *
 * Each check says one line. It looks only; the one file that it writes, to see whether writing to disk
 * works, it removes again. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/civil.h"
#include "cli.h"
#include "cli_configure.h"
#include "cli_data.h"
#include "cli_options.h"
#include "gateway/config.h"
#include "gateway/voice/espeak.h"
#include "host/clock.h"
#include "speech_contract.h"
#include "store/log.h"
#include "store/store.h"
#include "store/upkeep.h"

enum {
	FILES_WANTED = 16384, /* each screen that is connected holds a descriptor */
	FREE_MIB_WANTED = 1024,
	FREE_MIB_LEAST = 64,
	SYNC_MS_WANTED = 20,
	SYNCS = 8,
	YEAR_FIRST = 2025,
	YEAR_LAST = 2099,
	SQLITE_LEAST = 3040000,
	MIB = 1 << 20,
	SAY_MAX = 400,
};

enum verdict { OK, WARN, BAD };

/* The worst verdict so far decides the exit status. */
struct doctor {
	const char *dir;
	enum verdict worst;
};

CC_FORMAT(4, 5)
static void say(struct doctor *doctor, enum verdict verdict, const char *what, const char *format, ...)
{
	static const char *const words[] = { "ok", "warn", "bad" };
	char text[SAY_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printf("%-5s %-12s %s\n", words[verdict], what, text);
	if (verdict > doctor->worst)
		doctor->worst = verdict;
}

/* False where there is nothing to look at further. */
static bool check_dir(struct doctor *doctor)
{
	struct stat stat_dir;
	struct err err;

	if (cli_data_permit(doctor->dir, true, &err) != RC_OK) {
		say(doctor, BAD, "directory", "%s", err.text);
		return false;
	}
	if (stat(doctor->dir, &stat_dir) != 0 || !S_ISDIR(stat_dir.st_mode)) {
		say(doctor, BAD, "directory",
		    "%s is no directory: name the right one with --data, or make one with "
		    "`openhall demo init` or `openhall serve`",
		    doctor->dir);
		return false;
	}
	if ((stat_dir.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		say(doctor, WARN, "directory", "others may look into %s, which holds customers' data: chmod 700",
		    doctor->dir);
	else
		say(doctor, OK, "directory", "%s", doctor->dir);
	return true;
}

static void check_space(struct doctor *doctor)
{
	struct statvfs vfs;

	if (statvfs(doctor->dir, &vfs) != 0) {
		say(doctor, BAD, "space", "cannot be seen: %s", strerror(errno));
		return;
	}
	const unsigned long long mib = (unsigned long long)vfs.f_bavail * vfs.f_frsize / MIB;
	const enum verdict verdict = mib < FREE_MIB_LEAST ? BAD : mib < FREE_MIB_WANTED ? WARN : OK;
	say(doctor, verdict, "space", "%llu MiB free%s", mib,
	    verdict == OK ? ""
			  : ": make room, or move the data to a "
			    "larger disk");
}

/* Write and sync a small file some times; how long one sync took, in ms, or -1. */
static double time_sync(const char *path)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	bool fine = fd >= 0;

	const int64_t start = host_monotonic_ns();
	for (int i = 0; i < SYNCS && fine; i++)
		fine = write(fd, path, strlen(path)) > 0 && fsync(fd) == 0;
	const int64_t took = host_monotonic_ns() - start;
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	return fine ? (double)took / SYNCS / 1e6 : -1;
}

static void check_sync(struct doctor *doctor)
{
	char path[HOST_PATH_MAX];

	snprintf(path, sizeof(path), "%.900s/doctor-%d", doctor->dir, (int)getpid());
	const double ms = time_sync(path);
	if (ms < 0)
		say(doctor, BAD, "sync", "cannot write to disk: %s; look at the disk and the system's log",
		    strerror(errno));
	else if (ms > SYNC_MS_WANTED)
		say(doctor, WARN, "sync",
		    "%.1f ms to be on disk: every group of commands waits that long; use a local "
		    "disk, best an SSD",
		    ms);
	else
		say(doctor, OK, "sync", "%.2f ms to be on disk", ms);
}

static void check_machine(struct doctor *doctor)
{
	const int64_t now_ms = host_clock_now_ms(host_clock_real());
	const int32_t year = civil_from_day(civil_local_day(now_ms, 0)).year;
	struct rlimit files = { 0 };
	char time[CIVIL_TIME_SIZE];

	if (sqlite3_libversion_number() < SQLITE_LEAST)
		say(doctor, BAD, "sqlite", "%s is too old: install 3.40 or later", sqlite3_libversion());
	else
		say(doctor, OK, "sqlite", "%s", sqlite3_libversion());
	getrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_max < FILES_WANTED)
		say(doctor, WARN, "files",
		    "%llu files can be open, so about as many screens: raise LimitNOFILE or "
		    "ulimit -n to %d",
		    (unsigned long long)files.rlim_max, FILES_WANTED);
	else
		say(doctor, OK, "files", "%llu can be open", (unsigned long long)files.rlim_max);
	civil_format_time(now_ms, 0, time);
	if (year < YEAR_FIRST || year > YEAR_LAST)
		say(doctor, BAD, "clock", "it says %s: set it, and keep it right with NTP", time);
	else
		say(doctor, OK, "clock", "%s", time);
}

/* Calls are spoken by a program, where the hall has no recordings. */
static void check_voice(struct doctor *doctor, const char *program)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const struct speech_language *words = &speech_languages[QUEUE_VOICE_LANGUAGE_MANDARIN];
	struct text sound;
	struct err err;

	arena_init(&arena, 64 * (size_t)MIB);
	if (!program[0]) {
		say(doctor, OK, "voice", "calls are spoken from recordings only, for server.voice names no program");
		return;
	}
	const enum rc rc = espeak_say(program, words->voice, words->rate, text_of(words->digits[0]), &arena, &sound,
				      &err);
	if (rc == RC_OK)
		say(doctor, OK, "voice", "%s speaks", program);
	else if (rc == RC_MISSING)
		say(doctor, WARN, "voice",
		    "%s is not there, so calls are spoken from recordings only: apt install espeak-ng, or name "
		    "another program as server.voice",
		    program);
	else
		say(doctor, WARN, "voice", "%s: apt install --reinstall espeak-ng espeak-ng-data", err.text);
}

/* The clock must not be behind what was already written. */
static void check_last_event(struct doctor *doctor, struct store *store)
{
	CC_CLEANUP(arena_done) struct arena arena;
	const int64_t now_ms = host_clock_now_ms(host_clock_real());
	struct store_hall *halls;
	struct store_head head;
	int64_t last_ms = 0;
	struct err err;
	uint32_t n = 0;

	arena_init(&arena, 64 * (size_t)MIB);
	if (store_hall_list(store, &arena, &halls, &n, &err) != RC_OK) {
		say(doctor, BAD, "halls", "%s", err.text);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		if (store_head(store, halls[i].no, &head, &err) == RC_OK && head.at_ms > last_ms)
			last_ms = head.at_ms;
	say(doctor, OK, "halls", "%u", n);
	if (last_ms > now_ms + CIVIL_MS_PER_MINUTE)
		say(doctor, WARN, "clock", "the last event is %lld s in the future: set the clock, or wait",
		    (long long)(last_ms - now_ms) / 1000);
}

static void check_data(struct doctor *doctor)
{
	struct store_stats stats;
	struct cli_data data;
	struct err err;

	enum rc rc = cli_data_read(&data, doctor->dir, &err);
	if (rc == RC_MISSING) {
		say(doctor, WARN, "data", "none yet: `openhall demo init` or `openhall hall apply` makes some");
	} else if (rc != RC_OK) {
		say(doctor, BAD, "data", "%s", err.text);
	} else {
		rc = store_integrity(data.store, true, &err);
		if (rc != RC_OK)
			say(doctor, BAD, "data", "%s; stop the server and restore the last backup", err.text);
		else if (store_stats(data.store, &stats, &err) == RC_OK)
			say(doctor, OK, "data",
			    "%lld MiB, and %lld MiB not merged yet; whole by a quick check (`openhall "
			    "verify` checks all)",
			    (long long)stats.bytes / MIB, (long long)stats.wal_bytes / MIB);
		check_last_event(doctor, data.store);
	}
	cli_data_close(&data);
}

int cli_doctor(int argc, char **argv)
{
	const char *file = NULL;
	struct doctor doctor = { 0 };
	struct config config;
	const struct cli_option options[] = {
		{ "config", "FILE", "settings of the server, for its data and its voice", &file, NULL },
		CLI_DATA_OPTION(&doctor.dir),
	};
	const struct cli_usage usage = {
		"doctor [OPTIONS]",
		"Looks at the machine and the data, and says what to do. Fails where something is "
		"bad.",
		options,
		CC_COUNT(options),
		0,
		0
	};

	const enum cli_parsed parsed = cli_parse(&usage, argc, argv, NULL);
	if (parsed != CLI_PARSED)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	if (cli_configure(&config, file))
		return CLI_FAILED;
	if (!doctor.dir)
		doctor.dir = config.data;
	check_machine(&doctor);
	check_voice(&doctor, config.voice);
	if (check_dir(&doctor)) {
		check_space(&doctor);
		check_sync(&doctor);
		check_data(&doctor);
	}
	return doctor.worst == BAD ? CLI_FAILED : CLI_OK;
}
