/* Assertions. They stay on in production: a broken invariant stops the process, and the log
 * brings it back in a state that is known to be good. */
#ifndef OH_BASE_BUG_H
#define OH_BASE_BUG_H

#include "base/cc.h"

/* Stop the process after writing `file:line: bug: text` to standard error. Never returns. */
CC_NORETURN CC_FORMAT(3, 4) void bug_stop(const char *file, int line, const char *format, ...);

#define BUG(...)       bug_stop(__FILE__, __LINE__, __VA_ARGS__)
#define ASSERT(holds)  do { if (!(holds)) BUG("%s", #holds); } while (0)

#endif
