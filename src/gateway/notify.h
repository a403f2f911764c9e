/* Telling systemd how the service is (sd_notify), where it asked for that. */
#ifndef OH_GATEWAY_NOTIFY_H
#define OH_GATEWAY_NOTIFY_H

#include <stdint.h>

/* Send a state such as "READY=1", "STOPPING=1" or "WATCHDOG=1" to the socket that NOTIFY_SOCKET names.
 * Nothing happens where there is none; a message that is lost is lost. */
void notify_send(const char *state);

/* Milliseconds between the WATCHDOG=1 that systemd asked this process for, halved to be on the safe
 * side; 0 where it asked for none. */
int64_t notify_watchdog_ms(void);

#endif
