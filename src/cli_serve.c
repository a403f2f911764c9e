/* `openhall serve`: opens everything from the store up, runs until a signal, closes in reverse (S7, S8).
 *
 * The order of closing is the promise: every command that was taken is decided, written and answered;
 * then the desk leaves its snapshots; then the lock on the data goes. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "app/hall/desk.h"
#include "app/hall/reader.h"
#include "app/hall/waits.h"
#include "base/bug.h"
#include "cli.h"
#include "cli_configure.h"
#include "cli_data.h"
#include "cli_options.h"
#include "demo_player.h"
#include "gateway/config.h"
#include "gateway/listen.h"
#include "gateway/log.h"
#include "gateway/notify.h"
#include "gateway/post.h"
#include "gateway/server.h"
#include "gateway/web.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/random.h"
#include "store/store.h"

enum {
	IDLE_MS = 3600000,
	OPENAPI_MAX = 4 << 20,
	HANG_MS = 60000, /* a desk at one group for so long will not come back by itself */
};

/* What a running server holds, in the order in which it is opened. */
struct serve {
	struct config config;
	uint32_t loops;
	struct host_lock lock;
	struct store *store;
	struct desk *desk;
	struct store *stores[SERVER_LOOPS_MAX]; /* for reading, one for each loop */
	struct reader *readers[SERVER_LOOPS_MAX];
	struct store *past_store; /* and one for the time machine */
	struct reader *past;
	struct store *floor_store; /* and one for what stands in the halls */
	struct reader *floor;
	struct store *waits_store; /* and one to learn waits from */
	struct waits *waits;
	char hosts[2 * CONFIG_TEXT_MAX + 1];
	struct store *voice_store; /* and one for the voice */
	struct reader *voice;
	char sounds[HOST_PATH_MAX]; /* directory of its sounds */
	struct web *web;
	struct arena arena; /* for the description of the interface */
	struct text openapi;
	const struct host_clock *clock;
	struct post *post;
	struct server *server;
	bool is_demo;
	struct demo_player *player;
};

/* Values from the command line; NULL where not given. */
struct choices {
	const char *config, *data, *listen, *web, *loops, *hosts, *log_level, *demo_speed, *demo_seed;
	bool insecure, demo;
};

static enum rc override(struct config *config, const char *section, const char *name, const char *value,
			struct err *err)
{
	return value ? config_set(config, text_of(section), text_of(name), text_of(value), err) : RC_OK;
}

/* The file, then the command line over it. */
static int configure(struct config *config, const struct choices *choices)
{
	const struct {
		const char *section, *name, *value;
	} over[] = {
		{ "server", "data", choices->data },
		{ "server", "listen", choices->listen },
		{ "server", "web", choices->web },
		{ "server", "loops", choices->loops },
		{ "server", "hosts", choices->hosts },
		{ "server", "log_level", choices->log_level },
		{ "server", "insecure", choices->insecure ? "yes" : NULL },
		{ "demo", "speed", choices->demo_speed },
		{ "demo", "seed", choices->demo_seed },
	};
	struct err err;

	if (cli_configure(config, choices->config))
		return CLI_FAILED;
	for (size_t i = 0; i < CC_COUNT(over); i++) {
		if (override(config, over[i].section, over[i].name, over[i].value, &err)) {
			fprintf(stderr, "openhall: %s: %s\n", err.field, err.text);
			return CLI_USAGE;
		}
	}
	return CLI_OK;
}

static enum rc open_store(struct serve *serve, struct store **ret, bool read_only, struct err *err)
{
	char path[HOST_PATH_MAX];
	struct store_options options = { .path = path, .read_only = read_only, .migrate = !read_only };

	snprintf(path, sizeof(path), "%s/%s", serve->config.data, CLI_STORE_FILE);
	return store_open(ret, &options, err);
}

static enum rc open_data(struct serve *serve, struct err *err)
{
	enum rc rc = cli_data_permit(serve->config.data, true, err);

	if (!rc)
		rc = host_dir_make(serve->config.data, err);
	if (!rc)
		rc = host_lock_take(&serve->lock, serve->config.data, err);
	if (!rc)
		rc = open_store(serve, &serve->store, false, err);
	if (!rc)
		rc = desk_open(&serve->desk, serve->store, host_random_u64(), err);
	for (uint32_t i = 0; i < serve->loops && !rc; i++) {
		rc = open_store(serve, &serve->stores[i], true, err);
		if (!rc)
			rc = reader_open(&serve->readers[i], serve->stores[i], err);
	}
	if (!rc)
		rc = open_store(serve, &serve->past_store, true, err);
	if (!rc)
		rc = reader_open(&serve->past, serve->past_store, err);
	if (!rc)
		rc = open_store(serve, &serve->floor_store, true, err);
	if (!rc)
		rc = reader_open(&serve->floor, serve->floor_store, err);
	if (!rc)
		rc = open_store(serve, &serve->waits_store, true, err);
	if (!rc)
		rc = waits_open(&serve->waits, serve->waits_store, err);
	if (!rc)
		rc = open_store(serve, &serve->voice_store, true, err);
	if (!rc)
		rc = reader_open(&serve->voice, serve->voice_store, err);
	snprintf(serve->sounds, sizeof(serve->sounds), "%s/voice", serve->config.data);
	return rc;
}

