/* Designs and the media library over HTTP (Q18, N8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/test_site.h"
#include "store/media.h"

enum { TAIL = 100, FILE_BYTES = STORE_PART_BYTES + TAIL, REQUEST_MAX = 8 << 10, WAIT_MS = 5000 };

#define DOCUMENT                                                                                                       \
	"{\"format\":1,\"name\":\"one\",\"screen\":\"landscape\",\"palette\":[],\"pages\":[{\"id\":\"home\",\"kind\":" \
	"\"home\",\"fill\":\"#ffffff\",\"elements\":[{\"id\":\"menu\",\"kind\":\"menu\",\"x\":0,\"y\":0,\"w\":500,"    \
	"\"h\":500}]}]}"

static struct site_test site;
static struct reply reply;
static char file[FILE_BYTES];

static int setup(void **state)
{
	(void)state;
	site_open(&site, NULL);
	for (size_t i = 0; i < sizeof(file); i++)
		file[i] = (char)(i * 7);
	memcpy(file,
	       "\0\0\0\x20"
	       "ftypmp42",
	       12);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	site_done(&site);
	return 0;
}

static void post(const char *path, const char *body)
{
	char request[REQUEST_MAX];

	snprintf(request, sizeof(request),
		 "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
		 "Accept-Language: en\r\n\r\n%s",
		 path, strlen(body), body);
	site_ask(&site, request, &reply);
}

static void send_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
		assert_true(sent > 0);
		bytes += sent;
		n -= (size_t)sent;
	}
}

static void post_part(int n, const char *bytes, size_t len)
{
	char head[REQUEST_MAX];
	const int fd = site_connect(&site);

	snprintf(head, sizeof(head),
		 "POST /v1/halls/h1/uploads/1?part=%d HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
		 "application/octet-stream\r\nContent-Length: %zu\r\n\r\n",
		 n, len);
	site_send(fd, head);
	send_all(fd, bytes, len);
	site_receive(fd, true, &reply);
	close(fd);
}

/* Upload the file; its name. */
static const char *upload(void)
{
	static char name[65];
	char body[64];

	snprintf(body, sizeof(body), "{\"name\":\"v.mp4\",\"bytes\":%d}", FILE_BYTES);
	post("/v1/halls/h1/media", body);
	reply_must(&reply, 200, "\"upload\":1");
	post_part(0, file, STORE_PART_BYTES);
	reply_must(&reply, 200, "\"have\":1");
	post_part(1, file + STORE_PART_BYTES, TAIL);
	reply_must(&reply, 200, "\"media\":\"");
	memcpy(name, strstr(reply_body(&reply), "\"media\":\"") + 9, 64);
	return name;
}

static void get_file(const char *name, const char *method, const char *more)
{
	char request[REQUEST_MAX];
	const int fd = site_connect(&site);

	snprintf(request, sizeof(request), "%s /v1/halls/h1/media/%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", method,
		 name, more);
	site_send(fd, request);
	site_receive(fd, strcmp(method, "HEAD") != 0, &reply);
	close(fd);
}

static void header_is(const char *name, const char *value)
{
	char found[128];

	assert_true(reply_header(&reply, name, found, sizeof(found)));
	assert_string_equal(value, found);
}

/* Q18: a file comes back as it went, whole and in ranges, and is fetched once by a browser. */
static void files_come_back(void **state)
{
	char etag[80], more[128];
	const char *name = upload();

	(void)state;
	get_file(name, "GET", "");
	assert_int_equal(200, reply.status);
	assert_int_equal(FILE_BYTES, reply.len - reply.head_len);
	assert_memory_equal(file, reply_body(&reply), FILE_BYTES);
	header_is("Content-Type", "video/mp4");
	header_is("Accept-Ranges", "bytes");
	get_file(name, "GET", "Range: bytes=524200-524399\r\n"); /* across two parts */
	assert_int_equal(206, reply.status);
	header_is("Content-Range", "bytes 524200-524387/524388");
	assert_int_equal(188, reply.len - reply.head_len);
	assert_memory_equal(file + 524200, reply_body(&reply), 188);
	get_file(name, "GET", "Range: bytes=524388-\r\n");
	assert_int_equal(416, reply.status);
	header_is("Content-Range", "bytes */524388");
	get_file(name, "HEAD", "");
	assert_int_equal(200, reply.status);
	header_is("Content-Length", "524388");
	assert_true(reply_header(&reply, "ETag", etag, sizeof(etag)));
	snprintf(more, sizeof(more), "If-None-Match: %s\r\n", etag);
	get_file(name, "GET", more);
	assert_int_equal(304, reply.status);
	get_file("f00", "GET", "");
	reply_must(&reply, 404, "MEDIA_UNKNOWN");
	site_get(&site, "/v1/halls/h1/media", &reply);
	reply_must(&reply, 200, "\"name\":\"v.mp4\"");
}

