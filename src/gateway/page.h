/* Faults in place of the pages that evhttp writes by itself. */
#ifndef OH_GATEWAY_PAGE_H
#define OH_GATEWAY_PAGE_H

struct bufferevent;

/* From now on, where evhttp answers on `stream` with a page in HTML because it could not read a request,
 * send view "fault" instead. */
void page_watch(struct bufferevent *stream);

#endif