/* What is called `name` beside or near the program itself, into `ret`; false where there is none. */
static bool near_program(const char *name, char ret[PATH_MAX])
{
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	if (len < 0)
		return false;
	program[len] = '\0';
	slash = strrchr(program, '/');
	if (!slash || snprintf(ret, PATH_MAX, "%.*s/%s", (int)(slash - program), program, name) >= PATH_MAX)
		return false;
	return access(ret, R_OK) == 0;
}

/* The screens that were named, or built beside the program, or installed. A server without any still
 * serves its interface. */
static void open_screens(struct serve *serve)
{
	char found[PATH_MAX];
	const char *root = serve->config.web;
	struct err err;

	if (!*root)
		root = near_program("web", found) || near_program("../share/openhall/web", found) ? found : NULL;
	if (!root)
		LOG(LOG_LEVEL_WARN, "no_screens", log_string("hint", "build web/ or give --web DIR"));
	else if (web_open(&serve->web, root, &err))
		LOG(LOG_LEVEL_WARN, "no_screens", log_string("dir", root), log_string("why", err.text));
}

/* The demonstration's past, decided before the desk has a thread. */
static enum rc open_demo(struct serve *serve, struct err *err)
{
	const struct demo_player_options options = { .speed = serve->config.demo_speed,
						     .seed = (uint64_t)serve->config.demo_seed,
						     .clock = serve->clock };

	return serve->is_demo ? demo_player_open(&serve->player, serve->store, serve->desk, &options, err) : RC_OK;
}

static void open_description(struct serve *serve)
{
	char path[PATH_MAX];
	struct err err;

	arena_init(&serve->arena, OPENAPI_MAX);
	if (!near_program("openapi.json", path) && !near_program("../share/openhall/openapi.json", path))
		return;
	if (host_file_read(path, OPENAPI_MAX / 2, &serve->arena, &serve->openapi, &err))
		LOG(LOG_LEVEL_WARN, "no_openapi", log_string("file", path), log_string("why", err.text));
}

/* Listen for a moment, before any data is made: a server that cannot serve leaves nothing behind. */
static enum rc try_address(const struct config *config, struct err *err)
{
	struct listen_address address;
	int fd;
	enum rc rc = cli_check_address(config, &address, err);

	if (!rc)
		rc = listen_open(&address, 1, &fd, err);
	if (!rc)
		close(fd);
	return rc;
}

/* Phones come by the host of public_url, so that is a name that browsers may use. */
static struct text hosts_of(struct serve *serve)
{
	const struct text public = config_url_host(text_of(serve->config.public_url));

	snprintf(serve->hosts, sizeof(serve->hosts), "%s%s%.*s", serve->config.hosts, *serve->config.hosts ? "," : "",
		 TEXT_ARG(public));
	return text_of(serve->hosts);
}

static enum rc open_all(struct serve *serve, struct err *err)
{
	struct server_options options = { .listen = text_of(serve->config.listen),
					  .insecure = serve->config.insecure,
					  .hosts = hosts_of(serve),
					  .public_url = text_of(serve->config.public_url),
					  .loops = serve->loops,
					  .readers = serve->readers,
					  .clock = serve->clock };
	enum rc rc = try_address(&serve->config, err);

	if (!rc)
		rc = open_data(serve, err);
	if (!rc)
		rc = open_demo(serve, err);
	if (rc)
		return rc;
	open_screens(serve);
	open_description(serve);
	rc = post_open(&serve->post, serve->desk, serve->clock, err);
	if (rc)
		return rc;
	options.past = serve->past;
	options.floor = serve->floor;
	options.data = text_of(serve->config.data);
	options.slips = (enum slip_languages)serve->config.slip_languages;
	options.slip_waits = serve->config.slip_waits;
	options.waits = serve->waits;
	options.links = desk_phone_link_key(serve->desk);
	options.voice = serve->voice;
	options.sounds = serve->sounds;
	options.speaker = serve->config.voice;
	options.post = serve->post;
	options.web = serve->web;
	options.openapi = serve->openapi;
	rc = server_open(&serve->server, &options, err);
	return !rc && serve->player ? demo_player_start(serve->player, serve->post, server_floor(serve->server), err)
				    : rc;
}