/* A client that goes in the middle of a file leaves the server as it was. */
static void a_client_may_leave_in_the_middle(void **state)
{
	char request[REQUEST_MAX];
	const char *name = upload();

	(void)state;
	snprintf(request, sizeof(request), "GET /v1/halls/h1/media/%s HTTP/1.1\r\nHost: localhost\r\n\r\n", name);
	for (int i = 0; i < 20; i++) {
		const int fd = site_connect(&site);
		const int small = 4096;
		char some[64];
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
		site_send(fd, request);
		assert_true(recv(fd, some, sizeof(some), 0) > 0);
		close(fd);
	}
	get_file(name, "GET", "");
	assert_int_equal(200, reply.status);
	assert_memory_equal(file, reply_body(&reply), FILE_BYTES);
}

/* Rules 7 and 9: a design is drawn, published and told to every screen of the hall, which need not ask again. */
static void publishing_reaches_the_stream(void **state)
{
	const int stream = site_connect(&site);
	static struct reply told;

	(void)state;
	site_send(stream, "GET /v1/halls/h1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
	site_read_until(stream, "retry:", WAIT_MS, &told);
	post("/v1/halls/h1/designs/d", "{\"revision\":0,\"document\":" DOCUMENT "}");
	reply_must(&reply, 200, "\"revision\":1");
	site_get(&site, "/v1/halls/h1/kiosk", &reply);
	reply_must(&reply, 200, "{\"screens\":[]}");
	post("/v1/halls/h1/designs/d/publish", "{\"revision\":1}");
	reply_must(&reply, 200, "\"version\":1");
	site_read_until(stream, "\"screen\":\"landscape\"", WAIT_MS, &told);
	close(stream);
	site_get(&site, "/v1/halls/h1/kiosk", &reply);
	reply_must(&reply, 200, "\"screen\":\"landscape\",\"design\":\"d\",\"version\":1");
	site_get(&site, "/v1/halls/h1/designs", &reply);
	reply_must(&reply, 200, "\"live\":1");
	post("/v1/halls/h1/designs/d/remove", "{\"revision\":1}");
	reply_must(&reply, 409, "it was not deleted: those with a landscape screen");
	post("/v1/halls/h1/designs/none/remove", "{\"revision\":1}");
	reply_must(&reply, 200, "\"design\":\"d\"");
	site_get(&site, "/v1/halls/h1/designs/d", &reply);
	reply_must(&reply, 200, "\"name\":\"one\"");
	site_get(&site, "/v1/halls/h1/designs/d?version=0", &reply);
	reply_must(&reply, 404, "DESIGN_UNKNOWN");
	site_get(&site, "/v1/halls/h1/designs/d?version=x", &reply);
	reply_must(&reply, 400, "version");
	site_get(&site, "/v1/halls/h9/designs", &reply);
	reply_must(&reply, 404, "HALL_UNKNOWN");
	site_get(&site, "/v1/halls/h9/designs/d", &reply);
	reply_must(&reply, 404, "HALL_UNKNOWN");
	site_get(&site, "/v1/halls/h1/events?after=0&limit=1000", &reply);
	reply_must(&reply, 200, "\"kind\":\"kiosk.published\"");
}

/* S6: what cannot be done is said in the language of the screen, with its place. */
static void faults_are_told(void **state)
{
	(void)state;
	post("/v1/halls/h1/designs/d", "{\"revision\":4,\"document\":" DOCUMENT "}");
	reply_must(&reply, 409, "Somebody else has changed this design");
	post("/v1/halls/h1/designs/d", "{\"revision\":0}");
	reply_must(&reply, 400, "\"field\":\"document\"");
	post("/v1/halls/h1/designs/d/publish", "{\"version\":1}");
	reply_must(&reply, 404, "DESIGN_UNKNOWN");
	post("/v1/halls/h1/designs/d/discard", "[]");
	reply_must(&reply, 400, "BODY_INVALID");
	post("/v1/halls/h1/uploads/1?part=x", "");
	reply_must(&reply, 400, "part");
	post("/v1/halls/h1/uploads/none?part=0", "");
	reply_must(&reply, 404, "MEDIA_UNKNOWN");
	post("/v1/halls/h1/uploads/none/abort", "{}");
	reply_must(&reply, 404, "MEDIA_UNKNOWN");
	post("/v1/halls/h1/media", "{\"name\":\"v.mp4\",\"bytes\":9}");
	reply_must(&reply, 200, "\"upload\":1");
	site_get(&site, "/v1/halls/h1/media", &reply);
	reply_must(&reply, 200, "\"bytes\":9");
	post("/v1/halls/h1/uploads/1/abort", "{}");
	reply_must(&reply, 200, "\"bytes\":0");
	post("/v1/halls/h1/media/f00/remove", "{}");
	reply_must(&reply, 404, "MEDIA_UNKNOWN");
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { ONE(files_come_back), ONE(a_client_may_leave_in_the_middle),
					    ONE(publishing_reaches_the_stream), ONE(faults_are_told) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
