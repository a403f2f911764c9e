/* Any bytes as a configuration file: no crash, every fault has a line, and what is accepted comes out of
 * `config show` as a file that gives the same again (S6). */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "gateway/config.h"

enum { ARENA_MAX = 16 << 20 };

static struct config_fault faults[CONFIG_FAULTS_MAX];

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_faults(uint32_t n, struct text ini)
{
	int lines = 1;

	for (size_t i = 0; i < ini.len; i++)
		lines += ini.at[i] == '\n';
	ASSERT(n <= CONFIG_FAULTS_MAX);
	for (uint32_t i = 0; i < n; i++) {
		ASSERT(faults[i].line >= 0 && faults[i].line <= lines);
		ASSERT(faults[i].err.rc == RC_INVALID && strlen(faults[i].err.text) > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	CC_CLEANUP(arena_done) struct arena arena;
	struct buf first = { .arena = &arena }, second = { .arena = &arena };
	const struct text ini = { (const char *)bytes, len };
	struct config config, again;

	arena_init(&arena, ARENA_MAX);
	config_init(&config);
	check_faults(config_read(&config, ini, faults), ini);
	config_show(&config, &first);
	config_init(&again);
	ASSERT(config_read(&again, buf_view(&first), faults) == 0);
	config_show(&again, &second);
	ASSERT(text_eq(buf_view(&first), buf_view(&second)));
	return 0;
}