static void close_all(struct serve *serve)
{
	demo_player_close(&serve->player);
	if (serve->server)
		server_stop(serve->server);
	if (serve->post)
		post_stop(serve->post);
	server_close(&serve->server);
	post_close(&serve->post);
	web_close(&serve->web);
	arena_done(&serve->arena);
	for (uint32_t i = 0; i < serve->loops; i++) {
		reader_close(&serve->readers[i]);
		store_close(&serve->stores[i]);
	}
	reader_close(&serve->past);
	store_close(&serve->past_store);
	reader_close(&serve->floor);
	store_close(&serve->floor_store);
	waits_close(&serve->waits);
	store_close(&serve->waits_store);
	reader_close(&serve->voice);
	store_close(&serve->voice_store);
	desk_close(&serve->desk);
	store_close(&serve->store);
	host_lock_release(&serve->lock);
}

/* As many descriptors as the machine gives, for each screen holds one. */
static void raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

/* Signals that end the server; kept from every thread, so that only wait_for_end sees them. */
static sigset_t end_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return set;
}

/* Tell systemd, where it asks, that all is well for as long as the desk gets on. A desk that hangs is told of
 * once; the service is then started again, and goes on from what is on disk. */
static void beat(const struct serve *serve)
{
	static bool told;

	if (post_is_alive(serve->post, HANG_MS)) {
		notify_send("WATCHDOG=1");
		told = false;
	} else if (!told) {
		LOG(LOG_LEVEL_ERROR, "desk_hangs", log_number("limit_ms", HANG_MS));
		told = true;
	}
}

static void wait_for_end(const struct serve *serve)
{
	int64_t beat_ms = notify_watchdog_ms();
	int64_t wait_ms = beat_ms ? beat_ms : IDLE_MS;
	struct timespec wait = { wait_ms / 1000, wait_ms % 1000 * 1000000 };
	sigset_t set = end_signals();
	int signal;

	while ((signal = sigtimedwait(&set, NULL, &wait)) < 0)
		if (beat_ms)
			beat(serve);
	LOG(LOG_LEVEL_INFO, "stopping", log_string("signal", strsignal(signal)));
}

static int run(struct serve *serve)
{
	int64_t loops = serve->config.loops ? serve->config.loops : sysconf(_SC_NPROCESSORS_ONLN);
	sigset_t set = end_signals();
	struct err err;
	enum rc rc;

	log_set_level((enum log_level)serve->config.log_level);
	serve->loops = (uint32_t)(loops < SERVER_LOOPS_MAX ? loops : SERVER_LOOPS_MAX);
	serve->clock = host_clock_real();
	raise_files();
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	rc = open_all(serve, &err);
	if (rc) {
		fprintf(stderr, "openhall: %s\n", err.text);
	} else {
		LOG(LOG_LEVEL_INFO, "started", log_string("version", OPENHALL_VERSION),
		    log_string("address", server_address(serve->server)), log_string("data", serve->config.data),
		    log_number("loops", serve->loops));
		printf("OpenHall %s: http://%s/\n", OPENHALL_VERSION, server_address(serve->server));
		fflush(stdout);
		notify_send("READY=1");
		wait_for_end(serve);
		notify_send("STOPPING=1");
	}
	close_all(serve);
	return rc ? CLI_FAILED : CLI_OK;
}

int cli_serve(int argc, char **argv)
{
	struct choices choices = { 0 };
	const struct cli_option options[] = {
		{ "data", "DIR", "directory that holds all data", &choices.data, NULL },
		{ "listen", "ADDRESS:PORT", "where to serve (127.0.0.1:8080)", &choices.listen, NULL },
		{ "config", "FILE", "settings; `openhall config show` prints them all", &choices.config, NULL },
		{ "web", "DIR", "directory of the screens", &choices.web, NULL },
		{ "loops", "N", "threads that serve (one on each core)", &choices.loops, NULL },
		{ "hosts", "NAMES", "host names that browsers may use, with commas", &choices.hosts, NULL },
		{ "log-level", "LEVEL", "error, warn, info or debug", &choices.log_level, NULL },
		{ "demo", NULL, "play a busy demonstration hall", NULL, &choices.demo },
		{ "demo-speed", "N", "how much faster than in life it is played (1)", &choices.demo_speed, NULL },
		{ "demo-seed", "N", "seed of what was played before the start (1)", &choices.demo_seed, NULL },
		{ "insecure", NULL, "listen where other machines can reach it", NULL, &choices.insecure },
	};
	const struct cli_usage usage = {
		.synopsis = "serve [OPTIONS]",
		.about = "Run the server until SIGTERM or SIGINT. Makes the data directory where there is "
			 "none.",
		.options = options,
		.n = CC_COUNT(options),
	};
	enum cli_parsed parsed = cli_parse(&usage, argc, argv, NULL);
	struct serve *serve;
	int status;

	if (parsed)
		return parsed == CLI_HELPED ? CLI_OK : CLI_USAGE;
	serve = calloc(1, sizeof(*serve));
	if (!serve)
		BUG("no memory");
	serve->is_demo = choices.demo;
	status = configure(&serve->config, &choices);
	if (!status)
		status = run(serve);
	free(serve);
	return status;
}
